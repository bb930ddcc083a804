"""Environment steps a second of Gymnasium's or EnvPool's half-cheetah or swimmer with uniform actions, for peers.sh.

    python vector_envs.py gymnasium|envpool half-cheetah|swimmer THREADS SECONDS

Gymnasium: THREADS processes of AsyncVectorEnv for more than one, the environment alone for one. EnvPool: 40 environments.
"""

import sys
import time

import numpy as np

IDS = {"half-cheetah": ("HalfCheetah-v5", "HalfCheetah-v4"), "swimmer": ("Swimmer-v5", "Swimmer-v4")}


def gymnasium_steps(name, threads):
    import gymnasium

    if threads == 1:
        environment = gymnasium.make(IDS[name][0])
        environment.reset(seed=0)
        low, high = environment.action_space.low, environment.action_space.high
        random = np.random.default_rng(0)
        actions = random.uniform(low, high, size=(1000,) + low.shape).astype(np.float32)

        def step(i):
            _, _, terminated, truncated, _ = environment.step(actions[i % 1000])
            if terminated or truncated:
                environment.reset()

        return step, 1
    environments = gymnasium.vector.AsyncVectorEnv([lambda: gymnasium.make(IDS[name][0])] * threads)
    environments.reset(seed=0)
    space = environments.single_action_space
    actions = np.random.default_rng(0).uniform(space.low, space.high, size=(1000, threads) + space.shape).astype(np.float32)
    return (lambda i: environments.step(actions[i % 1000])), threads


def envpool_steps(name, threads):
    import envpool

    environments = 40
    pool = envpool.make_gymnasium(IDS[name][1], num_envs=environments, num_threads=threads, seed=0)
    pool.reset()
    space = pool.action_space
    actions = np.random.default_rng(0).uniform(space.low, space.high, size=(200, environments) + space.shape)
    return (lambda i: pool.step(actions[i % 200])), environments


def main():
    what, name, threads, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    step, environments = {"gymnasium": gymnasium_steps, "envpool": envpool_steps}[what](name, threads)
    i = 0
    warm = time.perf_counter() + seconds / 4
    while time.perf_counter() < warm:
        step(i)
        i += 1
    begin, first = time.perf_counter(), i
    while time.perf_counter() < begin + seconds:
        step(i)
        i += 1
    print(f"{(i - first) * environments / (time.perf_counter() - begin):.0f}")


if __name__ == "__main__":
    main()
