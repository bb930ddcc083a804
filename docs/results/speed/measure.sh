#!/usr/bin/env bash
# Measures the speed of 2D navigation and of the policy kernels in one run: rounds over all settings in turn, so that a
# slow minute of the machine meets all of them. Writes one JSON file for each measurement and prints tables of medians.
#
#   docs/results/speed/measure.sh FOLDER [ROUNDS] [SECONDS]
set -eu
out=$1
rounds=${2:-5}
seconds=${3:-12}
mkdir -p "$out"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)

for ((round = 1; round <= rounds; round++)); do
    "$root/sgmrl" bench policy --json "$out/policy-$round.json" >"$out/policy-$round.txt"
    for algorithm in maml sg-mrl; do
        for curvature in none pathwise; do
            for threads in 1 2; do
                name=$algorithm-$curvature-$threads
                "$root/sgmrl" bench training --env point-navigation-v1 --preset released --algorithm $algorithm \
                    --curvature $curvature --threads $threads --seconds "$seconds" --json "$out/$name-$round.json" >/dev/null
                printf '%s round %d\n' "$name" "$round" >&2
            done
        done
    done
done

median() {
    sort -g | LC_ALL=C awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'
}

rate() { # of round $2 of measurement $1
    sed -n 's/.*"envStepsPerSecond" *: *\([^,]*\),*/\1/p' "$out/$1-$2.json"
}

ratio() { # median over rounds of rate $1 / rate $2
    for ((round = 1; round <= rounds; round++)); do
        printf '%s %s\n' "$(rate "$1" "$round")" "$(rate "$2" "$round")"
    done | LC_ALL=C awk '{ print $1 / $2 }' | median
}

printf '| env-steps/s, median of %d rounds | 1 thread | 2 threads | 2 threads / 1 thread |\n|---|---|---|---|\n' "$rounds"
for name in maml-none sg-mrl-none maml-pathwise sg-mrl-pathwise; do
    printf '| %s |' "$name"
    for threads in 1 2; do
        for ((round = 1; round <= rounds; round++)); do rate "$name-$threads" "$round"; done | median |
            LC_ALL=C awk '{ printf " %d |", $1 }'
    done
    printf ' %.2f |\n' "$(ratio "$name-2" "$name-1")"
done
printf '\nTime of SG-MRL / time of MAML on 2 threads (on 1): first order %.3f (%.3f), pathwise %.3f (%.3f)\n\n' \
    "$(ratio maml-none-2 sg-mrl-none-2)" "$(ratio maml-none-1 sg-mrl-none-1)" \
    "$(ratio maml-pathwise-2 sg-mrl-pathwise-2)" "$(ratio maml-pathwise-1 sg-mrl-pathwise-1)"
printf '| kernel | share of the peak, median of rounds | GFLOP/s | µs |\n|---|---|---|---|\n'
cat "$out"/policy-*.txt | LC_ALL=C awk '
    {
        line = $0
        sub(/\].*/, "]", line)
        sub(/.*\] */, "", $0)
        key = line " " $1
        if (!(key in n)) order[++keys] = key
        n[key]++
        share[key, n[key]] = $8; flops[key, n[key]] = $6; micros[key, n[key]] = $4
    }
    function middle(x, key, count,   i, j, y, t) {
        for (i = 1; i <= count; i++) y[i] = x[key, i]
        for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++) if (y[j] < y[i]) { t = y[i]; y[i] = y[j]; y[j] = t }
        return y[int((count + 1) / 2)]
    }
    END {
        for (k = 1; k <= keys; k++)
            printf "| %s | %d %% | %.1f | %.1f |\n", order[k], middle(share, order[k], n[order[k]]),
                middle(flops, order[k], n[order[k]]), middle(micros, order[k], n[order[k]])
    }'
