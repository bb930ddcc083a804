"""Meta-World's ML1 reach-v3: bring the hand to an unseen place."""
import pickle

import metaworld

NAME = "reach-v3"
spec = {"horizon": 100}
benchmark = metaworld.ML1(NAME, seed=1)
goals = [[float(x) for x in pickle.loads(task.data)["rand_vec"]] for task in benchmark.train_tasks]


def sample_task(rng):
    index = rng.randrange(len(goals))
    return {"index": index, "goal": goals[index][-3:]}


def set_task(environment, task):
    environment.set_task(benchmark.train_tasks[task["index"]])


def make(task):
    environment = benchmark.train_classes[NAME]()
    set_task(environment, task)
    return environment
