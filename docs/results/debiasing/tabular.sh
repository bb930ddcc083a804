#!/usr/bin/env bash
# Sampled training on the finite problems, for comparison with the exact flows: 4000 SGD steps of 0.1 cover the length of
# 800 steps of 0.5. Prints a line of JSON for each run: the exact V of its final policy (by certify). Runs that are done are
# not done again.
#
#   docs/results/debiasing/tabular.sh [RUNS] >docs/results/debiasing/tabular.jsonl
#
# With SEEDS="0 1" or ITERATIONS=10 it does less; give that another RUNS.
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -P -- "$here/../../.." && pwd -P)
runs=${1:-$root/runs/exploration-tabular}
mkdir -p "$runs/certified"

# Problem, α, D_in, method, seed.
run() {
    local name=$1-$4-seed$5
    local folder=$runs/$name problem=$root/examples/mdp/$1.json certified=$runs/certified/$name.json
    [ -s "$folder.json" ] && return
    rm -rf "$folder"
    "$root/sgmrl" train --env tabular --mdp "$problem" --preset paper --algorithm "$4" --inner-step-size "$2" \
        --inner-trajectories "$3" --outer-trajectories 10 --tasks 40 --outer-step-size 0.1 \
        --iterations "${ITERATIONS:-4000}" --seed "$5" --threads 1 --test-tasks 20 --out "$folder" \
        >"$folder.txt" 2>&1 </dev/null || return 1
    "$root/sgmrl" certify "$problem" --inner-step-size "$2" --inner-trajectories "$3" --policy "$folder" \
        --out "$certified" >>"$folder.txt" 2>&1 </dev/null || return 1
    value=$(tr -d ' \n' <"$certified" | sed 's/.*"value":\([^,}]*\).*/\1/')
    printf '{"problem":"%s","alpha":%s,"innerTrajectories":%s,"algorithm":"%s","seed":%s,"value":%s}\n' \
        "$1" "$2" "$3" "$4" "$5" "$value" >"$folder.part" && mv "$folder.part" "$folder.json"
}

if [ "${RUN_ONE:-}" ]; then
    shift
    run "$@" || { printf '%s failed: %s\n' "$*" "$(tail -n 1 "$runs/$1-$4-seed$5.txt")" >&2; exit 1; }
    exit 0
fi

"$root/sgmrl" --version >/dev/null || exit 1 # builds once, not twice at a time
for seed in ${SEEDS:-0 1 2 3 4 5 6 7}; do
    for problem in "signpost 3 2" "bernoulli-bandit 3 2" "corridor 3 2" "three-arms 3 2"; do
        for method in sg-mrl maml e-maml; do
            printf '%s %s %s\n' "$problem" "$method" "$seed"
        done
    done
done | RUN_ONE=1 xargs -P 2 -L 1 "$0" "$runs" || exit 1
cat "$runs"/*.json
