#!/usr/bin/env bash
# Instructions of MuJoCo's mj_step in the plain loop in C of `bench environment`, under controls of ±1, counted by valgrind (Debian: apt-get
# install valgrind libmujoco-dev), about half a minute. Then, if asked for, of a step of the half-cheetah by the scalar stepper in Java: the
# difference of two runs of the program Stepping, divided by the steps that the longer one takes more, a quarter of an hour. That counts what
# is left of compiling as well. (With vectors a run had not ended after eighteen minutes.)
#
#   docs/results/planar/instructions.sh [java]
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

[ $# -gt 0 ] || exit 0
. "$root/scripts/environment.sh"
require_jdk
"$root/mvnw" -q -f "$root/pom.xml" -pl planar -am test-compile

total() { # EPISODES
    rm -f "$folder/counts"
    valgrind --tool=callgrind --smc-check=all-non-file --callgrind-out-file="$folder/counts" "$jdk_home/bin/java" -Xmx512m -XX:+UseSerialGC \
        --add-modules jdk.incubator.vector \
        -cp "$root/core/target/classes:$root/mujoco/target/classes:$root/planar/target/classes:$root/planar/target/test-classes" \
        org.sgmrl.planar.Stepping half_cheetah scalar "$1" >/dev/null 2>&1
    awk '/^(summary|totals):/ { print $2 }' "$folder/counts"
}

less=$(total 10)
more=$(total 20)
printf 'half_cheetah, Java, scalar\tat most %d a step\n' $(((more - less) / 400000))
