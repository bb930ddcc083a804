package org.sgmrl.oracle;

/// Walks over the multisets of `size` elements of {0, …, n−1} in lexicographic order of their ascending
/// sequences.
///
/// A batch of D independent draws is a multiset with probability D!/Π m_j! · Π p_j^{m_j}.
final class MultisetCursor {
    private final int n;
    private final int size;
    /// The current multiset, ascending.
    final int[] element;

    MultisetCursor(int n, int size) {
        this.n = n;
        this.size = size;
        this.element = new int[size];
    }

    /// The number of multisets, (n+size−1 choose size); exact below 2⁵³.
    static double count(int n, int size) {
        int k = Math.min(size, n - 1);
        double total = n + (double) size - 1;
        double count = 1;
        for (int i = 1; i <= k && Double.isFinite(count); i++) {
            // Each partial product is itself a binomial coefficient, so the division is exact while the numbers are.
            count = count * (total - k + i) / i;
        }
        return count;
    }

    /// Goes to the multiset number `rank`, from 0.
    void seek(long rank) {
        long rest = rank;
        int low = 0;
        for (int p = 0; p < size; p++) {
            int free = size - 1 - p;
            long below = (long) count(n - low, free);
            while (rest >= below) {
                rest -= below;
                low++;
                below = (long) count(n - low, free);
            }
            element[p] = low;
        }
    }

    /// Goes to the next multiset; the last one is followed by an unspecified state.
    void next() {
        int p = size - 1;
        while (p > 0 && element[p] == n - 1) {
            p--;
        }
        int value = element[p] + 1;
        for (int i = p; i < size; i++) {
            element[i] = value;
        }
    }

    /// The probability of the current multiset when element j has probability `p[j]`.
    double probability(double[] p) {
        double probability = 1;
        int run = 0;
        for (int i = 0; i < size; i++) {
            run = i > 0 && element[i] == element[i - 1] ? run + 1 : 1;
            probability *= p[element[i]] * (i + 1) / run;
        }
        return probability;
    }
}
