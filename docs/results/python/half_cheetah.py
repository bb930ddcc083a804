"""Gymnasium's HalfCheetah-v5 that is to run at an unseen velocity, as in Finn et al. (2017)."""
import gymnasium

spec = {"horizon": 100}


def sample_task(rng):
    return {"velocity": rng.uniform(0.0, 2.0)}


class Velocity(gymnasium.Wrapper):
    def step(self, action):
        observation, _, terminated, truncated, info = self.env.step(action)
        cost = -info["reward_ctrl"]
        return observation, -abs(info["x_velocity"] - self.velocity) - 0.5 * cost, terminated, truncated, info


def set_task(environment, task):
    environment.velocity = task["velocity"]


def make(task):
    environment = Velocity(gymnasium.make("HalfCheetah-v5", disable_env_checker=True))
    set_task(environment, task)
    return environment
