package org.sgmrl.estimator;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;

/// What a task's scores are multiplied with before they are summed: numbers p, and where needed q, that are known where the
/// task is computed. The coefficients of a meta-batch are k = f p + g q, with f and g from all tasks
/// ([SplitCoefficients]), so that
///
///     Σ k_i u_i = f Σ p_i u_i + g Σ q_i u_i
///
/// and the sums can be made anywhere, before anybody knows the returns of all tasks.
public sealed interface TaskWeights extends Serializable {
    /// Sums of scores: none, that with p, or that with q too.
    ///
    /// @return 0, 1 or 2
    int sums();

    /// The number p.
    ///
    /// @param task what was seen of the task
    /// @param index its number in the meta-batch
    /// @return p
    double first(TaskStatistics task, int index);

    /// The number q.
    ///
    /// @param task what was seen of the task
    /// @param index its number in the meta-batch
    /// @return q; 0 where there is none
    default double second(TaskStatistics task, int index) {
        return 0;
    }

    /// There are no scores.
    record None() implements TaskWeights {
        @Override
        public int sums() {
            return 0;
        }

        @Override
        public double first(TaskStatistics task, int index) {
            return 0;
        }
    }

    /// p = 1: scores have got their coefficients on the way.
    record One() implements TaskWeights {
        @Override
        public int sums() {
            return 1;
        }

        @Override
        public double first(TaskStatistics task, int index) {
            return 1;
        }
    }

    /// p_i is given.
    ///
    /// @param values p, `[tasks]`, not a copy
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Given(double[] values) implements TaskWeights {
        /// Refuses what is missing.
        public Given {
            Arguments.given("values", values);
        }

        @Override
        public int sums() {
            return 1;
        }

        @Override
        public double first(TaskStatistics task, int index) {
            return values[index];
        }
    }

    /// p_i = c_i (J̃_i − b_i) with a b that is known before the iteration.
    ///
    /// @param baselines b, `[tasks]`, not a copy; empty for b = 0
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ReturnLess(double[] baselines) implements TaskWeights {
        /// Refuses what is missing.
        public ReturnLess {
            Arguments.given("baselines", baselines);
        }

        @Override
        public int sums() {
            return 1;
        }

        @Override
        public double first(TaskStatistics task, int index) {
            return task.outerScale * (task.outerReturn - (baselines.length == 0 ? 0 : baselines[index]));
        }
    }

    /// p = c J̃, q = c: for a b that all tasks have a part in.
    record ReturnAndScale() implements TaskWeights {
        @Override
        public int sums() {
            return 2;
        }

        @Override
        public double first(TaskStatistics task, int index) {
            return task.outerScale * task.outerReturn;
        }

        @Override
        public double second(TaskStatistics task, int index) {
            return task.outerScale;
        }
    }

    /// p = mean reward of the outer batch, q = 1: for rewards that are standardised over all tasks.
    record RewardAndOne() implements TaskWeights {
        @Override
        public int sums() {
            return 2;
        }

        @Override
        public double first(TaskStatistics task, int index) {
            return task.outerRewardMean;
        }

        @Override
        public double second(TaskStatistics task, int index) {
            return 1;
        }
    }
}
