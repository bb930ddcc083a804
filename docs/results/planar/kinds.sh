#!/usr/bin/env bash
# Robots of the plane on a Spark cluster of three kinds of workers, whose vectors have 128, 256 and 512 bits, beside two threads of this
# process: the same policy, byte for byte? Long enough for the vectors of every worker to take over from the plain code.
#
#   docs/results/planar/kinds.sh [ITERATIONS]
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/../scaling/cluster.sh"
iterations=${1:-20}
prepare_cluster
trap stop_cluster EXIT
start_master 127.0.0.1 7399
for bits in 128 256 512; do
    JDK_JAVA_OPTIONS=-Dorg.sgmrl.kernel.bits=$bits start_worker 127.0.0.1 1 spark://127.0.0.1:7399
done

train() { # ENVIRONMENT FOLDER OPTION…
    "$root/sgmrl" train --env "$1" --preset released --algorithm maml --iterations "$iterations" --quiet \
        --checkpoint-every "$iterations" --out "$2" "${@:3}"
}

export SPARK_LOCAL_IP=127.0.0.1
for environment in half-cheetah-velocity-v1 hopper-parameters-v1 walker2d-velocity-v1; do
    runs=$SPARK_HOME/$environment
    train "$environment" "$runs-threads" --threads 2
    SGMRL_JAVA_OPTS='-Dspark.driver.host=127.0.0.1 -Dspark.executor.memory=1g -Dspark.scheduler.minRegisteredResourcesRatio=1' \
        train "$environment" "$runs-spark" --engine spark --master spark://127.0.0.1:7399
    cmp "$runs-threads/policy.safetensors" "$runs-spark/policy.safetensors"
    printf '%s\t%s env-steps\t%s workers\tthe same bytes\n' "$environment" \
        "$(tail -n 1 "$runs-spark/metrics.jsonl" | tr ',{' '\n' | sed -n 's/^"envSteps" *: *//p')" \
        "$(tail -n 1 "$runs-spark/metrics.jsonl" | tr ',{' '\n' | sed -n 's/^"workers" *: *//p')"
done
