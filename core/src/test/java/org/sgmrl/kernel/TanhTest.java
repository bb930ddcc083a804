package org.sgmrl.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sgmrl.kernel.FloatMatrix.FIRST;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The kernels' tanh against StrictMath in double precision.
class TanhTest {
    private static final int CHUNK = 1 << 16;

    static Stream<FloatKernels> kernels() {
        return FloatKernelsTest.kernels();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tanhIsWithinFiveUnitsInTheLastPlace(FloatKernels kernels) {
        FloatMatrix x = kernels.matrix(1, CHUNK);
        double worst = 0;
        // Every 1009th float of [2^-40, 10): 1009 is prime, so all residues of the mantissa occur.
        int bits = Float.floatToRawIntBits(0x1p-40f);
        int end = Float.floatToRawIntBits(10f);
        while (bits < end) {
            int first = bits;
            for (int i = 0; i < CHUNK; i++) {
                x.data[FIRST + i] = Float.intBitsToFloat(first + 1009 * i);
            }
            kernels.tanh(1, x);
            for (int i = 0; i < CHUNK; i++) {
                float argument = Float.intBitsToFloat(first + 1009 * i);
                double exact = StrictMath.tanh(argument);
                // Just below 1 the spacing of floats is 2^-24.
                double unit = exact >= 0.5 ? 0x1p-24 : Math.ulp((float) exact);
                worst = Math.max(worst, Math.abs(x.data[FIRST + i] - exact) / unit);
            }
            bits += 1009 * CHUNK;
        }
        assertThat(worst).isLessThan(5);
        assertThat(worst).as("the measure itself sees rounding").isGreaterThan(0.5);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tanhNeverExceedsOneForAnyFloat(FloatKernels kernels) {
        FloatMatrix x = kernels.matrix(1, CHUNK);
        float largest = 0;
        // Below 4 an error of five units cannot reach 1; from there on every float is visited.
        int bits = Float.floatToRawIntBits(4f);
        int end = Float.floatToRawIntBits(9f);
        while (bits < end) {
            for (int i = 0; i < CHUNK; i++) {
                x.data[FIRST + i] = Float.intBitsToFloat(bits + i);
            }
            kernels.tanh(1, x);
            for (int i = 0; i < CHUNK; i++) {
                largest = Math.max(largest, x.data[FIRST + i]);
            }
            bits += CHUNK;
        }
        assertThat(largest).isEqualTo(1f);
        assertThat(1 - StrictMath.tanh(4)).isGreaterThan(5 * 0x1p-24);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tanhSaturatesKeepsZeroAndPassesNaN(FloatKernels kernels) {
        float[] arguments = {
            0f,
            -0f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            1e-20f,
            Tanh.LIMIT,
            Math.nextUp(Tanh.LIMIT)
        };
        float[] expected = {0f, -0f, 1f, -1f, Float.NaN, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-20f, 1f, 1f};
        FloatMatrix x = kernels.matrix(1, arguments.length);
        System.arraycopy(arguments, 0, x.data, FIRST, arguments.length);
        kernels.tanh(1, x);
        for (int i = 0; i < arguments.length; i++) {
            assertThat(Float.floatToIntBits(x.data[FIRST + i]))
                    .as("tanh(%s) = %s", arguments[i], x.data[FIRST + i])
                    .isEqualTo(Float.floatToIntBits(expected[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tanhIsOdd(FloatKernels kernels) {
        FloatMatrix x = kernels.matrix(1, CHUNK);
        FloatMatrix minusX = kernels.matrix(1, CHUNK);
        for (int i = 0; i < CHUNK; i++) {
            x.data[FIRST + i] = 1e-4f * i * (i % 7);
            minusX.data[FIRST + i] = -x.data[FIRST + i];
        }
        kernels.tanh(1, x);
        kernels.tanh(1, minusX);
        for (int i = 0; i < CHUNK; i++) {
            if (x.data[FIRST + i] != -minusX.data[FIRST + i]) {
                assertThat(x.data[FIRST + i]).as("element %d", i).isEqualTo(-minusX.data[FIRST + i]);
            }
        }
    }

    @Test
    void vectorAndPlainTanhGiveTheSameBits() {
        FloatKernels scalar = FloatKernels.scalar();
        FloatKernels simd = FloatKernels.fastest();
        FloatMatrix x = scalar.matrix(1, CHUNK);
        FloatMatrix y = simd.matrix(1, CHUNK);
        // A stride through all bit patterns, both signs, infinities and NaNs among them.
        for (int chunk = 0; chunk < 32; chunk++) {
            for (int i = 0; i < CHUNK; i++) {
                float argument = Float.intBitsToFloat((chunk * CHUNK + i) * 2039);
                x.data[FIRST + i] = argument;
                y.data[FIRST + i] = argument;
            }
            scalar.tanh(1, x);
            simd.tanh(1, y);
            for (int i = 0; i < CHUNK; i++) {
                int expected = Float.floatToIntBits(x.data[FIRST + i]);
                int actual = Float.floatToIntBits(y.data[FIRST + i]);
                if (actual != expected) {
                    assertThat(actual)
                            .as("tanh(%s)", Float.intBitsToFloat((chunk * CHUNK + i) * 2039))
                            .isEqualTo(expected);
                }
            }
        }
    }
}
