"""The same steps in Python alone: python3 pure.py FILE ROLLOUTS SECONDS. Median, over ten rounds, of the microseconds
that a step of all rollouts takes."""
import importlib.util
import random
import sys
import time

path, rollouts, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
location = importlib.util.spec_from_file_location("tasks", path)
tasks = importlib.util.module_from_spec(location)
location.loader.exec_module(tasks)
task = tasks.sample_task(random.Random(1))
environments = [tasks.make(task) for _ in range(rollouts)]
space = tasks.spec["action_space"]
action = [0.1 * x for x in space["high"]] if "high" in space else 0
rounds = []
for _ in range(10):
    spent = steps = 0
    end = time.perf_counter() + seconds / 10
    while time.perf_counter() < end:
        for i, environment in enumerate(environments):
            environment.reset(seed=i)
        start = time.perf_counter()
        for _ in range(200):
            for environment in environments:
                observation, reward, terminated, truncated, info = environment.step(action)
        spent += time.perf_counter() - start
        steps += 200
    rounds.append(1e6 * spent / steps)
rounds.sort()
print(f"{path.split('/')[-1]}\t{rollouts}\tpure\t0\t{rounds[0]:.2f}\t{rounds[5]:.2f}\t{1e6 / rounds[5]:.0f}")
