#!/usr/bin/env bash
# Trains in a fresh clone where libmujoco cannot be found: a namespace of its own in which the library's file is gone.
# As root, on Linux.
#
#   unshare --mount docs/results/planar/without-mujoco.sh FOLDER
#
# FOLDER gets the clone and the picture trained.gif.
set -eu
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
mkdir -p "$1/layers"
folder=$(CDPATH='' cd -P -- "$1" && pwd -P)
lib=/usr/lib/$(uname -m)-linux-gnu
mount -t tmpfs tmpfs "$folder/layers"
mkdir "$folder/layers/upper" "$folder/layers/work"
mount -t overlay overlay -o "lowerdir=$lib,upperdir=$folder/layers/upper,workdir=$folder/layers/work" "$lib"
rm -f "$lib"/libmujoco.so*
unset MUJOCO_PATH
git clone -q "$root" "$folder/clone"
cd "$folder/clone"

run() {
    echo "\$ $*"
    date -u +%T
    "$@" 2>&1 || echo "exit code $?"
    date -u +%T
}

git log --oneline -1
ls "$lib"/libmujoco* 2>&1 || :
uptime
run ./sgmrl --version
run ./sgmrl train --env ant-goal-v1 --iterations 1 --out runs/ant
run ./sgmrl train --env half-cheetah-velocity-v1 --iterations 100
run ./sgmrl render runs/half-cheetah-velocity-v1-sg-mrl-seed0 --task '{"velocity":1}' --width 480 --frames 60 \
    --out "$folder/trained.gif"
uptime
