#!/usr/bin/env bash
# Fills a real, small file system in the middle of a run, then makes another one read-only in the middle of a run, and
# compares the resumed runs with an undisturbed one. Mounts tmpfs file systems, so it needs to be root.
#
#   docs/results/durability/small-disk.sh
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
folder=$(mktemp -d)
disk=$folder/disk
mkdir "$disk"
trap 'umount "$disk" 2>/dev/null || :; rm -rf "$folder"' EXIT
work=(--tasks 3 --inner-trajectories 5 --outer-trajectories 5 --horizon 20 --hidden 32,32 --iterations 3000
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

echo "== read-only in the middle"
mount -t tmpfs -o size=20m tmpfs "$disk"
"$root/sgmrl" train --out "$disk/run" "${work[@]}" >"$folder/log" 2>&1 &
run=$!
until [ "$(wc -l 2>/dev/null <"$disk/run/metrics.jsonl")" -gt 50 ] 2>/dev/null; do sleep 0.02; done
# A file system with files open for writing does not become read-only; what fills it at once has the same effect on
# open files, and new processes meet the read-only one.
kill -9 "$run"
wait "$run" 2>/dev/null || :
mount -o remount,ro "$disk"
failed "$root/sgmrl" resume "$disk/run"
mount -o remount,rw "$disk"
"$root/sgmrl" resume "$disk/run" 2>&1 | grep 'going on'
compare
