#!/usr/bin/env bash
# Trains SG-MRL, MAML and E-MAML on the environments in which exploration decides, with the same number of environment
# steps, and tests each policy on fresh tasks. After a kill, give the same command: what is finished is not done again.
#
#   docs/results/debiasing/exploration.sh [RUNS]
#
# RUNS (runs/exploration) keeps the run folders; exploration.jsonl beside this script gets a line for each run.
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
for seed in 0 1 2 3 4 5 6 7; do
    for environment in point-safe-goal-v1 point-sparse-corner-v1 point-sparse-semicircle-v1; do
        options='--preset tuned --outer-step-size 1e-3'
        # With the narrow initial policy every method only learns to stay at the start.
        [ "$environment" = point-safe-goal-v1 ] && options="$options --inner-step-size 0.5 --initial-log-std 1"
        for method in sg-mrl maml e-maml; do
            [ "$method" = sg-mrl ] && options="$options --baseline task-regression" || options=${options% --baseline *}
            printf '%s %s %s 150 --algorithm %s %s\n' "$environment" "$method" "$seed" "$method" "$options"
        done
    done
done | "$here/../runs.sh" "${1:-runs/exploration}" "$here/exploration.jsonl" && "$here/../summarize.sh" "$here/exploration.jsonl"
