package org.sgmrl.training;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;

/// What the estimates of an iteration have in common beside the parameters: the same for every task.
///
/// @param number iterations done before, part of every random key
/// @param scoreTermFactor s in [0, 1]: what score terms are multiplied with
///     ([org.sgmrl.estimator.TaskGradientEstimator])
public record Iteration(int number, double scoreTermFactor) implements Serializable {
    /// Checks both.
    public Iteration {
        Arguments.require(number >= 0, "number", number, "be at least 0");
        Arguments.require(
                scoreTermFactor >= 0 && scoreTermFactor <= 1, "scoreTermFactor", scoreTermFactor, "be in [0, 1]");
    }

    /// An iteration with whole score terms.
    ///
    /// @param number iterations done before
    /// @return the iteration
    public static Iteration whole(int number) {
        return new Iteration(number, 1);
    }
}
