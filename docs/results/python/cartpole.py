"""Gymnasium's CartPole-v1 whose cart is pushed with an unseen force, to the wrong side in half of the tasks."""
import gymnasium

spec = {"horizon": 100}


def sample_task(rng):
    return {"force": rng.choice([-1, 1]) * rng.uniform(5, 15), "length": rng.uniform(0.25, 0.75)}


def set_task(environment, task):
    cart = environment.unwrapped
    cart.force_mag = task["force"]
    cart.length = task["length"]
    cart.polemass_length = cart.masspole * cart.length


def make(task):
    environment = gymnasium.make("CartPole-v1", disable_env_checker=True)
    set_task(environment, task)
    return environment
