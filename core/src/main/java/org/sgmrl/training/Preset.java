package org.sgmrl.training;

import java.util.List;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.estimator.Algorithm;
import org.sgmrl.estimator.BaselineKind;
import org.sgmrl.estimator.Curvature;
import org.sgmrl.estimator.LeaveOut;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.network.Precision;
import org.sgmrl.training.TrainingSettings.PolicyKind;

/// Complete settings under a name.
public enum Preset {
    /// The equations of Fallah et al. (2021) as they stand: weights of eq. (4), sums over time, SGD,
    /// pathwise curvature, no baseline. Step sizes are ours, since the text gives none; they are small
    /// because sums over time are large.
    PAPER,
    /// The settings and scalings of the paper's released experiments (generalised advantages, standardised,
    /// means over time, Adam 1e-3, second order), but with the real return in the score term and the scores
    /// of every inner batch; leave-one-out baseline. E-MAML with its published coefficient.
    RELEASED,
    /// Our best settings: as released, with the outer step size 3e-4, below the size at which every method
    /// sooner or later saturates the policy, and for SG-MRL the baseline that leaves trajectories out. It is for
    /// one inner step: who changes their number chooses another baseline too, best the task-regression.
    TUNED;

    /// About a minute on 2D navigation, which is what the command does by default.
    private static final int TUNED_ITERATIONS = 300;

    /// Four of twenty trajectories at a time: see docs/results/variance.md.
    private static final int LEAVE_OUT_GROUPS = 5;

    /// The preset's settings for an environment and an algorithm.
    ///
    /// @param spec the environment's sizes and default horizon
    /// @param algorithm the algorithm
    /// @return complete settings with seed 0
    public TrainingSettings settings(EnvironmentSpec spec, Algorithm algorithm) {
        boolean paper = this == PAPER;
        boolean discrete = spec.actionSpace() instanceof ActionSpace.Discrete;
        return new TrainingSettings(
                algorithm,
                Curvature.PATHWISE,
                baseline(algorithm),
                new LeaveOut(LEAVE_OUT_GROUPS, 0, paper ? 0 : 1),
                paper ? Weighting.REWARD_TO_GO : Weighting.GENERALIZED_ADVANTAGE,
                1,
                paper && !discrete ? 1e-4 : 0.1,
                switch (this) {
                    case PAPER -> discrete ? 0.1 : 1e-5;
                    case RELEASED -> 1e-3;
                    case TUNED -> 3e-4;
                },
                0,
                0,
                paper ? Optimizer.Kind.SGD : Optimizer.Kind.ADAM,
                spec.metaBatchSize(),
                20,
                20,
                spec.horizon(),
                this == TUNED ? Math.min(TUNED_ITERATIONS, spec.iterations()) : spec.iterations(),
                0.99,
                0.997,
                0,
                PolicyKind.MLP,
                List.of(100, 100),
                0,
                Precision.FLOAT);
    }

    private BaselineKind baseline(Algorithm algorithm) {
        return switch (algorithm) {
            case MAML -> BaselineKind.NONE;
            case E_MAML -> this == PAPER ? BaselineKind.NONE : BaselineKind.STANDARDIZED_REWARD;
            case SG_MRL ->
                switch (this) {
                    case PAPER -> BaselineKind.NONE;
                    case RELEASED -> BaselineKind.LEAVE_ONE_OUT;
                    case TUNED -> BaselineKind.LEAVE_TRAJECTORY_OUT;
                };
        };
    }
}
