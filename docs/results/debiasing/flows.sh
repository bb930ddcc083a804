#!/usr/bin/env bash
# Follows the exact expectation of each method's estimator on finite problems, over a grid of step sizes, inner batch
# sizes and initial parameters. Appends a line of JSON for each to flows.jsonl; lines that are there are not computed
# again.
#
#   docs/results/debiasing/flows.sh [FILE.jsonl]
set -u
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
root=$here/../../..
sgmrl=${SGMRL:-$root/sgmrl}
out=${1:-$here/flows.jsonl}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
touch "$out"

# problem start α D_in; the start replaces the line "theta" of the problem's file, unless it is -
follow() {
    local key
    key="{\"problem\":\"$1\",\"start\":\"$2\",\"innerStepSize\":$4,\"innerTrajectories\":$5"
    grep -qF -- "$key" "$out" && return
    sed "s/^  \"theta\":.*/  \"theta\": $3/" "$root/examples/mdp/$1.json" >"$work/problem.json"
    "$sgmrl" certify "$work/problem.json" --inner-step-size "$4" --inner-trajectories "$5" --threads 1 \
        --flow sg-mrl,maml,e-maml --flow-steps 800 --flow-step-size 0.5 >"$work/text" 2>"$work/errors" </dev/null ||
        { cat "$work/errors" >&2; exit 1; }
    awk -v key="$key" '
        /^V = / { value = $3 }
        /^flow of/ { flows = 1; next }
        flows && NF == 3 { line = line sprintf(",\"%s\":{\"value\":%s,\"gradientNorm\":%s}", $1, $2, $3); next }
        flows { flows = 0 }
        END { print key ",\"valueAtStart\":" value line "}" }' "$work/text" >>"$out"
}

for alpha in 1 3 8; do
    for trajectories in 1 2; do
        zero='[0.0, 0.0, 0.0]'
        follow bernoulli-bandit uniform "[[0.0, 0.01, -0.01], $zero, $zero, $zero]" $alpha $trajectories
        follow bernoulli-bandit safe "[[1.5, 0.01, -0.01], $zero, $zero, $zero]" $alpha $trajectories
        follow bernoulli-bandit risky "[[-1.5, 0.01, -0.01], $zero, $zero, $zero]" $alpha $trajectories
        zero='[0.0, 0.0]'
        follow signpost uniform "[[0.0, 0.0], [0.01, -0.01], $zero, $zero]" $alpha $trajectories
        follow signpost safe "[[1.5, 0.0], [0.01, -0.01], $zero, $zero]" $alpha $trajectories
        follow signpost risky "[[-1.5, 0.0], [0.01, -0.01], $zero, $zero]" $alpha $trajectories
        follow corridor uniform "[$zero, [0.01, -0.01], $zero]" $alpha $trajectories
        follow corridor file "[[0.2, -0.2], [0.1, 0.0], [0.0, 0.3]]" $alpha $trajectories
        follow corridor left "[$zero, [1.5, 0.0], $zero]" $alpha $trajectories
        follow three-arms file '[[0.5, 0.0, -0.5]]' $alpha $trajectories
    done
done
