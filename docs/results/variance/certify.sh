#!/usr/bin/env bash
# Bias and total variance of SG-MRL's estimator with each baseline, on problems small enough for the exact expectation, with
# 20 outer trajectories and 1, 2, 5 and 20 inner ones. Prints a table; the certificates go to FOLDER.
#
#   docs/results/variance/certify.sh FOLDER
set -eu
out=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
mkdir -p "$out"
printf '| problem, α | baseline | exact bias | largest z | variance, D_in = 1 | 2 | 5 | 20 |\n'
printf '|---|---|---|---|---|---|---|---|\n'
for problem in 'two-state 0.7' 'bernoulli-bandit 1' 'safe-arm 3'; do
    read -r name alpha <<<"$problem"
    for baseline in none leave-one-out task-regression leave-trajectory-out; do
        file=$out/$name-$baseline.json
        [ -s "$file" ] || "$root/sgmrl" certify "$root/examples/mdp/$name.json" --inner-trajectories 2 --inner-step-size "$alpha" \
            --outer-trajectories 20 --samples 100000 --seed 2 --variance-inner-trajectories 1,2,5,20 --baseline "$baseline" \
            --out "$file" >/dev/null 2>&1
        tr -d ' \n' <"$file" | sed -E 's/.*"estimators":\{"sg-mrl":\{"expectation":[^}]*"biasNorm":([^,}]*).*"sampled":\{"sg-mrl":\{[^}]*"maxAbsZ":([^,}]*).*"totalVariance":\{"sg-mrl":\[([^]]*)\].*/\1 \2 \3/' |
            tr ',' ' ' | LC_ALL=C awk -v problem="$name, $alpha" -v baseline="$baseline" \
                '{ printf "| %s | %s | %.1e | %.2f | %.4g | %.4g | %.4g | %.4g |\n", problem, baseline, $1, $2, $3, $4, $5, $6 }'
    done
done
