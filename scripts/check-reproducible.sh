#!/usr/bin/env bash
# Builds the last commit twice, in two folders and two time zones, and compares all jars that are published byte for byte.
# Ends with 0 if they are equal; says which jars and which of their files differ otherwise.

root=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/environment.sh
. "$root/scripts/environment.sh"

work=$(mktemp -d) || die "cannot make a temporary folder"
trap 'rm -rf "$work"' EXIT

# Builds into folder $1 in time zone $2.
build() {
    mkdir -p "$1" && git -C "$root" archive HEAD | tar -x -C "$1" || die "cannot copy the last commit"
    say "building in $1…"
    (cd "$1" && TZ=$2 exec ./mvnw -B -ntp -Dstyle.color=never -Dmaven.test.skip=true package) \
        >"$1.log" 2>&1 </dev/null || { tail -n 30 "$1.log" >&2; die "the build failed"; }
}

# The files of jar $1 with their checksums and times, a line each.
list() {
    unzip -lv "$1" | sed '1,3d'
}

build "$work/first" UTC
build "$work/a/longer/path" Asia/Tokyo

count=0 different=0
for jar in "$work"/first/*/target/sgmrl-*.jar; do
    case $jar in
        */bench/* | */artefacts/*) continue ;; # not published
    esac
    other=$work/a/longer/path/${jar#"$work"/first/}
    count=$((count + 1))
    if ! cmp -s "$jar" "$other"; then
        different=$((different + 1))
        say "${jar##*/} differs:"
        diff <(list "$jar") <(list "$other") | head -n 10 >&2
    fi
done
[ "$count" -gt 0 ] || die "no jars were built"
[ "$different" = 0 ] || die "$different of $count jars differ"
say "$count jars are equal"
