#!/usr/bin/env bash
# SG-MRL with its variants against MAML and E-MAML at equal environment steps. After a kill, give the same command: what is
# finished is not done again.
#
#   docs/results/variance/compare.sh tune|navigation|ablation|cheetah [RUNS]
#
# tune        2D navigation, 200 iterations, three outer step sizes for each variant, on seeds 100 and 101
# navigation  2D navigation, 500 iterations (40 million environment steps), seeds 0 to 7, each variant's best outer step size
# ablation    the same with parts taken away, seeds 0 to 3
# cheetah     half-cheetah-velocity-v1, 40 iterations of 10 tasks × (10 + 10) trajectories, seeds 0 to 7
#
# RUNS (runs/compare-WHAT) keeps the run folders; WHAT.jsonl beside this script gets a line for each run.
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)

options() { # VARIANT
    case $1 in
        sg-mrl/*/first-order) printf -- '--algorithm sg-mrl --curvature none --baseline %s' "$(basename "${1%/*}")" ;;
        sg-mrl/*) printf -- '--algorithm sg-mrl --baseline %s' "${1#*/}" ;;
        */first-order) printf -- '--algorithm %s --curvature none' "${1%/*}" ;;
        *) printf -- '--algorithm %s' "$1" ;;
    esac
}
best() { # the outer step size that tuning chose, see variance.md
    case $1 in
        *) printf '3e-4' ;;
    esac
}
main='maml e-maml sg-mrl/task-regression sg-mrl/leave-one-out'
list() {
    case $1 in
        tune)
            for seed in 100 101; do for variant in $main; do for step in 1e-4 3e-4 1e-3; do
                printf 'point-navigation-v1 %s/%s %s 200 --preset tuned %s --outer-step-size %s\n' \
                    "$variant" "$step" "$seed" "$(options "$variant")" "$step"
            done; done; done ;;
        navigation)
            for seed in 0 1 2 3 4 5 6 7; do for variant in $main; do
                printf 'point-navigation-v1 %s %s 500 --preset tuned %s --outer-step-size %s\n' \
                    "$variant" "$seed" "$(options "$variant")" "$(best "$variant")"
            done; done ;;
        ablation)
            for seed in 0 1 2 3; do for variant in sg-mrl/none maml/first-order sg-mrl/task-regression/first-order; do
                printf 'point-navigation-v1 %s %s 500 --preset tuned %s\n' "$variant" "$seed" "$(options "$variant")"
            done; done ;;
        cheetah)
            for seed in 0 1 2 3 4 5 6 7; do for variant in maml sg-mrl/task-regression sg-mrl/leave-one-out; do
                printf 'half-cheetah-velocity-v1 %s %s 40 --preset released %s --tasks 10 %s\n' "$variant" "$seed" \
                    "$(options "$variant")" '--inner-trajectories 10 --outer-trajectories 10'
            done; done ;;
        *) printf 'usage: %s tune|navigation|ablation|cheetah [RUNS]\n' "$0" >&2; exit 2 ;;
    esac
}
lines=$(list "${1:-}") || exit
printf '%s\n' "$lines" | "$here/../runs.sh" "${2:-runs/compare-$1}" "$here/$1.jsonl" && "$here/../summarize.sh" "$here/$1.jsonl"
