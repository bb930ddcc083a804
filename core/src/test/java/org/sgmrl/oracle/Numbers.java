package org.sgmrl.oracle;

import java.util.function.ToDoubleFunction;

/// Small numerical tools for tests.
final class Numbers {
    private Numbers() {}

    static double norm(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }

    /// ‖x − y‖ / ‖y‖.
    static double relativeDistance(double[] x, double[] y) {
        double[] difference = x.clone();
        for (int i = 0; i < x.length; i++) {
            difference[i] -= y[i];
        }
        return norm(difference) / norm(y);
    }

    /// The gradient by central differences of sixth order: (45 δ₁ − 9 δ₂ + δ₃) / (60 h), δ_k = f(x+kh) −
    /// f(x−kh). With h = 0.01 the truncation error is about f⁽⁷⁾ · 1e-14 and the rounding error about
    /// 1e-14.
    static double[] finiteDifference(ToDoubleFunction<double[]> f, double[] x) {
        double h = 0.01;
        double[] weight = {45, -9, 1};
        double[] gradient = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 1; k <= 3; k++) {
                double[] up = x.clone();
                double[] down = x.clone();
                up[i] += k * h;
                down[i] -= k * h;
                gradient[i] += weight[k - 1] * (f.applyAsDouble(up) - f.applyAsDouble(down)) / (60 * h);
            }
        }
        return gradient;
    }
}
