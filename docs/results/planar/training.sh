#!/usr/bin/env bash
# Speed of training on half-cheetah-velocity-v1 in turns: planar and MuJoCo with two threads, planar with one. A JSON
# file of `bench training` for each turn.
#
#   docs/results/planar/training.sh FOLDER [TURNS] [SECONDS]
set -eu
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
out=$1
mkdir -p "$out"
for turn in $(seq "${2:-3}"); do
    for what in planar-2 mujoco-2 planar-1; do
        cut -d ' ' -f 1 /proc/loadavg >>"$out/load"
        "$root/sgmrl" bench training --env half-cheetah-velocity-v1 --preset released --algorithm maml --tasks 4 \
            --simulator "${what%-*}" --threads "${what#*-}" --seconds "${3:-10}" --json "$out/$what-$turn.json"
    done
done
