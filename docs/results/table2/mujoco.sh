#!/usr/bin/env bash
# Final policies of Table 2's runs, trained in Java, tested in both simulators on the same tasks.
#
#   docs/results/table2/mujoco.sh FOLDER RAW.tsv [TASKS]
#
# FOLDER is where `reproduce table2-standard` put its runs. RAW.tsv gets a line for each row, variant and simulator: seeds, mean return
# after the row's steps of adaptation, its 95 % interval.
set -eu
root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
folder=$1
raw=$2
tasks=${3:-40}

: >"$raw"
for row in "$folder"/runs/*-maml-seed0; do
    row=$(basename "$row" -maml-seed0)
    for variant in sg-mrl maml maml-policy-hessian; do
        for simulator in planar mujoco; do
            line=$("$root/sgmrl" evaluate "$folder/runs/$row-$variant-seed"? --simulator "$simulator" --tasks "$tasks" |
                sed -n 's/^after [1-9] .*: *//p' | tail -n 1)
            printf '%s\t%s\t%s\t%s\n' "$row" "$variant" "$simulator" "$line" | tee -a "$raw"
        done
    done
done
