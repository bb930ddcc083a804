#!/usr/bin/env python3
"""Whether policies have the same returns in both simulators: two one-sided t tests at 5 % of the mean difference,
paired by task, against ±1 % of the mean return on MuJoCo. Equivalently, the 90 % interval of the difference lies within
that margin. Alike: tasks whose returns in both agree to 1e-6 of the return.

    compare.py [FOLDER]
"""

import json
import math
import pathlib
import statistics
import sys

folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
# 95 % of Student's t with one degree of freedom less than there are tasks.
QUANTILE = {200: 1.6525, 1000: 1.6464}
ORDER = ("velocity", "direction", "swimmer", "hopper", "walker2d")


def policies():
    """Name and simulator of what was trained, by robot."""
    found = [path.name.removesuffix("-in-planar.json") for path in folder.glob("*-in-planar.json")]
    key = {policy: [policy.startswith(robot) for robot in ORDER].index(True) for policy in found}
    for policy in sorted(found, key=lambda p: (key[p], p.split("-")[1].isdigit() and p, p.endswith("mujoco"))):
        yield policy.rsplit("-", 1)


print("| policy | trained in | steps | in planar | on MuJoCo | difference, 90 % interval | farthest end | within 1 % | alike |")
print("|---" * 9 + "|")
for name, trained in policies():
    planar, mujoco = (
        json.loads((folder / f"{name}-{trained}-in-{simulator}.json").read_text())["perTask"]
        for simulator in ("planar", "mujoco")
    )
    for steps, (ours, theirs) in enumerate(zip(planar, mujoco, strict=True)):
        differences = [a - b for a, b in zip(ours, theirs, strict=True)]
        mean = statistics.mean(differences)
        if len(differences) not in QUANTILE:
            raise SystemExit(f"{len(differences)} tasks have no quantile here; test on 200 or 1000")
        half = QUANTILE[len(differences)] * statistics.stdev(differences) / math.sqrt(len(differences))
        size = abs(statistics.mean(theirs))
        low, high = mean - half, mean + half
        alike = sum(abs(a - b) <= 1e-6 * abs(b) for a, b in zip(ours, theirs, strict=True))
        digits = ".3f" if half > 1e-3 else ".0e"
        print(
            f"| {name} | {trained} | {steps} | {statistics.mean(ours):.3f} | {statistics.mean(theirs):.3f} "
            f"| {mean:+{digits}} [{low:+{digits}}, {high:+{digits}}] | {100 * max(-low, high) / size:.2g} % "
            f"| {'yes' if max(-low, high) < 0.01 * size else 'no'} | {alike} of {len(differences)} |"
        )
