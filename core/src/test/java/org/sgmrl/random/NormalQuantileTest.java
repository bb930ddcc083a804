package org.sgmrl.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalQuantileTest {
    @Test
    void givesTheValuesPublishedWithTheAlgorithm() {
        // Wichura (1988), the three cases of his accuracy check, one for each rational approximation.
        assertThat(NormalQuantile.of(0.25)).isCloseTo(-0.6744897501960817, within(2e-16));
        assertThat(NormalQuantile.of(0.001)).isCloseTo(-3.090232306167814, within(1e-15));
        assertThat(NormalQuantile.of(1e-20)).isCloseTo(-9.262340089798409, within(4e-15));
    }

    @Test
    void invertsTheDistributionFunction() {
        for (int i = 1; i < 3000; i++) {
            double z = -8.3 * i / 3000;
            double p = NormalDistribution.probability(z);
            // dp = φ dz and φ ≤ p (|z| + 1/|z| + …): a relative error e of p moves z by less than e.
            assertThat(NormalQuantile.of(p)).isCloseTo(z, within(2e-13));
        }
    }

    @Test
    void isOddAboutOneHalf() {
        for (int i = 1; i < 1024; i++) {
            double p = i / 2048.0;
            assertThat(NormalQuantile.of(1 - p)).isEqualTo(-NormalQuantile.of(p));
        }
        assertThat(NormalQuantile.of(0.5)).isZero();
    }
}
