package org.sgmrl.testing;

/// Tail probabilities of test statistics: the p-values that tests compare with the false-alarm rate they
/// state.
public final class Tails {
    private Tails() {}

    /// P(|Z| > z) for a standard normal Z: the chi-square law with one degree of freedom at z².
    public static double normalTwoSided(double z) {
        return chiSquare(z * z, 1);
    }

    /// P(X > x) for a chi-square variable with `degrees` degrees of freedom: the upper regularised
    /// incomplete gamma function Q(degrees/2, x/2), by its series below the mean and by Lentz's continued
    /// fraction above.
    public static double chiSquare(double x, int degrees) {
        double a = degrees / 2.0;
        double y = x / 2;
        if (y <= 0) {
            return 1;
        }
        double front = Math.exp(a * Math.log(y) - y - logGamma(degrees));
        if (y < a + 1) {
            double term = 1 / a;
            double sum = term;
            for (int k = 1; k < 10_000 && term > 1e-17 * sum; k++) {
                term *= y / (a + k);
                sum += term;
            }
            return 1 - front * sum;
        }
        double b = y + 1 - a;
        double c = 1e300;
        double d = 1 / b;
        double fraction = d;
        for (int k = 1; k < 10_000; k++) {
            double numerator = -k * (k - a);
            b += 2;
            d = 1 / (numerator * d + b);
            c = b + numerator / c;
            fraction *= d * c;
            if (Math.abs(d * c - 1) < 1e-15) {
                break;
            }
        }
        return front * fraction;
    }

    /// P(D > distance) at most, for the distance between the empirical distribution function of `count`
    /// independent draws and the true one: 2 exp(-2 n D²) (Dvoretzky, Kiefer, Wolfowitz; constant of
    /// Massart 1990).
    public static double kolmogorovSmirnov(double distance, int count) {
        return Math.min(1, 2 * Math.exp(-2.0 * count * distance * distance));
    }

    /// p-value of Pearson's test that `counts` were drawn with `probabilities`; cells of probability 0 must
    /// be empty.
    public static double pearson(long[] counts, double[] probabilities) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        double statistic = 0;
        int cells = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = total * probabilities[i];
            if (expected == 0) {
                if (counts[i] > 0) {
                    return 0;
                }
            } else {
                double difference = counts[i] - expected;
                statistic += difference * difference / expected;
                cells++;
            }
        }
        return cells < 2 ? 1 : chiSquare(statistic, cells - 1);
    }

    /// log Γ(degrees/2) by the recursion from Γ(1) = 1 and Γ(1/2) = √π.
    private static double logGamma(int degrees) {
        double value = degrees % 2 == 0 ? 0 : 0.5 * Math.log(Math.PI);
        for (int k = degrees % 2 == 0 ? 2 : 1; k < degrees; k += 2) {
            value += Math.log(k / 2.0);
        }
        return value;
    }
}
