# Shell functions that start a standalone Spark cluster from the jars of the launcher's build, without a distribution of
# Spark. Sourced by the scripts beside it.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
cluster_pids=()

# Builds if needed and makes a SPARK_HOME whose jars are those of the build.
prepare_cluster() {
    "$root/sgmrl" train --engine spark --help >/dev/null
    SPARK_HOME=$(mktemp -d)
    mkdir "$SPARK_HOME/jars"
    ln -s "$root/target/launch-spark/$(cat "$root/target/launch-spark/current")"/*.jar "$SPARK_HOME/jars"
    # All in one, for spark-submit: a worker that reads sgmrl from it has another build than the driver.
    rm "$SPARK_HOME/jars/sgmrl-spark-application.jar"
    . "$root/scripts/environment.sh"
    require_jdk
    export SPARK_HOME SPARK_SCALA_VERSION=2.13 JAVA_HOME=$jdk_home
}

# start_spark ADDRESS CLASS ARGUMENTS…: a process of Spark's at an address; enter_worker is set where it is elsewhere.
start_spark() {
    local address=$1
    shift
    SPARK_LOCAL_IP=$address ${enter:-} "$JAVA_HOME/bin/java" -Xmx400m -cp "$SPARK_HOME/jars/*" "$@" >/dev/null 2>&1 &
    cluster_pids+=($!)
}

start_master() { # ADDRESS PORT
    start_spark "$1" org.apache.spark.deploy.master.Master --host "$1" --port "$2" --webui-port 0
    local tries=0
    until (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; do
        tries=$((tries + 1))
        if [ $tries -gt 300 ] || ! kill -0 "${cluster_pids[${#cluster_pids[@]} - 1]}" 2>/dev/null; then
            echo "no master answers at $1:$2" >&2
            return 1
        fi
        sleep 0.2
    done
}

start_worker() { # ADDRESS CORES MASTER
    start_spark "$1" org.apache.spark.deploy.worker.Worker --host "$1" --cores "$2" --memory 1500m --webui-port 0 \
        --work-dir "$SPARK_HOME/work" "$3"
}

stop_cluster() {
    kill "${cluster_pids[@]}" 2>/dev/null || true
    wait "${cluster_pids[@]}" 2>/dev/null || true
    cluster_pids=()
}

sweep() { # ADDRESS MASTER CORES SECONDS SIZES…
    local address=$1
    shift
    SPARK_LOCAL_IP=$address "$JAVA_HOME/bin/java" -Xmx2g -Dspark.driver.host="$address" -Dspark.executor.memory=1g \
        -Dspark.scheduler.minRegisteredResourcesRatio=1 -Dspark.cores.max="$2" -Dsgmrl.spark.wait=180 \
        --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp "$SPARK_HOME/jars/*" \
        "$root/docs/results/scaling/Sweep.java" "$@" 2>"$SPARK_HOME/sweep.log" || {
        tail -n 40 "$SPARK_HOME/sweep.log" >&2
        return 1
    }
}
