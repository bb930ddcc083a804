"""A cart on a rail rolls to a place that it is not told: the task is the place, the reward the distance to it."""

spec = {
    "observation_space": 1,
    "action_space": {"low": [-0.1], "high": [0.1]},
    "horizon": 50,
}


def sample_task(rng):
    return {"place": rng.uniform(-1, 1)}


class Cart:
    def __init__(self, place):
        self.place = place

    def reset(self, seed=None):
        self.position = 0.0
        return [self.position], {}

    def step(self, action):
        self.position += action[0]
        distance = abs(self.position - self.place)
        return [self.position], -distance, distance < 0.01, False, {}


def make(task):
    return Cart(task["place"])
