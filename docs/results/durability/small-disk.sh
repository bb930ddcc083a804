#!/usr/bin/env bash
# Fills a real, small file system in the middle of a run, then makes the folder of another run read-only in the middle,
# and compares the resumed runs with an undisturbed one. Mounts file systems, so it needs to be root.
#
#   docs/results/durability/small-disk.sh
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
folder=$(mktemp -d)
disk=$folder/disk
mkdir "$disk"
trap 'umount "$disk/run" 2>/dev/null || :; umount "$disk" 2>/dev/null || :; rm -rf "$folder"' EXIT
work=(--tasks 3 --inner-trajectories 5 --outer-trajectories 5 --horizon 20 --hidden "32,32" --iterations 3000
    --checkpoint-every 10 --test-tasks 10 --seed 7)

"$root/sgmrl" train --out "$folder/whole" "${work[@]}" >/dev/null 2>&1

compare() {
    cmp "$folder/whole/policy.safetensors" "$disk/run/policy.safetensors"
    cmp "$folder/whole/evaluation.json" "$disk/run/evaluation.json"
    cmp <(sed 's/,"timing".*//' "$folder/whole/metrics.jsonl") <(sed 's/,"timing".*//' "$disk/run/metrics.jsonl")
    echo "same bytes as the undisturbed run"
}

failed() {
    local code=0
    "$@" >"$folder/log" 2>&1 || code=$?
    echo "exit code $code: $(grep '^sgmrl: ' "$folder/log")"
    [ "$code" = 1 ] && ! grep -q $'\tat ' "$folder/log"
}

echo "== a disk of 400 kB"
mount -t tmpfs -o size=400k tmpfs "$disk"
failed "$root/sgmrl" train --out "$disk/run" "${work[@]}"
df --output=avail "$disk" | tail -n 1 | xargs echo "kB left:"
failed "$root/sgmrl" resume "$disk/run"
mount -o remount,size=20m "$disk"
"$root/sgmrl" resume "$disk/run" 2>&1 | grep 'going on'
compare
umount "$disk"

echo "== read-only from one moment to the next"
mount -t tmpfs -o size=20m tmpfs "$disk"
"$root/sgmrl" train --out "$disk/run" "${work[@]}" >"$folder/log" 2>&1 &
run=$!
until [ -s "$disk/run/metrics.jsonl" ] && [ "$(wc -l <"$disk/run/metrics.jsonl")" -gt 50 ]; do sleep 0.02; done
# A mount with files open for writing cannot be made read-only; the folder can be made immutable only for others than
# root. So a read-only view is put over the folder: the open files go on, new ones cannot be made.
mount --bind "$disk/run" "$disk/run"
mount -o remount,bind,ro "$disk/run"
code=0
wait "$run" || code=$?
echo "exit code $code: $(grep '^sgmrl: ' "$folder/log")"
[ "$code" = 1 ]
failed "$root/sgmrl" resume "$disk/run"
umount "$disk/run"
"$root/sgmrl" resume "$disk/run" 2>&1 | grep 'going on'
compare
