"""2D navigation as in sgmrl's point-navigation-v1, without packages."""
import math

ARENA = 0.5
SPEED = 0.1

spec = {
    "observation_space": 2,
    "action_space": {"low": [-SPEED, -SPEED], "high": [SPEED, SPEED]},
    "horizon": 100,
}


def sample_task(rng):
    return {"goal": [rng.uniform(-ARENA, ARENA), rng.uniform(-ARENA, ARENA)]}


def clip(x):
    return min(max(x, -ARENA), ARENA)


class Robot:
    def __init__(self, goal):
        self.goal_x, self.goal_y = goal

    def reset(self, seed=None):
        self.x = self.y = 0.0
        return [self.x, self.y], {}

    def step(self, action):
        self.x = clip(self.x + action[0])
        self.y = clip(self.y + action[1])
        dx = self.goal_x - self.x
        dy = self.goal_y - self.y
        reward = -math.sqrt(dx * dx + dy * dy)
        return [self.x, self.y], reward, abs(dx) < 0.01 and abs(dy) < 0.01, False, {}


def make(task):
    return Robot(task["goal"])
