#!/usr/bin/env bash
# Measures what an iteration on Spark costs beyond computing, as a function of tasks, parameters, workers and cores. Writes
# one table for each cluster: workers x cores of each.
#
#   docs/results/scaling/measure.sh FOLDER [SECONDS [SHAPES]]
set -eu
# shellcheck source=docs/results/scaling/cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"
out=$1
seconds=${2:-3}
mkdir -p "$out"
prepare_cluster
trap stop_cluster EXIT
port=17077
for shape in ${3:-1x1 2x1 4x1 1x16 1x128}; do
    port=$((port + 1))
    start_master 127.0.0.1 $port
    for ((i = 0; i < ${shape%x*}; i++)); do start_worker 127.0.0.1 "${shape#*x}" spark://127.0.0.1:$port; done
    sweep 127.0.0.1 spark://127.0.0.1:$port $((${shape%x*} * ${shape#*x})) "$seconds" \
        4:8 40:8 400:8 40:64,64 40:256,256 >"$out/$shape.tsv"
    printf '%s\n' "$shape" >&2
    stop_cluster
done
