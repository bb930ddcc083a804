#!/usr/bin/env bash
# Trains policies and tests each in both simulators, on the same tasks with the same random numbers.
#
#   docs/results/planar/equivalence/run.sh FOLDER [ROBOT…]
#
# ROBOT: half-cheetah, swimmer, hopper, walker2d; all without one. FOLDER gets the run folders and NAME-SIMULATOR-in-SIMULATOR.json
# (trained in, tested in), which compare.py reads. OPTIONS are for train and evaluate, such as --threads 1; TASKS is the number of test tasks, 200 or 1000.
# What is in FOLDER is not made again.
set -eu
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd -P)
out=$1
shift
mkdir -p "$out"

# Networks and batches of half-cheetah and swimmer, and smaller ones for robots that take MuJoCo longer.
large="--tasks 10 --iterations 40 --outer-step-half-life 15"
small="--tasks 6 --iterations 40 --outer-step-half-life 15 --hidden 32,32 --test-tasks 2"
short="--tasks 6 --iterations 20 --outer-step-half-life 15 --hidden 32,32 --test-tasks 2"

train() { # NAME SIMULATOR SIZES OPTION…
    local run=$out/$1-$2
    # shellcheck disable=SC2086 # options are words
    [ -f "$run/policy.safetensors" ] ||
        "$root/sgmrl" train --preset released --inner-trajectories 10 --outer-trajectories 10 --outer-step-size 3e-3 \
            $3 --simulator "$2" --out "$run" ${OPTIONS:-} "${@:4}"
    for simulator in planar mujoco; do
        # shellcheck disable=SC2086
        [ -f "$run-in-$simulator.json" ] ||
            "$root/sgmrl" evaluate "$run" --simulator "$simulator" --tasks "${TASKS:-200}" --seed 77 ${OPTIONS:-} \
                --json "$run-in-$simulator.json"
    done
}

half-cheetah() {
    train velocity planar "$large" --env half-cheetah-velocity-v1 --algorithm maml --seed 1
    train velocity mujoco "$large" --env half-cheetah-velocity-v1 --algorithm maml --seed 1
    train direction planar "$large" --env half-cheetah-direction-v1 --algorithm maml --seed 2
    train direction mujoco "$large" --env half-cheetah-direction-v1 --algorithm sg-mrl --baseline leave-trajectory-out-linear --seed 3
}

swimmer() {
    train swimmer planar "$large" --env swimmer-velocity-v1 --algorithm maml --seed 4
    train swimmer mujoco "$large" --env swimmer-velocity-v1 --algorithm maml --seed 4
}

hopper() {
    for seed in 0 1 2; do
        train "hopper-$seed" planar "$small" --env hopper-parameters-v1 --algorithm maml --seed "$seed"
    done
    train hopper-3 mujoco "$short" --env hopper-parameters-v1 --algorithm maml --seed 3
    train hopper-4 mujoco "$short" --env hopper-parameters-v1 --algorithm maml --seed 4
}

walker2d() {
    train walker2d-0 planar "$small" --env walker2d-velocity-v1 --algorithm maml --seed 0
    train walker2d-1 planar "$small" --env walker2d-direction-v1 --algorithm maml --seed 1
    train walker2d-2 planar "$small" --env walker2d-parameters-v1 --algorithm maml --seed 2
    train walker2d-3 mujoco "$short" --env walker2d-velocity-v1 --algorithm maml --seed 3
    train walker2d-4 mujoco "$short" --env walker2d-direction-v1 --algorithm maml --seed 4
}

[ $# -gt 0 ] || set -- half-cheetah swimmer hopper walker2d
for robot in "$@"; do
    "$robot"
done
