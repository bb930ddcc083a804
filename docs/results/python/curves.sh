#!/usr/bin/env bash
# Trains on environments in Python by `sgmrl experiment`, and keeps learning curves and results beside this script:
#
#   docs/results/python/curves.sh FOLDER [navigation|cartpole|half-cheetah|meta-world]…
#
# FOLDER gets the runs, their pages, and virtual environments with the packages. What is stopped goes on.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
[ $# -gt 1 ] || set -- "$1" navigation cartpole half-cheetah meta-world
cd "$out" # where MuJoCo leaves its log

# packages VENV PACKAGE…: Python with packages, for the commands that follow.
packages() {
    [ -x "$out/$1/bin/python" ] || python3 -m venv "$out/$1"
    "$out/$1/bin/pip" install -q "${@:2}"
    export SGMRL_PYTHON=$out/$1/bin/python
}

# experiment NAME <TOML: runs it beside the first policy (scratch) and keeps what it comes to.
experiment() {
    {
        cat
        printf '[variant.sg-mrl]\n[variant.scratch]\nalgorithm = "scratch"\n'
    } >"$out/$1.toml"
    "$root/sgmrl" experiment "$out/$1.toml" --out "$out/$1"
    mkdir -p "$here/$1"
    cp "$out/$1"/curves-*.svg "$here/$1/"
    # Folders of this machine say nothing to others.
    sed "s#$root/##g; s#$out/##g" "$out/$1/results.jsonl" >"$here/$1/results.jsonl"
}

for what in "${@:2}"; do
    case $what in
    navigation)
        experiment navigation <<END
name = "navigation"
title = "2D navigation, ours and in Python"
env-steps = 1_000_000
seeds = 8

[settings]
preset = "tuned-2"
tasks = 10
max-gradient-norm = 1

[[environment]]
id = "point-navigation-v1"
name = "java"

[[environment]]
id = "python:$root/python/src/test/resources/org/sgmrl/python/navigation.py"
name = "python"

END
        ;;
    cartpole)
        packages venv 'gymnasium[mujoco]==1.4.0'
        experiment cartpole <<END
name = "cartpole"
title = "CartPole-v1 with an unseen force"
env-steps = 5_000_000
seeds = 3

[settings]
preset = "tuned-2"
tasks = 10
inner-step-size = 0.3
outer-step-size = 5e-3
outer-step-half-life = 60
max-gradient-norm = 1

[[environment]]
id = "python:$here/cartpole.py"
name = "cartpole"

END
        ;;
    half-cheetah)
        packages venv 'gymnasium[mujoco]==1.4.0'
        experiment half-cheetah <<END
name = "half-cheetah"
title = "HalfCheetah-v5 at an unseen velocity"
env-steps = 1_000_000
seeds = 3
test-tasks = 60

[settings]
preset = "tuned-2"
tasks = 10
inner-trajectories = 10
outer-trajectories = 10
outer-step-size = 3e-3
outer-step-half-life = 20

[[environment]]
id = "python:$here/half_cheetah.py"
name = "half-cheetah"

END
        ;;
    meta-world)
        # Meta-World does not name the two packages that it needs of gymnasium[mujoco], and pins an older MuJoCo than that.
        packages venv-meta-world metaworld==3.1.1 packaging imageio
        experiment meta-world <<END
name = "meta-world"
title = "Meta-World ML1 reach-v3"
env-steps = 96_000
seeds = 3
test-tasks = 20

[settings]
preset = "tuned-2"
tasks = 4
inner-trajectories = 10
outer-trajectories = 10
outer-step-size = 3e-3

[[environment]]
id = "python:$here/meta_world.py"
name = "reach"

END
        ;;
    *)
        echo "$what must be navigation, cartpole, half-cheetah or meta-world" >&2
        exit 2
        ;;
    esac
done
