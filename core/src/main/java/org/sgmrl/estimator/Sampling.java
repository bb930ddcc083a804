package org.sgmrl.estimator;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;

/// What is sampled for one task.
///
/// @param innerTrajectories D_in, trajectories of each inner batch
/// @param outerTrajectories D_o, trajectories of the outer batch
/// @param horizon most steps of a trajectory (H + 1 in the paper's count)
/// @param discount γ
public record Sampling(int innerTrajectories, int outerTrajectories, int horizon, double discount)
        implements Serializable {
    /// Checks every value.
    public Sampling {
        Arguments.positive("inner-trajectories", innerTrajectories);
        Arguments.positive("outer-trajectories", outerTrajectories);
        Arguments.positive("horizon", horizon);
        Arguments.require(discount >= 0 && discount <= 1, "discount", discount, "be in [0, 1]");
        requireRows(Math.max(innerTrajectories, outerTrajectories), horizon);
    }

    private static void requireRows(long trajectories, int horizon) {
        long rows = trajectories * horizon;
        Arguments.require(
                rows <= 50_000_000,
                "trajectories × horizon",
                rows,
                "be at most 50000000, or a batch does not fit in memory");
    }

    /// Most rows that a batch can have.
    int maxRows() {
        return Math.max(innerTrajectories, outerTrajectories) * horizon;
    }

    /// What a task has of inner and outer batches as one outer batch.
    ///
    /// @param innerSteps ζ, the number of inner batches
    /// @return the rest as it is
    /// @throws IllegalArgumentException if such a batch does not fit in memory
    Sampling inOneBatch(int innerSteps) {
        long all = (long) innerSteps * innerTrajectories + outerTrajectories;
        requireRows(all, horizon);
        return withOuterTrajectories((int) all);
    }

    /// With another size of inner batches.
    ///
    /// @param changed D_in
    /// @return the rest as it is
    public Sampling withInnerTrajectories(int changed) {
        return new Sampling(changed, outerTrajectories, horizon, discount);
    }

    /// With another size of the outer batch.
    ///
    /// @param changed D_o
    /// @return the rest as it is
    public Sampling withOuterTrajectories(int changed) {
        return new Sampling(innerTrajectories, changed, horizon, discount);
    }

    /// With another horizon.
    ///
    /// @param changed most steps of a trajectory
    /// @return the rest as it is
    public Sampling withHorizon(int changed) {
        return new Sampling(innerTrajectories, outerTrajectories, changed, discount);
    }

    /// With another discount.
    ///
    /// @param changed γ
    /// @return the rest as it is
    public Sampling withDiscount(double changed) {
        return new Sampling(innerTrajectories, outerTrajectories, horizon, changed);
    }
}
