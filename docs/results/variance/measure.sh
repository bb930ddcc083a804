#!/usr/bin/env bash
# Trains MAML on 2D navigation and takes the variance of the meta-gradient apart at its checkpoints. Prints a table; the
# raw figures go to FOLDER.
#
#   docs/results/variance/measure.sh FOLDER
set -eu
out=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
mkdir -p "$out"
run=$out/maml
if [ ! -f "$run/policy.safetensors" ]; then
    rm -rf "$run"
    "$root/sgmrl" train --env point-navigation-v1 --algorithm maml --preset tuned --iterations 400 --seed 0 \
        --checkpoint-every 40 --keep-checkpoints 20 --out "$run" >"$out/train.txt" 2>&1
fi
figure() { # NAME FILE
    sed -n "s/.*\"$1\" : \([^,]*\),*/\1/p" "$2"
}
printf '| iteration | mean J̃ | between tasks | inner data | outer noise | base: expectation | noise | c‖score‖ | score term: expectation | noise, none | leave-one-out | task mean |\n'
printf '|---|---|---|---|---|---|---|---|---|---|---|---|\n'
for iteration in 0 40 80 120 200 280 400; do
    file=$out/variance-$iteration.json
    [ -s "$file" ] || "$root/sgmrl" variance "$run" --iteration "$iteration" --tasks 200 --inner-batches 16 \
        --outer-batches 3 --seed 1 --json "$file" >/dev/null 2>"$out/progress.txt"
    printf '| %d |' "$iteration"
    for name in meanReturn betweenTasks innerData outerNoise baseExpectation baseNoise scoreScale scoreExpectation \
        scoreNoiseNone scoreNoiseLeaveOneOut scoreNoiseTaskMean; do
        value=$(figure "$name" "$file")
        case $value in
            null) LC_ALL=C printf ' below %.2g |' "$(figure "${name}SmallestSeen" "$file")" ;;
            *) LC_ALL=C printf ' %.3g |' "$value" ;;
        esac
    done
    printf '\n'
done
