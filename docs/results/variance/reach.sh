#!/usr/bin/env bash
# Prints, for each method of a file that compare.sh wrote on 2D navigation, after how many million environment steps the
# return after adaptation (of the meta-batches, mean of 0.8 million environment steps) first reaches −17 and −14: median over
# the seeds, worst seed, and how many seeds get there. Every run is of 40 million environment steps.
#
#   docs/results/variance/reach.sh FILE.jsonl
printf '| method | seeds | −17: median | worst | reached | −14: median | worst | reached |\n|---|---|---|---|---|---|---|---|\n'
sed -n 's/.*"algorithm":"\([^"]*\)","seed":[0-9]*,"iterations":\([0-9]*\).*"post":\[\([^]]*\)\].*/\1 \3 \2/p' "$@" | LC_ALL=C sort -s -k1,1 | LC_ALL=C awk '
    function reached(level,    i, sum, window) { # million steps, 0 if never
        window = int(iterations / 50 + 0.5)
        for (i = 1; i <= n; i++) {
            sum += value[i] - (i > window ? value[i - window] : 0)
            if (i >= window && sum / window >= level) return i * 40 / iterations
        }
        return 0
    }
    function column(level,    k, i, j, x, count, sorted) {
        count = 0
        for (k = 1; k <= seeds; k++) {
            n = split(curve[k], value, ",")
            x = reached(level)
            if (x) { # insertion
                for (i = count++; i >= 1 && sorted[i] > x; i--) sorted[i + 1] = sorted[i]
                sorted[i + 1] = x
            }
        }
        # Seeds that do not get there count as the latest.
        i = int((seeds + 1) / 2); j = int(seeds / 2) + 1
        printf " %s | %s | %d |", j <= count ? sprintf("%.1f", (sorted[i] + sorted[j]) / 2) : "never",
            count == seeds ? sprintf("%.1f", sorted[count]) : "never", count
    }
    function row() {
        if (!seeds) return
        printf "| %s | %d |", method, seeds
        column(-17)
        column(-14)
        printf "\n"
    }
    $1 != method { row(); method = $1; seeds = 0 }
    { curve[++seeds] = $2; iterations = $3 }
    END { row() }'
