#!/usr/bin/env bash
# Trains on Meta-World's ML1 reach-v3 and writes a curve:
#
#   docs/results/python/meta_world.sh FOLDER [SEED…]
set -eu
# shellcheck source=docs/results/python/java.sh
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
mkdir -p "$1"
out=$(cd "$1" && pwd)
[ -x "$out/venv-meta-world/bin/python" ] || python3 -m venv "$out/venv-meta-world"
# Meta-World does not name the two packages that it needs of gymnasium[mujoco], and pins an older MuJoCo than that.
"$out/venv-meta-world/bin/pip" install -q metaworld==3.1.1 packaging imageio
build_java
cd "$here"
[ $# -gt 1 ] || set -- "$out" 0
for seed in "${@:2}"; do
    run_java Curve meta_world.py "$out/venv-meta-world/bin/python" 25 6 10 3e-3 "$seed" 2 >"$out/meta-world-$seed.tsv"
done
