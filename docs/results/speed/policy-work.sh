#!/usr/bin/env bash
# A policy's work at a half-cheetah's sizes, in turns with the same in JAX (jax_policy_work.py): processor time on one
# thread, so that other work on the machine matters little. PYTHON has jax.
#
#   ./mvnw -q -pl bench -am package -DskipTests
#   docs/results/speed/policy-work.sh RAW.tsv PYTHON [TURNS] [WARM-UP]
#
# WARM-UP is the seconds by the clock before each of our measurements. Five will do on a quiet machine; where processes wait
# for a processor, 60: code that is not compiled yet takes longer, and so does compiling it.
#
# A turn takes about a minute. RAW.tsv gets a line each time: turn, load, who, work, microseconds, and those of all ways in
# which JAX was asked, of which the fastest counts. Printed for each work: medians of both, the median of the turns' ratios,
# the least and the greatest.
set -euo pipefail
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
# shellcheck source=scripts/environment.sh
. "$root/scripts/environment.sh"
require_jdk || exit 1
raw=$1
python=$2
turns=${3:-4}
warm_up=${4:-5}
pinned=()
if type -P taskset >/dev/null; then
    pinned=(taskset -c 0)
fi

# Benchmarks of JMH by name; the rest of what it prints goes to the error stream.
ours() {
    local csv
    csv=$(mktemp)
    ${pinned[@]+"${pinned[@]}"} "$jdk_home/bin/java" -XX:+UseSerialGC -XX:ObjectAlignmentInBytes=64 \
        -cp "$root/bench/target/sgmrl-bench-0.1.0-SNAPSHOT.jar:$root/bench/target/lib/*" org.openjdk.jmh.Main \
        'PolicyBenchmark\.(sample|gradient|hessianVectorProduct|task)$' -wi "$warm_up" -i 3 \
        -prof org.sgmrl.bench.ProcessorTimeProfiler -rf csv -rff "$csv" >&2
    sed -n 's/"[^"]*PolicyBenchmark\.\([A-Za-z]*\):[^"]*processor",[^,]*,[^,]*,[^,]*,\([0-9.]*\),.*/\1 \2/p' "$csv" |
        sed 's/^hessianVectorProduct/product/'
    rm -f "$csv"
}

theirs() {
    ${pinned[@]+"${pinned[@]}"} "$python" "$root/docs/results/speed/jax_policy_work.py"
}

lines() { # turn, who
    local work microseconds ways
    while read -r work microseconds ways; do
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$(cut -d ' ' -f 1 /proc/loadavg)" "$2" "$work" "$microseconds" "$ways" >>"$raw"
    done
}

: >"$raw"
for turn in $(seq "$turns"); do
    ours | lines "$turn" ours
    theirs | lines "$turn" jax
done
for work in sample gradient product task; do
    awk -F '\t' -v work="$work" '
        function median(v, n,    i, j, x) {
            for (i = 2; i <= n; i++) {
                x = v[i]
                for (j = i - 1; j > 0 && v[j] > x; j--) v[j + 1] = v[j]
                v[j + 1] = x
            }
            return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
        }
        $4 == work { of[$3, $1] = $5; turns = $1 }
        END {
            for (t = 1; t <= turns; t++) {
                ours[t] = of["ours", t]
                jax[t] = of["jax", t]
                ratio[t] = jax[t] / ours[t]
            }
            m = median(ratio, turns)
            printf "%s\tours %.0f µs\tJAX %.0f µs\tratio %.2f (%.2f to %.2f)\n", work, median(ours, turns), median(jax, turns), m, ratio[1], ratio[turns]
        }' "$raw"
done
