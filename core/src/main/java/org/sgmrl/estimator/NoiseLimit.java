package org.sgmrl.estimator;

import java.util.Arrays;
import org.sgmrl.argument.Arguments;

/// Keeps the noise of the score term within that of the rest of the gradient, by a factor for who estimates:
///
///     λ = min(1, κ √(m_b / m_s)),   m_b, m_s = means of ‖b_i‖² and ‖k_i s_i‖² over tasks of earlier iterations
///
/// where a task's share is b_i + λ k_i s_i. A single task's share is nearly all noise, so its square stands for that. Tasks count whose scores are known by
/// themselves: of scores that ride in a product the first one's ([TaskGradientEstimator#ridesAlong]). An iteration counts 0.9 times the one after it, and
/// the first, before which there are none, has λ = 1. As λ does not depend on the data of its own iteration, the gradient's
/// expectation is that of [TaskGradientEstimator] with λ for s: with one inner step (1 − λ) times that without a score term and λ times that with it.
/// While the term grows as well, the limit is on what the ramp leaves of it.
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
        return score == 0 ? 1 : Math.min(1, limit * Math.sqrt(base / score));
    }

    @Override
    public TaskWeights weights(double[][] taskParameters) {
        return coefficients.weights(taskParameters);
    }

    @Override
    public void factors(TaskStatistics[] tasks, double[] factors) {
        coefficients.factors(tasks, factors);
    }

    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public void learn(TaskStatistics[] tasks, double[][] taskParameters) {
        double[] k = new double[tasks.length];
        coefficients.coefficients(tasks, taskParameters, k);
        double factor = scoreTermFactor();
        int known = 0;
        double bases = 0;
        double scores = 0;
        for (int i = 0; i < tasks.length; i++) {
            if (tasks[i].scoreNorm() > 0) {
                double b = tasks[i].baseNorm();
                double s = k[i] * tasks[i].scoreNorm() / factor;
                bases += b * b;
                scores += s * s;
                known++;
            }
        }
        // Squares overflow long before a gradient does; and a factor of 0 would stay for ever.
        if (bases > 0 && scores > 0 && Double.isFinite(bases + scores)) {
            double kept = score == 0 ? 0 : KEPT;
            base = kept * base + (1 - kept) * bases / known;
            score = kept * score + (1 - kept) * scores / known;
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
                state.length >= NUMBERS
                        && state[0] >= 0
                        && state[1] >= 0
                        && (state[0] == 0) == (state[1] == 0)
                        && Double.isFinite(state[0] + state[1]),
                "state",
                Arrays.toString(state),
                "begin with two finite positive numbers, or two zeros");
        coefficients.restore(Arrays.copyOfRange(state, NUMBERS, state.length));
        base = state[0];
        score = state[1];
    }
}
