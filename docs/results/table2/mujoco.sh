#!/usr/bin/env bash
# Final policies of Table 2's runs, trained in Java, tested in both simulators on the same tasks.
#
#   docs/results/table2/mujoco.sh FOLDER RAW.tsv [TASKS]
#
# FOLDER is where `reproduce table2-standard` put its runs. RAW.tsv gets two lines a run: its name, simulator, mean return
# after the most steps of adaptation, with its 95 % interval over tasks. What is there already, which has to be of as many TASKS, is not made again.
set -eu
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
folder=$1
raw=$2
tasks=${3:-40}

touch "$raw"
for run in "$folder"/runs/*; do
    [ -f "$run/cell.json" ] || continue
    name=$(basename "$run")
    for simulator in planar mujoco; do
        grep -qP "^$name\t$simulator\t." "$raw" && continue
        returns=$("$root/sgmrl" evaluate "$run" --simulator "$simulator" --tasks "$tasks")
        printf '%s\t%s\t%s\n' "$name" "$simulator" "$(tail -n 1 <<<"$returns" | sed 's/^ *after [0-9]* steps\{0,1\} *//; s/  */ /g')" |
            tee -a "$raw"
    done
done
