#!/usr/bin/env bash
# Microseconds of a batch step through the bridge and in Python alone, in turns:
#
#   docs/results/python/throughput.sh RAW.tsv [PYTHON [SECONDS [TURNS [FILE…]]]]
#
# RAW.tsv gets a line each time: file, rollouts, workers (or pure), microseconds between steps, microseconds a batch step
# (first decile of blocks of a hundred steps, and median), batch steps a second of all workers (at the first decile).
# What they come to is printed (summary.py).
set -eu
# shellcheck source=docs/results/python/java.sh
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
raw=$1
python=${2:-python3}
seconds=${3:-3}
turns=${4:-5}
files=("${@:5}")
[ ${#files[@]} -gt 0 ] || files=("$here/empty.py" "$root/python/src/test/resources/org/sgmrl/python/navigation.py")
build_java
: >"$raw"
for _ in $(seq "$turns"); do
    for file in "${files[@]}"; do
        for rollouts in 1 20; do
            "$python" "$here/pure.py" "$file" "$rollouts" "$seconds"
            run_java Throughput "$file" "$python" "$rollouts" 1 "$seconds"
            run_java Throughput "$file" "$python" "$rollouts" 1 "$seconds" 100
            run_java Throughput "$file" "$python" "$rollouts" 2 "$seconds"
        done
    done >>"$raw"
done
"$python" "$here/summary.py" "$raw"
