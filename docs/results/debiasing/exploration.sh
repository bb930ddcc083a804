#!/usr/bin/env bash
# Trains SG-MRL, MAML and E-MAML on the environments in which exploration decides, with the same number of environment
# steps, and tests each policy on fresh tasks. Two runs at a time, one thread each. What is finished is not done again:
# after a kill, give the same command.
#
#   docs/results/debiasing/exploration.sh [RUNS]
#
# RUNS (runs/exploration) keeps the run folders; exploration.jsonl beside this script gets a line for each run: the
# returns of a meta-batch before and after adaptation at every iteration, and the evaluation on fresh tasks. With
# SEEDS="0 1", ITERATIONS=10, ENVIRONMENTS="…", METHODS="…", OPTIONS="--inner-step-size 0.5" or OUT=FILE it does other
# work; give that another RUNS.
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -P -- "$here/../../.." && pwd -P)
sgmrl=${SGMRL:-$root/sgmrl}
runs=${1:-$root/runs/exploration}
out=${OUT:-$here/exploration.jsonl}
iterations=${ITERATIONS:-150}
mkdir -p "$runs"

# Environment, method, seed.
run() {
    local name=$1-$2-seed$3 folder=$runs/$1-$2-seed$3 options=${OPTIONS:-}
    if [ -z "$options" ]; then
        options='--outer-step-size 1e-3'
        # With the narrow initial policy every method only learns to stay at the start.
        [ "$1" = point-safe-goal-v1 ] && options="$options --inner-step-size 0.5 --initial-log-std 1"
    fi
    [ -s "$folder.json" ] && return
    if [ ! -f "$folder/policy.safetensors" ]; then
        if ls "$folder"/checkpoint-*.safetensors >/dev/null 2>&1; then
            "$sgmrl" resume "$folder" --threads 1 >>"$folder.txt" 2>&1 </dev/null || return 1
        else
            rm -rf "$folder"
            # shellcheck disable=SC2086 # words of the variable are options
            "$sgmrl" train --env "$1" --algorithm "$2" --preset tuned $options --iterations "$iterations" --seed "$3" \
                --threads 1 --test-tasks 20 --out "$folder" >"$folder.txt" 2>&1 </dev/null || return 1
        fi
    fi
    "$sgmrl" evaluate "$folder" --tasks 400 --seed 1000 --threads 1 --json "$folder.test" >>"$folder.txt" 2>&1 \
        </dev/null || return 1
    {
        printf '{"env":"%s","algorithm":"%s","seed":%s,"iterations":%s,"options":"%s"' "$1" "$2" "$3" "$iterations" "$options"
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
    run "$2" "$3" "$4" || { printf '%s failed: %s\n' "$2-$3-seed$4" "$(tail -n 1 "$runs/$2-$3-seed$4.txt")" >&2; exit 1; }
    exit 0
fi

"$sgmrl" --version >/dev/null || exit 1 # builds once, not twice at a time
for seed in ${SEEDS:-0 1 2 3 4 5 6 7}; do
    for environment in ${ENVIRONMENTS:-point-safe-goal-v1 point-sparse-corner-v1 point-sparse-semicircle-v1}; do
        for method in ${METHODS:-sg-mrl maml e-maml}; do
            printf '%s %s %s\n' "$environment" "$method" "$seed"
        done
    done
done | RUN_ONE=1 xargs -P 2 -L 1 "$0" "$runs" || exit 1
cat "$runs"/*.json >"$out"
"$here/summarize.sh" "$out"
