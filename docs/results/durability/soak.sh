#!/usr/bin/env bash
# Trains at full speed for some minutes and records once a minute, as CSV on the standard output: the live heap after a
# full collection, the committed heap, the resident memory of the process and the iterations done. At the end the run is
# stopped by SIGTERM, which it must answer with exit code 143 and a checkpoint.
#
#   docs/results/durability/soak.sh MINUTES [OPTIONS OF train]
#   docs/results/durability/soak.sh MINUTES reproduce WHAT --out FOLDER [OPTIONS OF reproduce]
#
# The run folder of train is a temporary one, reproduce goes on with what is in FOLDER. Fails when the resident memory
# of the last third of the time is more than 5 % and 20 MB above that of the second third.
set -eu
minutes=$1
shift
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
folder=$(mktemp -d)
trap 'kill -9 "$run" 2>/dev/null || :; rm -rf "$folder"' EXIT

runs=$folder
if [ "${1:-}" = reproduce ]; then
    [ "${3:-}" = --out ] || { echo "reproduce WHAT must be followed by --out FOLDER" >&2; exit 2; }
    runs=$4
    mkdir -p "$runs"
else
    set -- train --iterations 2000000000 --out "$folder/run" "$@"
fi
# Lines of all metrics files, and their size in kB.
metrics() {
    find "$runs" -name metrics.jsonl -exec cat {} + | wc -lc | awk '{ print $1, int($2 / 1024) }'
}

# The launcher becomes the JVM, so this is its process number.
"$root/sgmrl" "$@" >"$folder/log" 2>&1 &
run=$!
read -r before _ < <(metrics)
while read -r iterations _ < <(metrics) && [ "$iterations" -le "$before" ]; do
    kill -0 "$run" || { cat "$folder/log" >&2; exit 1; }
    sleep 1
done
jcmd=$(dirname "$(readlink "/proc/$run/exe")")/jcmd

echo "minute,iterations,live_heap_kb,committed_heap_kb,resident_kb,metrics_kb"
for ((minute = 1; minute <= minutes; minute++)); do
    sleep 60
    "$jcmd" "$run" GC.run >/dev/null
    # Of every generation: total committed, used.
    read -r committed used < <("$jcmd" "$run" GC.heap_info | LC_ALL=C awk '
        / total [0-9]+K, used [0-9]+K/ {
            for (i = 1; i < NF; i++) {
                if ($i == "total") t += $(i + 1)
                if ($i == "used") u += $(i + 1)
            }
        }
        END { print t + 0, u + 0 }')
    resident=$(awk '/^VmRSS/ { print $2 }' "/proc/$run/status")
    read -r iterations size < <(metrics)
    echo "$minute,$iterations,$used,$committed,$resident,$size" | tee -a "$folder/soak.csv"
done

kill -TERM "$run"
code=0
wait "$run" || code=$?
tail -n 1 "$folder/log" >&2
[ "$code" = 143 ] || { echo "exit code $code instead of 143" >&2; exit 1; }
LC_ALL=C awk -F, '
    { r[NR] = $5 }
    END {
        third = int(NR / 3)
        if (third == 0) exit 0
        for (i = NR - 2 * third + 1; i <= NR - third; i++) a += r[i] / third
        for (i = NR - third + 1; i <= NR; i++) b += r[i] / third
        printf "resident memory: %.0f MB in the second third, %.0f MB in the last\n", a / 1024, b / 1024
        exit (b > 1.05 * a && b > a + 20480) ? 1 : 0
    }' "$folder/soak.csv" >&2
