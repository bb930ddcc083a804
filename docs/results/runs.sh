#!/usr/bin/env bash
# Trains many runs, two at a time with one thread each, tests each policy on fresh tasks and collects the figures. What is
# finished is not done again: after a kill, give the same command.
#
#   … list … | docs/results/runs.sh RUNS OUT.jsonl
#
# Each line of the list: environment, name of the method or variant, seed, iterations, options of `train`. RUNS keeps the run
# folders; OUT.jsonl gets a line for each run: the returns of a meta-batch before and after adaptation at every iteration, and
# the evaluation on 400 fresh tasks (TEST_TASKS).
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
sgmrl=${SGMRL:-$(CDPATH='' cd -P -- "$here/../.." && pwd -P)/sgmrl}
runs=$1

run() { # ENVIRONMENT VARIANT SEED ITERATIONS OPTIONS
    local name=$1-${2//\//-}-seed$3 options=${*:5}
    local folder=$runs/$name
    [ -s "$folder.json" ] && return
    if [ ! -f "$folder/policy.safetensors" ]; then
        if ls "$folder"/checkpoint-*.safetensors >/dev/null 2>&1; then
            "$sgmrl" resume "$folder" --threads 1 >>"$folder.txt" 2>&1 </dev/null || return 1
        else
            rm -rf "$folder"
            "$sgmrl" train --env "$1" "${@:5}" --iterations "$4" --seed "$3" --threads 1 --test-tasks 20 --out "$folder" \
                >"$folder.txt" 2>&1 </dev/null || return 1
        fi
    fi
    "$sgmrl" evaluate "$folder" --tasks "${TEST_TASKS:-400}" --seed 1000 --threads 1 --json "$folder.test" \
        >>"$folder.txt" 2>&1 </dev/null || return 1
    {
        printf '{"env":"%s","algorithm":"%s","seed":%s,"iterations":%s,"options":"%s"' "$1" "$2" "$3" "$4" "$options"
        curve pre "$folder/metrics.jsonl"
        curve post "$folder/metrics.jsonl"
        printf ',"test":%s}\n' "$(tr -d ' \n' <"$folder.test")"
    } >"$folder.part" && mv "$folder.part" "$folder.json"
    printf '%s done\n' "$name" >&2
}

# One metric of all iterations.
curve() {
    sed -n "s/.*\"$1Return\":\([^,]*\),.*/\1/p" "$2" |
        LC_ALL=C awk -v name="$1" 'BEGIN { printf ",\"%s\":[", name }
            { printf "%s%.3f", (NR > 1 ? "," : ""), $1 }
            END { printf "]" }'
}

if [ "${RUN_ONE:-}" ]; then
    shift
    run "$@" || { printf '%s %s seed %s failed\n' "$1" "$2" "$3" >&2; exit 1; }
    exit 0
fi

out=$2
mkdir -p "$runs"
"$sgmrl" --version >/dev/null || exit 1 # builds once, not twice at a time
RUN_ONE=1 xargs -P 2 -L 1 "$0" "$runs" || exit 1
cat "$runs"/*.json >"$out"
