package org.sgmrl.planar;

/// Sine and cosine with the same bits on every processor: unlike `Math.sin`, which the virtual machine may replace by
/// other code, these are plain operations, and [SimdStepper] performs the same ones on vectors.
///
/// The argument is brought into [−π/4, π/4] by subtracting n π/2, where π/2 is the sum of three doubles; the first
/// subtraction is exact because it is fused. Both polynomials were fitted for this project by the Remez algorithm in 60
/// digits: relative error of the sine 3.4e-18, error of the cosine 4.7e-20, before rounding. With rounding errors are
/// below 1.6 units in the last place.
final class SinCos {
    static final double TWO_OVER_PI = 0.6366197723675814;
    static final double NEGATIVE_HALF_PI_1 = -1.5707963267948966;
    static final double NEGATIVE_HALF_PI_2 = -6.123233995736766e-17;
    static final double NEGATIVE_HALF_PI_3 = 1.4973849048591698e-33;

    /// Adding it rounds a number of magnitude below 2⁵¹ to an integer, whose last bits stand in the last bits of the
    /// sum.
    static final double ROUNDER = 0x1.8p52;

    static final double S1 = -0.16666666666666632;
    static final double S2 = 0.008333333333322413;
    static final double S3 = -0.0001984126982980783;
    static final double S4 = 2.7557313691920477e-06;
    static final double S5 = -2.50507581150722e-08;
    static final double S6 = 1.5896795616091106e-10;

    static final double C1 = 0.0416666666666666;
    static final double C2 = -0.0013888888888874125;
    static final double C3 = 2.480158728948215e-05;
    static final double C4 = -2.755731435231791e-07;
    static final double C5 = 2.0875723270715568e-09;
    static final double C6 = -1.1359647654546747e-11;

    private SinCos() {}

    /// Computes both.
    ///
    /// @param x angle in rad; beyond 1e9 the error grows, and what is not finite gives NaN
    /// @param sines receives the sine at `index`
    /// @param cosines receives the cosine at `index`
    static void of(double x, double[] sines, double[] cosines, int index) {
        double shifted = Math.fma(x, TWO_OVER_PI, ROUNDER);
        double n = shifted - ROUNDER;
        long quadrant = Double.doubleToRawLongBits(shifted);
        double r = Math.fma(n, NEGATIVE_HALF_PI_1, x);
        r = Math.fma(n, NEGATIVE_HALF_PI_2, r);
        r = Math.fma(n, NEGATIVE_HALF_PI_3, r);
        double z = r * r;
        double p = Math.fma(S6, z, S5);
        p = Math.fma(p, z, S4);
        p = Math.fma(p, z, S3);
        p = Math.fma(p, z, S2);
        p = Math.fma(p, z, S1);
        double sine = Math.fma(p * z, r, r);
        double c = Math.fma(C6, z, C5);
        c = Math.fma(c, z, C4);
        c = Math.fma(c, z, C3);
        c = Math.fma(c, z, C2);
        c = Math.fma(c, z, C1);
        double cosine = Math.fma(c * z, z, Math.fma(z, -0.5, 1));
        boolean swap = (quadrant & 1) != 0;
        double s = swap ? cosine : sine;
        double t = swap ? sine : cosine;
        // The sign bits are those of the quadrant: sine below the axis in 2 and 3, cosine left of it in 1 and 2.
        sines[index] = Double.longBitsToDouble(Double.doubleToRawLongBits(s) ^ ((quadrant << 62) & Long.MIN_VALUE));
        cosines[index] =
                Double.longBitsToDouble(Double.doubleToRawLongBits(t) ^ (((quadrant + 1) << 62) & Long.MIN_VALUE));
    }
}
