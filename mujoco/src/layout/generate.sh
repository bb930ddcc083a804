#!/usr/bin/env bash
# Writes the table of field offsets (layouts.tsv, one column for every release) from the headers of MuJoCo's releases.
#
#     generate.sh FOLDER... >../main/resources/org/sgmrl/mujoco/layouts.tsv
#
# Each FOLDER contains `mujoco/mujoco.h` of one release: the `include` folder of a release archive or of a wheel, or
# /usr/include for an installed package. Field sets differ a little: what a release lacks is a dash.
set -euo pipefail

here=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for folder; do
    flags=()
    for field in nplugin nhistory; do
        # Sizes of the model that older releases lack.
        if grep -Eq "^ +(int|mjtSize) +$field;" "$folder/mujoco/mjmodel.h"; then
            flags+=("-DHAS_${field^^}")
        fi
    done
    gcc -std=c11 -Wall -Werror ${flags[@]+"${flags[@]}"} -I "$folder" -o "$work/layout" "$here/layout.c"
    "$work/layout" >"$work/column"
    mv "$work/column" "$work/$(awk '$1 == "version" { printf "%010d", $2 }' "$work/column").column"
done

awk -F '\t' '
    FNR == 1 { columns++ }
    { if (!($1 in seen)) { seen[$1] = 1; order[++rows] = $1 } value[$1, columns] = $2 }
    END {
        for (r = 1; r <= rows; r++) {
            line = order[r]
            for (c = 1; c <= columns; c++) line = line "\t" ((order[r], c) in value ? value[order[r], c] : "-")
            print line
        }
    }' "$work"/*.column
