#!/usr/bin/env bash
# Prints a table of what runs.sh collects: for each environment and method the mean over seeds of the return on fresh tasks
# before and after adaptation, with 95 % intervals (t over the seeds).
#
#   docs/results/summarize.sh FILE.jsonl
printf '| environment | method | seeds | before adaptation | after adaptation | best seed | worst seed |\n'
printf '|---|---|---|---|---|---|---|\n'
sed -n 's/^{"env":"\([^"]*\)","algorithm":"\([^"]*\)".*"innerSteps":0,"mean":\([^,}]*\).*"innerSteps":1,"mean":\([^,}]*\).*/\1 \2 \3 \4/p' "$@" |
    LC_ALL=C sort -s -k1,2 | LC_ALL=C awk '
        BEGIN { split("12.706 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228 2.201 2.179 2.160 2.145 2.131", t, " ") }
        function interval(sum, squares, n,    mean, width) {
            mean = sum / n
            if (n < 2) return sprintf("%.2f", mean)
            width = n - 1 in t ? t[n - 1] : 1.96
            width *= sqrt((squares - n * mean * mean > 0 ? squares - n * mean * mean : 0) / (n - 1) / n)
            return sprintf("%.2f [%.2f, %.2f]", mean, mean - width, mean + width)
        }
        function row() {
            if (n) printf "| %s | %s | %d | %s | %s | %.2f | %.2f |\n", env, method, n, interval(a, aa, n), interval(b, bb, n), high, low
        }
        $1 != env || $2 != method { row(); env = $1; method = $2; n = a = aa = b = bb = 0 }
        { if (!n || $4 > high) high = $4; if (!n || $4 < low) low = $4
          n++; a += $3; aa += $3 * $3; b += $4; bb += $4 * $4 }
        END { row() }'
