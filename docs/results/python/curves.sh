#!/usr/bin/env bash
# Trains on environments in Python by `sgmrl experiment`, and keeps learning curves and results beside this script:
#
#   docs/results/python/curves.sh FOLDER [navigation|gymnasium|meta-world]…
#
# FOLDER gets the runs, their pages, and virtual environments with the packages. What is stopped goes on.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
[ $# -gt 1 ] || set -- "$1" navigation gymnasium meta-world
cd "$out" # where MuJoCo leaves its log

# packages VENV PACKAGE…: Python with packages, for the commands that follow.
packages() {
    [ -x "$out/$1/bin/python" ] || python3 -m venv "$out/$1"
    "$out/$1/bin/pip" install -q "${@:2}"
    export SGMRL_PYTHON=$out/$1/bin/python
}

# experiment NAME <TOML: runs it and keeps what it comes to.
experiment() {
    cat >"$out/$1.toml"
    "$root/sgmrl" experiment "$out/$1.toml" --out "$out/$1"
    mkdir -p "$here/$1"
    cp "$out/$1"/curves-*.svg "$out/$1/results.json" "$here/$1/"
}

for what in "${@:2}"; do
    case $what in
    navigation)
        experiment navigation <<END
name = "navigation"
title = "2D navigation, ours and in Python"
env-steps = 1_000_000
seeds = 8
test-tasks = 200

[settings]
tasks = 10
max-gradient-norm = 1

[variant.sg-mrl]

[[environment]]
id = "point-navigation-v1"
name = "java"

[[environment]]
id = "python:$root/python/src/test/resources/org/sgmrl/python/navigation.py"
name = "python"
END
        ;;
    gymnasium)
        packages venv 'gymnasium[mujoco]==1.4.0'
        experiment gymnasium <<END
name = "gymnasium"
title = "Gymnasium with task parameters"
env-steps = 1_500_000
seeds = 3
test-tasks = 100

[settings]
tasks = 10

[variant.sg-mrl]

[[environment]]
id = "python:$here/cartpole.py"
name = "cartpole"
[environment.settings]
inner-step-size = 0.3
outer-step-size = 5e-3
max-gradient-norm = 1

[[environment]]
id = "python:$here/half_cheetah.py"
name = "half-cheetah"
[environment.settings]
inner-trajectories = 10
outer-trajectories = 10
outer-step-size = 3e-3
END
        ;;
    meta-world)
        # Meta-World does not name the two packages that it needs of gymnasium[mujoco], and pins an older MuJoCo than that.
        packages venv-meta-world metaworld==3.1.1 packaging imageio
        experiment meta-world <<END
name = "meta-world"
title = "Meta-World ML1 reach-v3"
env-steps = 120_000
seeds = 3
test-tasks = 20

[settings]
tasks = 6
inner-trajectories = 10
outer-trajectories = 10
outer-step-size = 3e-3

[variant.sg-mrl]

[[environment]]
id = "python:$here/meta_world.py"
name = "reach"
END
        ;;
    *)
        echo "$what must be navigation, gymnasium or meta-world" >&2
        exit 2
        ;;
    esac
done
