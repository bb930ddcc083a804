#!/usr/bin/env bash
# The same measurement with the worker behind a slow link: a network namespace and a virtual Ethernet pair, both ends
# limited in rate. Needs root, iproute2 and tc.
#
#   docs/results/scaling/slow-network.sh FILE [RATE] [SECONDS]
set -eu
# shellcheck source=docs/results/scaling/cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"
out=$1
rate=${2:-100mbit}
seconds=${3:-3}
prepare_cluster
space=sgmrl-$$
finish() {
    stop_cluster
    ip netns del "$space" 2>/dev/null || true
}
trap finish EXIT
ip netns add "$space"
ip link add "veth-$$" type veth peer name inside netns "$space"
ip addr add 10.77.0.1/24 dev "veth-$$"
ip link set "veth-$$" up
ip -n "$space" addr add 10.77.0.2/24 dev inside
ip -n "$space" link set inside up
ip -n "$space" link set lo up
limit="tbf rate $rate burst 64kb latency 400ms"
# shellcheck disable=SC2086 # words
tc qdisc add dev "veth-$$" root $limit
# shellcheck disable=SC2086
ip netns exec "$space" tc qdisc add dev inside root $limit
master=spark://10.77.0.1:17177
start_master 10.77.0.1 17177
enter="ip netns exec $space" start_worker 10.77.0.2 1 $master
sweep 10.77.0.1 $master 1 "$seconds" 4:8 40:8 40:64,64 10:256,256 >"$out"
