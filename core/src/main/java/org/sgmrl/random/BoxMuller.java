package org.sgmrl.random;

/// Box–Muller in float arithmetic from two random words, without a branch: z = √(−2 ln u)·(cos φ, sin φ).
///
/// The methods fix the *sequence of operations*: sums, products, fused multiply-adds and square roots round
/// alike on every processor, so [SimdStreamKernel] repeats them lane by lane to the same bits.
///
/// Resolution. u = (w + ½)/2³² for all 2³² words w, so radii go from 1.5·10⁻⁵ to 6.77. Near u = 1, where a
/// float has no digits left for 1 − u, the logarithm is taken of 1 − t with t = 1 − u to 24 digits. φ has
/// 2³² values on the circle, none of them on an axis, so no normal is zero.
///
/// Polynomial coefficients: interpolation at the Chebyshev nodes, in 60-digit arithmetic, rounded to float.
final class BoxMuller {
    /// The float next to √½: mantissas are taken from [√½, √2).
    static final int SQRT_HALF_BITS = 0x3F3504F3;

    static final int ONE_BITS = 0x3F800000;

    static final float LN2 = 0x1.62e43p-1f;

    /// (ln(1+f) − f + f²/2)/f³ for f in [√½ − 1, √2 − 1]; ln(1+f) then has a relative error of 1.9·10⁻⁸.
    static final float L0 = 0x1.555554p-2f;

    static final float L1 = -0x1.0000cep-2f;
    static final float L2 = 0x1.999f14p-3f;
    static final float L3 = -0x1.54d03ep-3f;
    static final float L4 = 0x1.231ce6p-3f;
    static final float L5 = -0x1.0a33eap-3f;
    static final float L6 = 0x1.02814ep-3f;
    static final float L7 = -0x1.43b246p-4f;

    /// sin(πx/4)/x as a polynomial of x² for x in [−1, 1]; relative error 3.6·10⁻⁸.
    static final float S0 = 0x1.921fb6p-1f;

    static final float S1 = -0x1.4abbbap-4f;
    static final float S2 = 0x1.465ec4p-9f;
    static final float S3 = -0x1.2d9b4p-15f;

    /// (cos(πx/4) − 1)/x² as a polynomial of x² for x in [−1, 1]; relative error of the cosine 1.3·10⁻⁸.
    static final float C0 = -0x1.3bd3ccp-2f;

    static final float C1 = 0x1.03c1eap-6f;
    static final float C2 = -0x1.55cb98p-12f;
    static final float C3 = 0x1.db6492p-19f;

    private BoxMuller() {}

    /// √(−2 ln u) with u = (w + ½)/2³².
    ///
    /// @param word w, an unsigned integer
    /// @return the radius, in [1.5·10⁻⁵, 6.77]
    static float radius(int word) {
        int upper = word >> 31;
        // t = min(u, 1 − u); for u > ½ the complement of w counts from the other end.
        float t = Math.fma((float) (word ^ upper), 0x1p-32f, 0x1p-33f);
        float u = Math.abs(Float.intBitsToFloat(upper & ONE_BITS) - t);
        int bits = Float.floatToRawIntBits(u);
        int exponent = (bits - SQRT_HALF_BITS) >> 23;
        float rounded = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
        // For u > ½ the exponent is 0 or −1, so its complement is a mask.
        int exact = upper & ~exponent;
        float f = Float.intBitsToFloat(
                (Float.floatToRawIntBits(rounded) & ~exact) | (Float.floatToRawIntBits(-t) & exact));
        float p = Math.fma(L7, f, L6);
        p = Math.fma(p, f, L5);
        p = Math.fma(p, f, L4);
        p = Math.fma(p, f, L3);
        p = Math.fma(p, f, L2);
        p = Math.fma(p, f, L1);
        p = Math.fma(p, f, L0);
        p = Math.fma(p, f, -0.5f);
        float log = Math.fma(f * f, p, f);
        log = Math.fma((float) exponent, LN2, log);
        return (float) Math.sqrt(-2f * log);
    }

    /// The first coordinate of the point on the unit circle that belongs to a word.
    ///
    /// Bits 0 to 29 give an angle in (−π/4, π/4); bit 31 mirrors the point left to right, bit 30 then swaps
    /// the coordinates.
    ///
    /// @param word the angle
    /// @return the coordinate, in [−1, 1]
    static float first(int word) {
        int cosine = cosineBits(word);
        return Float.intBitsToFloat(cosine ^ ((cosine ^ sineBits(word)) & swap(word)));
    }

    /// The second coordinate of the point whose first is [#first].
    ///
    /// @param word the angle
    /// @return the coordinate, in [−1, 1]
    static float second(int word) {
        int sine = sineBits(word);
        return Float.intBitsToFloat(sine ^ ((cosineBits(word) ^ sine) & swap(word)));
    }

    private static int swap(int word) {
        return (word << 1) >> 31;
    }

    /// The angle in units of π/4, in [−1, 1]; the added half step keeps it off zero.
    private static float eighths(int word) {
        return (float) ((word << 2) | 2) * 0x1p-31f;
    }

    private static int sineBits(int word) {
        float x = eighths(word);
        float y = x * x;
        float p = Math.fma(S3, y, S2);
        p = Math.fma(p, y, S1);
        p = Math.fma(p, y, S0);
        return Float.floatToRawIntBits(p * x);
    }

    private static int cosineBits(int word) {
        float x = eighths(word);
        float y = x * x;
        float p = Math.fma(C3, y, C2);
        p = Math.fma(p, y, C1);
        p = Math.fma(p, y, C0);
        p = Math.fma(p, y, 1f);
        return Float.floatToRawIntBits(p) ^ (word & Integer.MIN_VALUE);
    }
}
