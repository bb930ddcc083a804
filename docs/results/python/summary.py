"""What the turns of throughput.sh come to, as a table of its page: python3 summary.py RAW.tsv."""
import collections
import statistics
import sys

turns = collections.defaultdict(list)
with open(sys.argv[1], encoding="utf-8") as raw:
    for line in raw:
        file, rollouts, workers, pause, decile, _, rate = line.split("\t")
        turns[file, int(rollouts), workers, pause].append((float(decile), float(rate)))


def micros(key):
    return [decile for decile, _ in turns[key]]


def middle(values):
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


print("| environment | rollouts | Python alone | bridge | over Python's own time | after a pause | two workers"
      " | exchanges a second, one worker and two |")
print("|---|---|---|---|---|---|---|---|")
for file, rollouts in dict.fromkeys((file, rollouts) for file, rollouts, _, _ in turns):
    pure, bridge = micros((file, rollouts, "pure", "0")), micros((file, rollouts, "1", "0"))
    over = [b - p for p, b in zip(pure, bridge)]
    rates = [statistics.median(rate for _, rate in turns[file, rollouts, workers, "0"]) for workers in ("1", "2")]
    cells = [middle(pure), middle(bridge), middle(over)]
    cells += [middle(micros((file, rollouts, workers, pause))) for workers, pause in (("1", "100"), ("2", "0"))]
    cells.append(f"{rates[0]:,.0f}, {rates[1]:,.0f}")
    print(f"| `{file}` | {rollouts} | " + " | ".join(cells) + " |")
