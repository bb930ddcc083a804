package org.sgmrl.advantage;

import java.io.Serializable;
import java.util.Arrays;
import org.sgmrl.rollout.TrajectoryBatch;

/// Turns a batch D into weights w such that Σ_n w_n ∇log π(a_n|s_n; θ), over all rows n of the batch,
/// estimates c ∇J(θ) for a positive scale c. The weights may depend on the data but never on θ other than
/// through the data: then the derivative of the inner step θ + α Σ w ∇log π is I + α Σ w ∇²log π (the
/// pathwise curvature).
///
/// An instance belongs to one worker and may keep buffers, but its weights are a function of the batch alone. For one of
/// one's own [#weights] suffices; [AdvantageEstimatorCheck] tries whether it keeps to this.
public interface AdvantageEstimator {
    /// Computes the weights of all rows.
    ///
    /// @param batch the trajectories
    /// @param weights receives w, one for each row; overwritten
    /// @return the scale c: 1 for an unscaled estimate. Whoever combines the estimate with another term of
    ///     the meta-gradient (the score term) multiplies that term by the same c
    double weights(TrajectoryBatch batch, double[] weights);

    /// Computes the weights of a batch without some of its trajectories, which are a function of the others
    /// alone: 0 in the rows of those left out. Without any other trajectory all are 0. By default those of a copy of
    /// the batch that has only the others, which allocates.
    ///
    /// @param batch the trajectories
    /// @param from first trajectory to leave out
    /// @param to the one after the last to leave out
    /// @param weights receives w, one for each row; overwritten
    default void weightsWithout(TrajectoryBatch batch, int from, int to, double[] weights) {
        Arrays.fill(weights, 0, batch.rows(), 0);
        if (to - from == batch.trajectories()) {
            return;
        }
        TrajectoryBatch others = batch.without(from, to);
        double[] ofOthers = new double[others.rows()];
        weights(others, ofOthers);
        int before = batch.start(from);
        System.arraycopy(ofOthers, 0, weights, 0, before);
        System.arraycopy(ofOthers, before, weights, batch.start(to), ofOthers.length - before);
    }

    /// Leaves out each of several groups in turn and sums a quantity with the weights of the
    /// others:
    ///
    ///     out_g = Σ_n w_n(D∖g) p_n,    g = the trajectories in [start(g), start(g + 1)) of [TrajectoryGroups]
    ///
    /// with the weights of [#weightsWithout], which are 0 in the rows of g, up to rounding. By default these are
    /// computed for each group; the estimators here take two passes over the rows whatever the number of groups.
    ///
    /// @param batch the trajectories
    /// @param groups number of groups, at most one for each trajectory
    /// @param p one number for each row
    /// @param out receives a sum for each group; overwritten
    /// @throws IllegalArgumentException if there are more groups than trajectories, or none
    default void sumsWithoutGroups(TrajectoryBatch batch, int groups, double[] p, double[] out) {
        TrajectoryGroups.requireGroups(batch, groups);
        double[] weights = new double[batch.rows()];
        for (int g = 0; g < groups; g++) {
            weightsWithout(
                    batch,
                    TrajectoryGroups.start(batch, groups, g),
                    TrajectoryGroups.start(batch, groups, g + 1),
                    weights);
            double sum = 0;
            for (int n = 0; n < weights.length; n++) {
                sum += weights[n] * p[n];
            }
            out[g] = sum;
        }
    }

    /// Makes the estimators of workers, in this process and on other machines, which get a copy by Java's
    /// serialization.
    @FunctionalInterface
    interface Factory extends Serializable {
        /// Makes an estimator for one worker.
        ///
        /// @param discount γ
        /// @param observationSize numbers in an observation
        /// @param maxRows most rows of a batch
        /// @return a new estimator
        AdvantageEstimator create(double discount, int observationSize, int maxRows);
    }
}
