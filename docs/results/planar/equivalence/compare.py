#!/usr/bin/env python3
"""Whether policies have the same returns in both simulators: two one-sided t tests at 5 % of the mean difference,
paired by task, against ±1 % of the mean return on MuJoCo. Equivalently, the 90 % interval of the difference lies within
that margin.

    compare.py [FOLDER]
"""

import json
import math
import pathlib
import statistics
import sys

folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
QUANTILE = 1.6525  # 95 % of Student's t with 199 degrees of freedom

print("| policy | trained in | steps | in planar | on MuJoCo | difference, 90 % interval | farthest end | within 1 % |")
print("|---" * 8 + "|")
for name in ("velocity", "direction", "swimmer"):
    for trained in ("planar", "mujoco"):
        planar, mujoco = (
            json.loads((folder / f"{name}-{trained}-in-{simulator}.json").read_text())["perTask"]
            for simulator in ("planar", "mujoco")
        )
        for steps, (ours, theirs) in enumerate(zip(planar, mujoco, strict=True)):
            differences = [a - b for a, b in zip(ours, theirs, strict=True)]
            assert len(differences) == 200
            mean = statistics.mean(differences)
            half = QUANTILE * statistics.stdev(differences) / math.sqrt(len(differences))
            size = abs(statistics.mean(theirs))
            low, high = mean - half, mean + half
            digits = ".3f" if half > 1e-3 else ".0e"
            print(
                f"| {name} | {trained} | {steps} | {statistics.mean(ours):.3f} | {statistics.mean(theirs):.3f} "
                f"| {mean:+{digits}} [{low:+{digits}}, {high:+{digits}}] | {100 * max(-low, high) / size:.2g} % "
                f"| {'yes' if max(-low, high) < 0.01 * size else 'no'} |"
            )
