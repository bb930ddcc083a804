#!/usr/bin/env bash
# Instructions of MuJoCo's mj_step in the plain loop in C of `bench environment`, under controls of ±1, counted by valgrind (Debian: apt-get
# install valgrind libmujoco-dev). About half a minute.
#
#   docs/results/planar/instructions.sh
set -eu
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cc -O2 "$root/locomotion/src/main/resources/org/sgmrl/locomotion/raw_loop.c" -lmujoco -lpthread -lm -o "$folder/raw_loop"

count() { # ROBOT FRAME_SKIP NORMAL_VELOCITIES
    local said
    said=$(echo 8 | valgrind --tool=callgrind --callgrind-out-file="$folder/counts" --toggle-collect=mj_step \
        "$folder/raw_loop" "$root/core/src/main/resources/org/sgmrl/environment/robot/$1.xml" "$2" 200 1 0.1 0.1 "$3" 2>/dev/null)
    awk -v robot="$1" -v steps="$(($(tail -n 1 <<<"$said" | cut -d ' ' -f 1) * $2))" \
        '/^(summary|totals):/ { total = $2 } END { printf "%s\t%d instructions\t%d steps\t%.0f a step\n", robot, total, steps, total / steps }' \
        "$folder/counts"
}

count half_cheetah 5 1
count swimmer 4 0
