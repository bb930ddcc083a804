#!/usr/bin/env bash
# Trains on Gymnasium's CartPole-v1 and HalfCheetah-v5 with task parameters and writes a curve of each:
#
#   docs/results/python/gymnasium.sh FOLDER [SEED…]
#
# FOLDER also gets a virtual environment with the packages.
set -eu
# shellcheck source=docs/results/python/java.sh
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
mkdir -p "$1"
out=$(cd "$1" && pwd)
[ -x "$out/venv/bin/python" ] || python3 -m venv "$out/venv"
"$out/venv/bin/pip" install -q 'gymnasium[mujoco]==1.4.0'
python=$out/venv/bin/python
build_java
cd "$here"
[ $# -gt 1 ] || set -- "$out" 0 1 2
for seed in "${@:2}"; do
    run_java Curve cartpole.py "$python" 60 10 20 1e-2 "$seed" 2 >"$out/cartpole-$seed.tsv"
    run_java Curve half_cheetah.py "$python" 40 10 10 3e-3 "$seed" 2 >"$out/half-cheetah-$seed.tsv"
done
