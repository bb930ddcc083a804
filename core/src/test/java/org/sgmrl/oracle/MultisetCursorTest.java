package org.sgmrl.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MultisetCursorTest {
    @ParameterizedTest
    @CsvSource({"1,1,1", "1,5,1", "3,1,3", "4,2,10", "5,3,35", "3,6,28", "2,4,5"})
    void everyMultisetIsVisitedOnceAndProbabilitiesSumToOne(int n, int size, int expected) {
        double[] p = new double[n];
        double sum = n * (n + 1) / 2.0;
        for (int i = 0; i < n; i++) {
            p[i] = (i + 1) / sum;
        }
        assertThat(MultisetCursor.count(n, size)).isEqualTo(expected);
        MultisetCursor walker = new MultisetCursor(n, size);
        MultisetCursor seeker = new MultisetCursor(n, size);
        Set<String> seen = new LinkedHashSet<>();
        double total = 0;
        walker.seek(0);
        for (int rank = 0; rank < expected; rank++) {
            if (rank > 0) {
                walker.next();
            }
            seeker.seek(rank);
            assertThat(walker.element).containsExactly(seeker.element).isSorted();
            seen.add(Arrays.toString(walker.element));
            total += walker.probability(p);
        }
        assertThat(seen).hasSize(expected);
        assertThat(total).isCloseTo(1, within(1e-14));
    }
}
