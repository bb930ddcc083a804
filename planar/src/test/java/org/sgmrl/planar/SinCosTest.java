package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;

/// Sine and cosine beside Taylor series in 60 digits.
final class SinCosTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal HALF_PI =
            new BigDecimal("1.57079632679489661923132169163975144209858469968755291048747229615390820314310449931");

    /// Units in the last place of the exact value. The largest error of 150,000 other arguments was 1.501.
    private static final double BOUND = 1.6;

    private final double[] sine = new double[1];
    private final double[] cosine = new double[1];

    @Test
    void errorsAreBelowTwoUnitsInTheLastPlace() {
        RandomStream random = States.stream(3);
        for (double scale : new double[] {1e-3, 0.8, 4, 100, 1e5}) {
            for (int i = 0; i < 400; i++) {
                check(random.nextDouble(-scale, scale));
            }
        }
    }

    @Test
    void multiplesOfAQuarterTurnAreNoWorse() {
        for (int k = -40; k <= 40; k++) {
            double x = k * (Math.PI / 4);
            check(x);
            check(Math.nextUp(x));
            check(Math.nextDown(x));
        }
    }

    @Test
    void whatIsNotFiniteGivesNaN() {
        for (double x : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            SinCos.of(x, sine, cosine, 0);
            assertThat(sine[0]).isNaN();
            assertThat(cosine[0]).isNaN();
        }
    }

    @Test
    void hugeArgumentsStayBounded() {
        for (double x : new double[] {1e8, -3e9, 1e10}) {
            SinCos.of(x, sine, cosine, 0);
            assertThat(Math.abs(sine[0])).isLessThanOrEqualTo(1);
            assertThat(Math.abs(sine[0] - StrictMath.sin(x))).isLessThan(1e-12);
            assertThat(Math.abs(cosine[0] - StrictMath.cos(x))).isLessThan(1e-12);
        }
    }

    private void check(double x) {
        SinCos.of(x, sine, cosine, 0);
        BigDecimal quarters = new BigDecimal(x).divide(HALF_PI, DIGITS).setScale(0, java.math.RoundingMode.HALF_EVEN);
        BigDecimal r = new BigDecimal(x).subtract(quarters.multiply(HALF_PI));
        int quadrant = quarters.intValueExact() & 3;
        BigDecimal s = series(r, r, 1);
        BigDecimal c = series(r, BigDecimal.ONE, 0);
        BigDecimal exactSine = (quadrant & 1) == 0 ? s : c;
        BigDecimal exactCosine = (quadrant & 1) == 0 ? c : s;
        error(x, sine[0], quadrant >= 2 ? exactSine.negate() : exactSine);
        error(x, cosine[0], quadrant == 1 || quadrant == 2 ? exactCosine.negate() : exactCosine);
    }

    private static BigDecimal series(BigDecimal r, BigDecimal first, int power) {
        BigDecimal square = r.multiply(r, DIGITS).negate();
        BigDecimal term = first;
        BigDecimal sum = first;
        for (int k = power + 1; k < 40; k += 2) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf((long) k * (k + 1)), DIGITS);
            sum = sum.add(term);
        }
        return sum;
    }

    private static void error(double x, double actual, BigDecimal exact) {
        double ulp = Math.ulp(exact.doubleValue());
        double error = new BigDecimal(actual).subtract(exact).abs().doubleValue() / ulp;
        assertThat(error).as("argument %s", x).isLessThan(BOUND);
    }
}
