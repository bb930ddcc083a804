#!/usr/bin/env bash
# SG-MRL with its variants against MAML and E-MAML at equal environment steps. After a kill, give the same command: what is
# finished is not done again.
#
#   docs/results/variance/compare.sh tune|navigation|ablation|exploration|cheetah [RUNS]
#
# tune         2D navigation, 500 iterations (40 million environment steps) on seeds 100 and 101, which nothing else uses
# navigation   the same on seeds 0 to 7, each method with the outer step size that did best there
# ablation     parts of it taken away or changed, seeds 0 to 3
# exploration  SG-MRL in the settings of docs/results/debiasing/exploration.sh, seeds 0 to 7
# cheetah      half-cheetah-velocity-v1, 40 iterations of 10 tasks × (10 + 10) trajectories, seeds 0 and 1
#
# RUNS (runs/compare-WHAT) keeps the run folders; WHAT.jsonl beside this script gets a line for each run.
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)

options() { # VARIANT
    case $1 in
        sg-mrl/leave-trajectory-out) printf -- '--algorithm sg-mrl --baseline leave-trajectory-out' ;; # 5 groups, cap 1
        sg-mrl/uncapped) printf -- '--algorithm sg-mrl --baseline leave-trajectory-out --leave-out-groups 20 --leave-out-cap 0' ;;
        sg-mrl/rollouts) printf -- '--algorithm sg-mrl --baseline leave-trajectory-out --leave-out-groups 20 --leave-out-rollouts 1' ;;
        sg-mrl/first-order) printf -- '--algorithm sg-mrl --baseline leave-trajectory-out --curvature none' ;;
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
        maml* | e-maml*) printf '2e-4' ;;
        *) printf '1e-3/150' ;;
    esac
}
navigation() { # VARIANT SEED [ITERATIONS]
    printf 'point-navigation-v1 %s %s %s --preset tuned %s %s\n' \
        "$1" "$2" "${3:-500}" "$(options "$1")" "$(outer "$(best "$1")")"
}
list() {
    case $1 in
        tune)
            for seed in 100 101; do for step in 2e-4 3e-4 6e-4 1e-3 1e-3/150; do
                for variant in maml e-maml sg-mrl/leave-trajectory-out sg-mrl/task-regression; do
                    # The second seed for what can still win.
                    case $seed/$variant/$step in
                        101/*/6e-4 | 101/*/1e-3 | 101/sg-mrl/task-regression/* | */sg-mrl/*/2e-4) continue ;;
                    esac
                    printf 'point-navigation-v1 %s/%s %s 500 --preset tuned %s %s\n' \
                        "$variant" "$step" "$seed" "$(options "$variant")" "$(outer "$step")"
                done
            done; done ;;
        navigation)
            for seed in 0 1 2 3 4 5 6 7; do for variant in maml e-maml sg-mrl/leave-trajectory-out; do
                navigation "$variant" "$seed"
            done; done ;;
        ablation)
            for seed in 0 1 2 3; do
                # Half as many trajectories again, so two thirds of the iterations.
                navigation sg-mrl/rollouts "$seed" 333
                for variant in sg-mrl/task-regression sg-mrl/first-order sg-mrl/uncapped maml/first-order; do
                    navigation "$variant" "$seed"
                done
            done ;;
        exploration)
            for seed in 0 1 2 3 4 5 6 7; do
                for environment in point-safe-goal-v1 point-sparse-corner-v1 point-sparse-semicircle-v1; do
                    narrow=
                    [ "$environment" = point-safe-goal-v1 ] && narrow=' --inner-step-size 0.5 --initial-log-std 1'
                    printf '%s sg-mrl/leave-trajectory-out %s 150 --preset tuned --outer-step-size 1e-3%s %s\n' \
                        "$environment" "$seed" "$narrow" "$(options sg-mrl/leave-trajectory-out)"
                done
            done ;;
        cheetah)
            for seed in 0 1; do for variant in maml sg-mrl/leave-trajectory-out; do
                printf 'half-cheetah-velocity-v1 %s %s 40 --preset released %s --tasks 10 %s\n' "$variant" "$seed" \
                    "$(options "$variant")" '--inner-trajectories 10 --outer-trajectories 10'
            done; done ;;
        *) printf 'usage: %s tune|navigation|ablation|exploration|cheetah [RUNS]\n' "$0" >&2; exit 2 ;;
    esac
}
lines=$(list "${1:-}") || exit
printf '%s\n' "$lines" | "$here/../runs.sh" "${2:-runs/compare-$1}" "$here/$1.jsonl" && "$here/../summarize.sh" "$here/$1.jsonl"
