#!/usr/bin/env bash
# What Spark costs beyond threads of one process, at the paper's sizes on half-cheetah: local[2], a worker of two cores, and two
# workers of one core each. Rounds of both alternate within one process. Writes one JSON file for each.
#
#   docs/results/scaling/overhead.sh FOLDER [SECONDS [SIMULATOR]]
set -eu
# shellcheck source=docs/results/scaling/cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"
out=$1
seconds=${2:-60}
simulator=${3:-mujoco}
mkdir -p "$out"
prepare_cluster
trap stop_cluster EXIT
bench() { # NAME MASTER [OPTION]
    SGMRL_JAVA_OPTS="-Dspark.driver.host=127.0.0.1 -Dspark.executor.memory=1g -Dspark.scheduler.minRegisteredResourcesRatio=1 -Dspark.cores.max=2 -Dsgmrl.spark.wait=180 ${3:-}" \
        "$root/sgmrl" bench training --env half-cheetah-velocity-v1 --simulator "$simulator" --preset released --algorithm sg-mrl --threads 2 \
        --engine spark --master "$2" --seconds "$seconds" --json "$out/$1.json"
}
bench local2 'local[2]'
start_master 127.0.0.1 17277
start_worker 127.0.0.1 2 spark://127.0.0.1:17277
bench standalone1x2 spark://127.0.0.1:17277 -Dspark.executor.cores=2
stop_cluster
start_master 127.0.0.1 17278
start_worker 127.0.0.1 1 spark://127.0.0.1:17278
start_worker 127.0.0.1 1 spark://127.0.0.1:17278
bench standalone2x1 spark://127.0.0.1:17278
