package org.sgmrl.estimator;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Vectors as bytes, bit by bit; of one that is all zero a byte says so.
final class PackedVector {
    private PackedVector() {}

    static int size(double[] values) {
        return 1 + (isZero(values) ? 0 : values.length * Double.BYTES);
    }

    static void write(double[] values, ByteBuffer buffer) {
        if (isZero(values)) {
            buffer.put((byte) 0);
        } else {
            buffer.put((byte) 1).asDoubleBuffer().put(values);
            buffer.position(buffer.position() + values.length * Double.BYTES);
        }
    }

    static void read(ByteBuffer buffer, double[] values) {
        if (buffer.get() == 0) {
            Arrays.fill(values, 0);
        } else {
            buffer.asDoubleBuffer().get(values);
            buffer.position(buffer.position() + values.length * Double.BYTES);
        }
    }

    /// Whether all bits are those of +0.
    private static boolean isZero(double[] values) {
        long bits = 0;
        for (double value : values) {
            bits |= Double.doubleToRawLongBits(value);
        }
        return bits == 0;
    }
}
