#!/usr/bin/env bash
# Prints a table from the metrics of runs: for each file the mean post-adaptation return over the last 50 iterations, and
# over the best 50 consecutive ones.
#
#   docs/results/point-navigation/summarize.sh docs/results/point-navigation/*.jsonl
printf '| run | iterations | last 50 | best 50 consecutive | ending at iteration | pre-adaptation, last 50 |\n'
printf '|---|---|---|---|---|---|\n'
for file in "$@"; do
    name=${file##*/}
    sed -n 's/.*"preReturn":\([^,]*\),"postReturn":\([^,]*\),.*/\1 \2/p' "$file" |
        LC_ALL=C awk -v name="${name%.jsonl}" '
            { pre[NR] = $1; post[NR] = $2; sum += $2; if (NR > 50) sum -= post[NR - 50]
              if (NR >= 50 && (best == "" || sum / 50 > best)) { best = sum / 50; at = NR } }
            END { for (i = NR - 49; i <= NR; i++) p += pre[i]
                  printf "| %s | %d | %.2f | %.2f | %d | %.2f |\n", name, NR, sum / 50, best, at, p / 50 }'
done
