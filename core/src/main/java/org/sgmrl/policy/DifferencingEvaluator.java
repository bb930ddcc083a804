package org.sgmrl.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sgmrl.random.RandomStream;

/// Makes of gradients what a [PolicyEvaluator] has beyond them; see [PolicyEvaluator#differencing].
final class DifferencingEvaluator implements PolicyEvaluator {
    private final GradientEvaluator inner;
    private final double relativeStep;
    private final double[] theta;
    private final double[] shifted;
    private final double[] ahead;
    private final double[] behind;
    /// All zero but for the row at hand; grows with the largest batch.
    private double[] chosen = {};

    DifferencingEvaluator(GradientEvaluator inner, int parameterCount, double gradientError) {
        this.inner = inner;
        this.relativeStep = StrictMath.cbrt(gradientError);
        this.theta = new double[parameterCount];
        this.shifted = new double[parameterCount];
        this.ahead = new double[parameterCount];
        this.behind = new double[parameterCount];
    }

    @Override
    public void setParameters(double[] parameters) {
        System.arraycopy(parameters, 0, theta, 0, theta.length);
        inner.setParameters(parameters);
    }

    @Override
    public int noiseSize() {
        return inner.noiseSize();
    }

    @Override
    public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
        inner.drawNoise(random, actions, out, offset);
    }

    @Override
    public void act(int rows, double[] observations, double[] noise, double[] actions) {
        inner.act(rows, observations, noise, actions);
    }

    @Override
    public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
        inner.logProbability(batch, from, to, out);
    }

    @Override
    public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
        inner.gradient(batch, from, to, weights, out);
    }

    @Override
    public void scoresAlong(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
        if (chosen.length < to) {
            chosen = new double[batch.capacity()];
        }
        for (int n = from; n < to; n++) {
            Arrays.fill(ahead, 0);
            chosen[n] = 1;
            inner.gradient(batch, n, n + 1, chosen, ahead);
            chosen[n] = 0;
            double along = 0;
            for (int j = 0; j < ahead.length; j++) {
                along += ahead[j] * direction[j];
            }
            out[n] = along;
        }
    }

    @Override
    public void hessianVectorProduct(
            DecisionBatch batch,
            int from,
            int to,
            double[] weights,
            double[] direction,
            double @Nullable [] scoreWeights,
            double[] out) {
        double length = largest(direction);
        if (!Double.isFinite(length)) {
            // No parameters to evaluate at; whoever takes the product finds out by it.
            Arrays.fill(out, Double.NaN);
            return;
        }
        if (length > 0) {
            double step = relativeStep * Math.max(1, largest(theta)) / length;
            gradientAt(step, direction, batch, from, to, weights, ahead);
            gradientAt(-step, direction, batch, from, to, weights, behind);
            inner.setParameters(theta);
            for (int j = 0; j < out.length; j++) {
                out[j] += (ahead[j] - behind[j]) / (2 * step);
            }
        }
        if (scoreWeights != null) {
            inner.gradient(batch, from, to, scoreWeights, out);
        }
    }

    private void gradientAt(
            double step, double[] direction, DecisionBatch batch, int from, int to, double[] weights, double[] out) {
        for (int j = 0; j < theta.length; j++) {
            shifted[j] = theta[j] + step * direction[j];
        }
        inner.setParameters(shifted);
        Arrays.fill(out, 0);
        inner.gradient(batch, from, to, weights, out);
    }

    /// The largest magnitude; NaN if any number is.
    private static double largest(double[] x) {
        double largest = 0;
        for (double value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
