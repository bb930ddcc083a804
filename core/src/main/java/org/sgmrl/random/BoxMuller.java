package org.sgmrl.random;

/// Box–Muller in float arithmetic from two random words, without a branch: z = √(−ln u)·(√2 cos φ, √2 sin
/// φ).
///
/// The methods fix the *sequence of operations*: sums, products, fused multiply-adds and square roots round
/// alike on every processor, so [SimdStreamKernel] repeats them lane by lane to the same bits. Polynomials
/// are evaluated in pairs of terms (Estrin), since the length of the chain of operations decides the speed.
///
/// Resolution. u takes all values (w + ½)/2³², so |z| reaches 6.76. Near u = 1, where a float has no digits
/// left for 1 − u, the rounding error of u is carried on, so that small radii are as fine as large ones. φ
/// takes 2³² values on the circle, none of them on an axis, so no normal is zero.
///
/// Polynomial coefficients: interpolation at the Chebyshev nodes, in 60-digit arithmetic, rounded to float.
final class BoxMuller {
    /// The float next to √½: mantissas are taken from [√½, √2).
    static final int SQRT_HALF_BITS = 0x3F3504F3;

    static final int FRACTION_BITS = 0x007FFFFF;

    static final int ONE_BITS = 0x3F800000;

    static final float LN2 = 0x1.62e43p-1f;

    /// (−ln(1−f) − f)/f² for f in (1 − √2, 1 − √½]; −ln(1−f) then has a relative error of 6·10⁻⁸.
    static final float Q0 = 0x1.fffffep-2f;

    static final float Q1 = 0x1.555638p-2f;
    static final float Q2 = 0x1.000302p-2f;
    static final float Q3 = 0x1.99071p-3f;
    static final float Q4 = 0x1.53bb74p-3f;
    static final float Q5 = 0x1.2fd102p-3f;
    static final float Q6 = 0x1.21fd54p-3f;
    static final float Q7 = 0x1.67ed28p-4f;

    /// √2 sin(πx/4)/x as a polynomial of x² for x in [−1, 1]; relative error 3·10⁻⁸.
    static final float S0 = 0x1.1c5832p0f;

    static final float S1 = -0x1.d3ba3ep-4f;
    static final float S2 = 0x1.cd8eap-9f;
    static final float S3 = -0x1.aa8932p-15f;

    /// √2 cos(πx/4) as a polynomial of x² for x in [−1, 1]; relative error 5·10⁻⁸.
    static final float C0 = 0x1.6a09e6p0f;

    static final float C1 = -0x1.bea562p-2f;
    static final float C2 = 0x1.6f3ffep-6f;
    static final float C3 = -0x1.d8dde2p-12f;

    private BoxMuller() {}

    /// √(−ln u) with u = (w + ½)/2³².
    ///
    /// @param word w, an unsigned integer
    /// @return the radius, divided by √2
    static float radius(int word) {
        // As a signed integer the word gives v = u or v = u − 1, whichever is nearer to 0.
        float v = Math.fma((float) word, 0x1p-32f, 0x1p-33f);
        float whole = Float.intBitsToFloat((word >> 31) & ONE_BITS);
        float u = whole + v;
        int scaled = Float.floatToRawIntBits(u) - SQRT_HALF_BITS;
        float exponent = scaled >> 23;
        float mantissa = Float.intBitsToFloat((scaled & FRACTION_BITS) + SQRT_HALF_BITS);
        // The last term is the rounding error of u; it only matters where the mantissa is u itself.
        float f = (1f - mantissa) + ((u - whole) - v);
        float f2 = f * f;
        float q01 = Math.fma(f, Q1, Q0);
        float q23 = Math.fma(f, Q3, Q2);
        float q45 = Math.fma(f, Q5, Q4);
        float q67 = Math.fma(f, Q7, Q6);
        float q = Math.fma(Math.fma(q67, f2, q45), f2 * f2, Math.fma(q23, f2, q01));
        return (float) Math.sqrt(Math.fma(exponent, -LN2, Math.fma(q, f2, f)));
    }

    /// √2 times the first coordinate of the point on the unit circle that belongs to a word.
    ///
    /// Bits 0 to 30 give an angle in (−π/4, π/4), an odd bit 0 mirrors the point left to right, and bit 31
    /// exchanges the coordinates. On each of the four arcs the points are equally spaced.
    ///
    /// @param word the angle
    /// @return the coordinate, in (−√2, √2)
    static float first(int word) {
        int cosine = cosineBits(word);
        return Float.intBitsToFloat(cosine ^ ((cosine ^ sineBits(word)) & (word >> 31)));
    }

    /// √2 times the second coordinate of the point whose first is [#first].
    ///
    /// @param word the angle
    /// @return the coordinate, in (−√2, √2)
    static float second(int word) {
        int sine = sineBits(word);
        return Float.intBitsToFloat(sine ^ ((cosineBits(word) ^ sine) & (word >> 31)));
    }

    /// The angle in units of π/4, in [−1, 1]; the added half step keeps it off zero.
    private static float eighths(int word) {
        return Math.fma((float) (word << 1), 0x1p-31f, 0x1p-31f);
    }

    private static int sineBits(int word) {
        float x = eighths(word);
        float y = x * x;
        float p = Math.fma(Math.fma(y, S3, S2), y * y, Math.fma(y, S1, S0));
        return Float.floatToRawIntBits(p * x);
    }

    private static int cosineBits(int word) {
        float x = eighths(word);
        float y = x * x;
        float p = Math.fma(Math.fma(y, C3, C2), y * y, Math.fma(y, C1, C0));
        return Float.floatToRawIntBits(p) ^ (word << 31);
    }
}
