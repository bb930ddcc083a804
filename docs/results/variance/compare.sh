#!/usr/bin/env bash
# SG-MRL with its variants against MAML and E-MAML at equal environment steps. After a kill, give the same command: what is
# finished is not done again.
#
#   docs/results/variance/compare.sh tune|navigation|ablation|cheetah [RUNS]
#
# tune        2D navigation, 500 iterations (40 million environment steps), four outer step sizes for each method, on seeds 100, 101
# navigation  the same on seeds 0 to 7, each method with the step size that did best there
# ablation    parts of it taken away or changed, seeds 0 to 3
# cheetah     half-cheetah-velocity-v1, 40 iterations of 10 tasks × (10 + 10) trajectories, seeds 0 to 3
#
# RUNS (runs/compare-WHAT) keeps the run folders; WHAT.jsonl beside this script gets a line for each run.
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)

options() { # VARIANT
    case $1 in
        sg-mrl/leave-trajectory-out/[0-9]*) printf -- '--algorithm sg-mrl --baseline leave-trajectory-out --leave-out-groups %s' "${1##*/}" ;;
        sg-mrl/*/first-order) printf -- '--algorithm sg-mrl --curvature none --baseline %s' "$(basename "${1%/*}")" ;;
        sg-mrl/*) printf -- '--algorithm sg-mrl --baseline %s' "${1#*/}" ;;
        */first-order) printf -- '--algorithm %s --curvature none' "${1%/*}" ;;
        *) printf -- '--algorithm %s' "$1" ;;
    esac
}
outer() { # STEP[/HALF-LIFE]
    case $1 in
        */*) printf -- '--outer-step-size %s --outer-step-half-life %s' "${1%/*}" "${1#*/}" ;;
        *) printf -- '--outer-step-size %s' "$1" ;;
    esac
}
best() { # the outer step size that tuning chose, see variance.md
    case $1 in
        *) printf '3e-4' ;;
    esac
}
main='maml e-maml sg-mrl/task-regression sg-mrl/leave-trajectory-out'
list() {
    case $1 in
        tune)
            for seed in 100 101; do for step in 3e-4 1e-3/150 6e-4 1e-3; do for variant in $main; do
                printf 'point-navigation-v1 %s/%s %s 500 --preset tuned %s %s\n' \
                    "$variant" "$step" "$seed" "$(options "$variant")" "$(outer "$step")"
            done; done; done ;;
        navigation)
            for seed in 0 1 2 3 4 5 6 7; do for variant in $main; do
                printf 'point-navigation-v1 %s %s 500 --preset tuned %s %s\n' \
                    "$variant" "$seed" "$(options "$variant")" "$(outer "$(best "$variant")")"
            done; done ;;
        ablation)
            for seed in 0 1 2 3; do for variant in sg-mrl/none sg-mrl/leave-one-out maml/first-order \
                sg-mrl/leave-trajectory-out/first-order sg-mrl/leave-trajectory-out/1 sg-mrl/leave-trajectory-out/20; do
                printf 'point-navigation-v1 %s %s 500 --preset tuned %s %s\n' \
                    "$variant" "$seed" "$(options "$variant")" "$(outer "$(best sg-mrl/leave-trajectory-out)")"
            done; done ;;
        cheetah)
            for seed in 0 1 2 3; do for variant in maml sg-mrl/leave-trajectory-out sg-mrl/task-regression; do
                printf 'half-cheetah-velocity-v1 %s %s 40 --preset released %s --tasks 10 %s\n' "$variant" "$seed" \
                    "$(options "$variant")" '--inner-trajectories 10 --outer-trajectories 10'
            done; done ;;
        *) printf 'usage: %s tune|navigation|ablation|cheetah [RUNS]\n' "$0" >&2; exit 2 ;;
    esac
}
lines=$(list "${1:-}") || exit
printf '%s\n' "$lines" | "$here/../runs.sh" "${2:-runs/compare-$1}" "$here/$1.jsonl" && "$here/../summarize.sh" "$here/$1.jsonl"
