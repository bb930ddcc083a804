"""The same steps in Python alone: python3 pure.py FILE ROLLOUTS SECONDS. The columns are those of throughput.sh."""
import importlib.util
import random
import sys
import time

STEPS = 100
path, rollouts, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
location = importlib.util.spec_from_file_location("tasks", path)
tasks = importlib.util.module_from_spec(location)
location.loader.exec_module(tasks)
task = tasks.sample_task(random.Random(1))
environments = [tasks.make(task) for _ in range(rollouts)]
space = tasks.spec.get("action_space")
if isinstance(space, dict):
    action = [0.1 * x for x in space["high"]]
else:
    space = environments[0].action_space
    action = 0.1 * space.high if hasattr(space, "high") else 0
blocks = []
end = time.perf_counter() + seconds
while time.perf_counter() < end:
    for i, environment in enumerate(environments):
        environment.reset(seed=i)
    start = time.perf_counter()
    for _ in range(STEPS):
        for environment in environments:
            observation, reward, terminated, truncated, info = environment.step(action)
    blocks.append(1e6 * (time.perf_counter() - start) / STEPS)
blocks.sort()
tenth, median = blocks[len(blocks) // 10], blocks[len(blocks) // 2]
print(f"{path.split('/')[-1]}\t{rollouts}\tpure\t0\t{tenth:.2f}\t{median:.2f}\t{1e6 / tenth:.0f}")
