package org.sgmrl.testing;

import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Small vector arithmetic; every result is a new array.
public final class Vectors {
    private Vectors() {}

    /// A stream for a test, named by a number.
    public static RandomStream stream(int number) {
        return RandomStream.of(20_261_122, StreamDomain.DEMONSTRATION, number, 0, 0, 0, StreamPurpose.PROBLEM);
    }

    public static double[] gaussian(RandomStream random, int count) {
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = random.nextGaussian();
        }
        return out;
    }

    public static double[] unit(RandomStream random, int count) {
        double[] v = gaussian(random, count);
        return combine(1 / norm(v), v, 0, v);
    }

    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    public static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /// α a + β b.
    public static double[] combine(double alpha, double[] a, double beta, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = alpha * a[i] + beta * b[i];
        }
        return out;
    }

    public static double[] minus(double[] a, double[] b) {
        return combine(1, a, -1, b);
    }

    public static double distance(double[] a, double[] b) {
        return norm(minus(a, b));
    }
}
