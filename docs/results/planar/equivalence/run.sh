#!/usr/bin/env bash
# Trains six policies and tests each in both simulators, on the same tasks with the same random numbers.
#
#   docs/results/planar/equivalence/run.sh FOLDER
#
# FOLDER gets the run folders and NAME-in-SIMULATOR.json, which compare.py reads.
set -eu
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd -P)
out=$1
mkdir -p "$out"

train() { # NAME SIMULATOR OPTION…
    "$root/sgmrl" train --preset released --tasks 10 --inner-trajectories 10 --outer-trajectories 10 --iterations 40 \
        --outer-step-size 3e-3 --outer-step-half-life 15 --simulator "$2" --out "$out/$1-$2" "${@:3}"
    for simulator in planar mujoco; do
        "$root/sgmrl" evaluate "$out/$1-$2" --simulator "$simulator" --tasks 200 --seed 77 \
            --json "$out/$1-$2-in-$simulator.json"
    done
}

velocity="--env half-cheetah-velocity-v1 --algorithm maml --seed 1"
direction="--env half-cheetah-direction-v1"
swimmer="--env swimmer-velocity-v1 --algorithm maml --seed 4"
# shellcheck disable=SC2086 # options are words
{
    train velocity planar $velocity
    train velocity mujoco $velocity
    train direction planar $direction --algorithm maml --seed 2
    train direction mujoco $direction --algorithm sg-mrl --baseline leave-trajectory-out-linear --seed 3
    train swimmer planar $swimmer
    train swimmer mujoco $swimmer
}
