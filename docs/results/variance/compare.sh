#!/usr/bin/env bash
# SG-MRL with its variants against MAML and E-MAML at equal environment steps. After a kill, give the same command: what is
# finished is not done again.
#
#   docs/results/variance/compare.sh tune|navigation|split|navigation-split|ablation|exploration|tune-cheetah|cheetah [RUNS]
#
# tune              2D navigation, 500 iterations of 20 tasks × (20 + 20) trajectories (40 million environment steps) on seeds
#                   100 and 101, which no comparison uses: outer step sizes
# navigation        the same on seeds 0 to 7, each method with the outer step size that did best there
# split             as many environment steps in smaller meta-batches (TASKSxOUTER) and more iterations, seeds 100 and 101
# navigation-split  the same on seeds 0 to 7, each method with the split that did best there
# ablation          navigation with parts of it taken away or changed, seeds 0 to 3
# exploration       SG-MRL in the settings of docs/results/debiasing/exploration.sh, seeds 0 to 7
# tune-cheetah      half-cheetah-velocity-v1, 40 iterations of 10 tasks × (10 + 10) trajectories, seed 100: outer step sizes
# cheetah           the same on seeds 0 to 7, each method with the outer step size that did best there
#
# RUNS (runs/compare-WHAT) keeps the run folders; WHAT.jsonl beside this script gets a line for each run.
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)

options() { # VARIANT
    case $1 in
        sg-mrl/leave-trajectory-out) printf -- '--algorithm sg-mrl --baseline leave-trajectory-out' ;; # 5 groups, cap 1
        sg-mrl/groups20) printf -- '--algorithm sg-mrl --baseline leave-trajectory-out --leave-out-groups 20' ;;
        sg-mrl/uncapped) printf -- '--algorithm sg-mrl --baseline leave-trajectory-out --leave-out-cap 0' ;;
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
# Always 40 million environment steps and 20 inner trajectories; a step size that halves does so 10/3 times.
split() { # VARIANT STEP|halving TASKS OUTER SEED [OPTION…]
    local hundreds=$(($3 * (20 + $4))) iterations step=$2
    iterations=$(((400000 + hundreds / 2) / hundreds))
    [ "$step" = halving ] && step=1e-3/$(((3 * iterations + 5) / 10))
    printf 'point-navigation-v1 %s/%sx%s/%s%s %s %s --preset tuned %s %s --tasks %s --outer-trajectories %s%s\n' \
        "$1" "$3" "$4" "$2" "${7:+/${6#--}=$7}" "$5" "$iterations" "$(options "$1")" "$(outer "$step")" "$3" "$4" "${6:+ $6 $7}"
}
cheetah() { # VARIANT STEP SEED
    printf 'half-cheetah-velocity-v1 %s/%s %s 40 --preset released %s %s --tasks 10 %s\n' "$1" "$2" "$3" "$(options "$1")" \
        "$(outer "$2")" '--inner-trajectories 10 --outer-trajectories 10'
}
list() {
    local seed step variant environment narrow
    local ours=sg-mrl/leave-trajectory-out
    case $1 in
        tune)
            for seed in 100 101; do for step in 2e-4 3e-4 6e-4 1e-3 1e-3/150; do
                for variant in maml e-maml $ours sg-mrl/task-regression; do
                    # The second seed for what can still win.
                    case $seed/$variant/$step in
                        101/*/6e-4 | 101/*/1e-3 | 101/sg-mrl/task-regression/* | */sg-mrl/*/2e-4) continue ;;
                    esac
                    printf 'point-navigation-v1 %s/%s %s 500 --preset tuned %s %s\n' \
                        "$variant" "$step" "$seed" "$(options "$variant")" "$(outer "$step")"
                done
            done; done ;;
        navigation)
            for seed in 0 1 2 3 4 5 6 7; do for variant in maml e-maml $ours; do
                navigation "$variant" "$seed"
            done; done ;;
        split)
            for seed in 100 101; do
                split $ours halving 20 10 $seed
                split $ours halving 20 5 $seed
                split $ours halving 10 5 $seed
                split maml 2e-4 20 10 $seed
                split maml 2e-4 20 5 $seed
                split maml 2e-4 10 5 $seed
                split e-maml 2e-4 10 5 $seed
            done
            # What is no better, most with one seed.
            split $ours halving 20 2 100
            split $ours halving 10 20 100
            split $ours 3e-4 10 5 100
            split sg-mrl/groups20 halving 20 10 100
            split $ours halving 20 5 100 --max-gradient-norm 1
            split $ours halving 10 5 100 --max-gradient-norm 1
            split $ours halving 20 20 100 --inner-step-size 0.05
            split $ours halving 20 20 100 --inner-step-size 0.2
            split maml 1e-4 10 5 100
            split maml 3e-4 10 5 100
            split maml 3e-4 20 20 101 --max-gradient-norm 0.2
            split maml 3e-4 10 5 100 --max-gradient-norm 0.3
            split $ours halving 10 5 101 --max-gradient-norm 1
            split $ours 3e-4 10 5 101
            split e-maml 2e-4 20 10 100
            split e-maml 2e-4 20 5 100 ;;
        navigation-split)
            for seed in 0 1 2 3 4 5 6 7; do
                split maml 2e-4 10 5 $seed
                split e-maml 2e-4 10 5 $seed
                split $ours halving 10 5 $seed --max-gradient-norm 1
            done ;;
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
                    printf '%s %s %s 150 --preset tuned --outer-step-size 1e-3%s %s\n' \
                        "$environment" $ours "$seed" "$narrow" "$(options $ours)"
                done
            done ;;
        tune-cheetah)
            for step in 3e-4 1e-3 3e-3 3e-3/15; do for variant in maml e-maml $ours; do
                cheetah "$variant" $step 100
            done; done ;;
        cheetah)
            for seed in 0 1 2 3 4 5 6 7; do
                cheetah maml 3e-3/15 $seed
                cheetah $ours 3e-3 $seed
            done
            for seed in 0 1 2 3 4 5 6 7; do cheetah e-maml 3e-3/15 $seed; done ;;
        *)
            printf 'usage: %s tune|navigation|split|navigation-split|ablation|exploration|tune-cheetah|cheetah [RUNS]\n' "$0" >&2
            exit 2 ;;
    esac
}
lines=$(list "${1:-}") || exit
printf '%s\n' "$lines" | "$here/../runs.sh" "${2:-runs/compare-$1}" "$here/$1.jsonl" && "$here/../summarize.sh" "$here/$1.jsonl"
