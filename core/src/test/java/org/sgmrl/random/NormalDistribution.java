package org.sgmrl.random;

/// The standard normal distribution function for tests, written from two classical expansions that share
/// nothing with the code under test; absolute error below 10⁻¹⁵, relative error of the tails below 10⁻¹³.
final class NormalDistribution {
    private NormalDistribution() {}

    /// Φ(z).
    static double probability(double z) {
        return z < 0 ? upperTail(-z) : 1 - upperTail(z);
    }

    /// 1 − Φ(z) for z ≥ 0.
    static double upperTail(double z) {
        double density = StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI);
        if (z < 3) {
            // Φ(z) − ½ = φ(z)·(z + z³/3 + z⁵/(3·5) + …)
            double term = z;
            double sum = z;
            for (int i = 3; term > 1e-18 * sum; i += 2) {
                term *= z * z / i;
                sum += term;
            }
            return 0.5 - density * sum;
        }
        // Laplace's continued fraction 1/(z + 1/(z + 2/(z + 3/(z + …))))
        double fraction = z;
        for (int i = 400; i >= 1; i--) {
            fraction = z + i / fraction;
        }
        return density / fraction;
    }
}
