package org.sgmrl.estimator;

import java.util.Arrays;
import org.sgmrl.argument.Arguments;

/// Keeps the noise of the score term within that of the rest of the gradient: coefficients λ k with
///
///     λ = min(1, κ √(m_b / m_s)),   m_b, m_s = means of ‖b_i‖² and ‖k_i s_i‖² over the tasks of earlier iterations
///
/// where a task's share is b_i + k_i s_i. A single task's share is nearly all noise, so its square stands for that. Earlier
/// iterations count with 0.9 for each that has passed since, and the first iteration, before which there are none, has λ = 0.
/// As λ does not depend on the data of its own iteration, the gradient's expectation is (1 − λ) times that without a score term and
/// λ times that with it, for every κ.
///
/// The memory is m_b and m_s, and then that of the coefficients.
final class NoiseLimit implements SplitCoefficients {
    private static final double KEPT = 0.9;
    private static final int NUMBERS = 2;

    private final double limit;
    private final SplitCoefficients coefficients;
    private double base;
    private double score;

    /// A limit without memory yet.
    ///
    /// @param limit κ, more than 0
    /// @param coefficients k
    NoiseLimit(double limit, SplitCoefficients coefficients) {
        this.limit = limit;
        this.coefficients = coefficients;
    }

    @Override
    public double scoreTermFactor() {
        return score == 0 ? 0 : Math.min(1, limit * Math.sqrt(base / score));
    }

    @Override
    public TaskWeights weights(double[][] taskParameters) {
        return coefficients.weights(taskParameters);
    }

    @Override
    public void factors(TaskStatistics[] tasks, double[] factors) {
        coefficients.factors(tasks, factors);
        double factor = scoreTermFactor();
        factors[0] *= factor;
        factors[1] *= factor;
    }

    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public void learn(TaskStatistics[] tasks, double[][] taskParameters) {
        double[] k = new double[tasks.length];
        coefficients.coefficients(tasks, taskParameters, k);
        double bases = 0;
        double scores = 0;
        for (int i = 0; i < tasks.length; i++) {
            double b = tasks[i].baseNorm();
            double s = k[i] * tasks[i].scoreNorm();
            bases += b * b / tasks.length;
            scores += s * s / tasks.length;
        }
        // Squares overflow long before a gradient does.
        if (Double.isFinite(bases + scores)) {
            boolean first = base == 0 && score == 0;
            base = first ? bases : KEPT * base + (1 - KEPT) * bases;
            score = first ? scores : KEPT * score + (1 - KEPT) * scores;
        }
        coefficients.learn(tasks, taskParameters);
    }

    @Override
    public double[] state() {
        double[] inner = coefficients.state();
        double[] state = new double[NUMBERS + inner.length];
        state[0] = base;
        state[1] = score;
        System.arraycopy(inner, 0, state, NUMBERS, inner.length);
        return state;
    }

    @Override
    public void restore(double[] state) {
        Arguments.require(
                state.length >= NUMBERS && state[0] >= 0 && state[1] >= 0,
                "state",
                Arrays.toString(state),
                "begin with two numbers of at least 0");
        coefficients.restore(Arrays.copyOfRange(state, NUMBERS, state.length));
        base = state[0];
        score = state[1];
    }
}
