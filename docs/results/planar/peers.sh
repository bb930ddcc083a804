#!/usr/bin/env bash
# Environment steps a second of half-cheetah and swimmer with uniform actions, in turns: ours (planar, two threads and one; MuJoCo, two
# threads), EnvPool (two threads, one) and Gymnasium (two processes, one). PYTHON has envpool, gymnasium and imageio.
#
#   docs/results/planar/peers.sh RAW.tsv PYTHON [TURNS] [SECONDS]
#
# RAW.tsv gets a line each time: load, robot, who, threads, env-steps/s. Medians of the turns are printed.
set -eu
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
raw=$1
python=$2
turns=${3:-7}
seconds=${4:-6}

ours() { # robot, simulator, threads
    "$root/sgmrl" bench environment --env "$1-velocity-v1" --simulator "$2" --threads "$3" --seconds "$seconds" --json - |
        tr ',{' '\n' | sed -n 's/.*"envStepsPerSecond" *: *\([0-9]*\).*/\1/p' | head -n 1
}

line() { # robot, who, threads, env-steps/s
    printf '%s\t%s\t%s\t%s\t%s\n' "$(cut -d ' ' -f 1 /proc/loadavg)" "$1" "$2" "$3" "$4" >>"$raw"
}

: >"$raw"
for _ in $(seq "$turns"); do
    for robot in half-cheetah swimmer; do
        for threads in 2 1; do
            line "$robot" planar "$threads" "$(ours "$robot" planar "$threads")"
            line "$robot" envpool "$threads" "$("$python" "$root/docs/results/planar/vector_envs.py" envpool "$robot" "$threads" "$seconds")"
            line "$robot" gymnasium "$threads" "$("$python" "$root/docs/results/planar/vector_envs.py" gymnasium "$robot" "$threads" "$seconds")"
        done
        line "$robot" mujoco 2 "$(ours "$robot" mujoco 2)"
    done
done
cut -f 2-4 "$raw" | sort -u | while IFS= read -r what; do
    printf '%s\t' "$what"
    awk -F '\t' -v what="$what" '$2 "\t" $3 "\t" $4 == what { print $5 }' "$raw" | sort -n |
        awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2 }'
done
