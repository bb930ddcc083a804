#!/usr/bin/env bash
# Trains MAML on 2D navigation and takes the variance of the meta-gradient apart at its checkpoints, with each baseline of the
# score term. Prints a table; the raw figures go to FOLDER.
#
#   docs/results/variance/measure.sh FOLDER
set -eu
out=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
sgmrl=${SGMRL:-$root/sgmrl}
mkdir -p "$out"
run=$out/maml
if [ ! -f "$run/policy.safetensors" ]; then
    rm -rf "$run"
    "$sgmrl" train --env point-navigation-v1 --algorithm maml --preset tuned --iterations 400 --seed 0 \
        --checkpoint-every 100 --keep-checkpoints 20 --out "$run" >"$out/train.txt" 2>&1
fi
figure() { # NAME FILE
    value=$(sed -n "s/.*\"$1\" : \([^,]*\),*/\1/p" "$2")
    case $value in
        null | '') LC_ALL=C printf ' below %.2g |' "$(sed -n "s/.*\"${1}SmallestSeen\" : \([^,]*\),*/\1/p" "$2")" ;;
        *) LC_ALL=C printf ' %.3g |' "$value" ;;
    esac
}
measure() { # FILE OPTIONS
    [ -s "$1" ] || "$sgmrl" variance "$run" --iteration "$iteration" --tasks 24 --inner-batches 6 --outer-batches 2 --seed 1 \
        "${@:2}" --json "$1" >/dev/null 2>"$out/progress.txt"
}
printf '| iteration | mean J̃ | between tasks | inner data | outer noise | base: noise | none | leave-one-out | own mean |'
printf ' left out: weights, 20 groups | rollouts, 20 groups | capped, 20 groups | capped, 5 groups |\n'
printf '|---|---|---|---|---|---|---|---|---|---|---|---|---|\n'
for iteration in 0 100 200 300 400; do
    measure "$out/$iteration-weights.json" --leave-out-groups 20 --leave-out-cap 0
    measure "$out/$iteration-rollouts.json" --leave-out-groups 20 --leave-out-rollouts 1
    measure "$out/$iteration-capped-20.json" --leave-out-groups 20 --leave-out-cap 1
    measure "$out/$iteration-capped.json" --leave-out-groups 5 --leave-out-cap 1
    printf '| %d |' "$iteration"
    for name in meanReturn betweenTasks innerData outerNoise baseNoise scoreNoiseNone scoreNoiseLeaveOneOut scoreNoiseTaskMean; do
        figure "$name" "$out/$iteration-weights.json"
    done
    for variant in weights rollouts capped-20 capped; do
        figure scoreNoiseLeaveTrajectoryOut "$out/$iteration-$variant.json"
    done
    printf '\n'
done
