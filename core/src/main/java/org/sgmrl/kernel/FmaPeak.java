package org.sgmrl.kernel;

/// Measures how many single-precision operations a second one core can do at most, by independent chains of
/// fused multiply-adds in registers: the yardstick for the kernels.
public final class FmaPeak {
    private static final int ITERATIONS = 2_000_000;

    private FmaPeak() {}

    /// One measurement, a few milliseconds long; the first ones are the JVM's warm-up.
    ///
    /// @return operations a second, a fused multiply-add counting as two
    public static double measure() {
        long start = System.nanoTime();
        double operations = VectorApi.available() ? SimdFma.run(ITERATIONS) : scalar(ITERATIONS);
        return operations / ((System.nanoTime() - start) * 1e-9);
    }

    private static double scalar(int iterations) {
        float a = 0;
        float b = 1;
        float c = 2;
        float d = 3;
        float e = 4;
        float f = 5;
        float g = 6;
        float h = 7;
        for (int i = 0; i < iterations; i++) {
            a = Math.fma(a, 0.999f, 0.001f);
            b = Math.fma(b, 0.999f, 0.001f);
            c = Math.fma(c, 0.999f, 0.001f);
            d = Math.fma(d, 0.999f, 0.001f);
            e = Math.fma(e, 0.999f, 0.001f);
            f = Math.fma(f, 0.999f, 0.001f);
            g = Math.fma(g, 0.999f, 0.001f);
            h = Math.fma(h, 0.999f, 0.001f);
        }
        // The sum is used, so that the loop is not removed; it is far from infinite.
        return Float.isFinite(a + b + c + d + e + f + g + h) ? 16.0 * iterations : Double.NaN;
    }
}
