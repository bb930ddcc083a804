package org.sgmrl.training;

import java.io.Serializable;
import java.util.List;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.estimator.Algorithm;
import org.sgmrl.estimator.BaselineKind;
import org.sgmrl.estimator.Curvature;
import org.sgmrl.estimator.LeaveOut;
import org.sgmrl.estimator.MetaGradientSettings;
import org.sgmrl.estimator.ScoreTerm;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.SoftmaxTabularPolicy;

/// Everything that decides a training run's numbers, except the environment. [Preset#settings] gives
/// complete settings to start from.
///
/// @param algorithm which estimator
/// @param curvature derivative of the inner step
/// @param baseline baseline of the score term
/// @param leaveOut how [BaselineKind#LEAVE_TRAJECTORY_OUT] leaves trajectories out; other baselines do not use it
/// @param weighting weighting of trajectories
/// @param innerSteps ζ
/// @param innerStepSize α
/// @param outerStepSize β, at the first outer step
/// @param outerStepHalfLife outer steps in which β halves; 0: it stays
/// @param maxGradientNorm a longer meta-gradient is shortened to this length before the step, whose expectation is then
///     not along the gradient; 0: no limit, and so no bias
/// @param optimizer outer optimiser
/// @param tasks B, tasks of a meta-batch
/// @param innerTrajectories D_in
/// @param outerTrajectories D_o
/// @param horizon steps of a trajectory
/// @param iterations outer steps
/// @param discount γ
/// @param gaeLambda λ of generalised advantages
/// @param seed seed of all randomness
/// @param policy which policy
/// @param hidden sizes of the hidden layers of a multilayer perceptron
/// @param initialLogStd initial log standard deviation of a Gaussian policy
/// @param precision arithmetic of a multilayer perceptron
public record TrainingSettings(
        Algorithm algorithm,
        Curvature curvature,
        BaselineKind baseline,
        LeaveOut leaveOut,
        Weighting weighting,
        int innerSteps,
        double innerStepSize,
        double outerStepSize,
        double outerStepHalfLife,
        double maxGradientNorm,
        Optimizer.Kind optimizer,
        int tasks,
        int innerTrajectories,
        int outerTrajectories,
        int horizon,
        int iterations,
        double discount,
        double gaeLambda,
        long seed,
        PolicyKind policy,
        List<Integer> hidden,
        double initialLogStd,
        Precision precision)
        implements Serializable {

    /// The policies by name.
    public enum PolicyKind {
        /// [GaussianMlpPolicy] for boxes of actions, [CategoricalMlpPolicy] for discrete ones.
        MLP,
        /// [SoftmaxTabularPolicy], for finite MDPs.
        SOFTMAX_TABULAR
    }

    /// Checks every value, each with its name, the value and the requirement.
    public TrainingSettings {
        hidden = List.copyOf(hidden);
        positive("tasks", tasks);
        positive("inner-trajectories", innerTrajectories);
        positive("outer-trajectories", outerTrajectories);
        positive("horizon", horizon);
        require(innerSteps >= 0 && innerSteps <= 1000, "inner-steps", innerSteps, "be in 0..1000");
        require(iterations >= 0, "iterations", iterations, "be at least 0");
        require(
                innerStepSize >= 0 && Double.isFinite(innerStepSize),
                "inner-step-size",
                innerStepSize,
                "be a finite number, at least 0");
        require(
                outerStepSize >= 0 && Double.isFinite(outerStepSize),
                "outer-step-size",
                outerStepSize,
                "be a finite number, at least 0");
        require(
                outerStepHalfLife >= 0 && Double.isFinite(outerStepHalfLife),
                "outer-step-half-life",
                outerStepHalfLife,
                "be a finite number of iterations, or 0 for a step size that stays");
        require(
                maxGradientNorm >= 0 && Double.isFinite(maxGradientNorm),
                "max-gradient-norm",
                maxGradientNorm,
                "be a finite positive number, or 0 for no limit");
        require(discount >= 0 && discount <= 1, "discount", discount, "be in [0, 1]");
        require(gaeLambda >= 0 && gaeLambda <= 1, "gae-lambda", gaeLambda, "be in [0, 1]");
        require(Double.isFinite(initialLogStd), "initial-log-std", initialLogStd, "be a finite number");
        for (int size : hidden) {
            positive("hidden", size);
        }
        require(
                baseline != BaselineKind.LEAVE_ONE_OUT || tasks > 1 || algorithm.scoreTerm() == ScoreTerm.NONE,
                "tasks",
                tasks,
                "be at least 2 for baseline leave-one-out");
        require(
                baseline != BaselineKind.STANDARDIZED_REWARD || algorithm == Algorithm.E_MAML,
                "baseline",
                "standardized-reward",
                "be used with algorithm e-maml, whose coefficient it is");
        require(
                baseline != BaselineKind.LEAVE_TRAJECTORY_OUT || (algorithm == Algorithm.SG_MRL && innerSteps == 1),
                "baseline",
                "leave-trajectory-out",
                "be used with algorithm sg-mrl and one inner step");
        long rows = (long) Math.max(innerTrajectories, outerTrajectories) * horizon;
        require(
                rows <= 50_000_000,
                "trajectories × horizon",
                rows,
                "be at most 50000000, or a batch does not fit in memory");
    }

    private static void positive(String name, int value) {
        require(value >= 1, name, value, "be at least 1");
    }

    private static void require(boolean holds, String name, Object value, String requirement) {
        if (!holds) {
            throw new IllegalArgumentException(name + " = " + value + " must " + requirement);
        }
    }

    /// The part that decides one task's share of the meta-gradient.
    ///
    /// @return the estimator's settings
    public MetaGradientSettings metaGradient() {
        return new MetaGradientSettings(
                algorithm.scoreTerm(),
                curvature,
                weighting,
                baseline == BaselineKind.STANDARDIZED_REWARD,
                innerSteps,
                innerStepSize,
                innerTrajectories,
                outerTrajectories,
                horizon,
                discount,
                gaeLambda,
                baseline.leaveOut(leaveOut));
    }

    /// The outer step size of an iteration.
    ///
    /// @param iteration iterations done before
    /// @return β 2^(−iteration / half-life)
    public double outerStepSize(int iteration) {
        return outerStepHalfLife == 0
                ? outerStepSize
                : outerStepSize * StrictMath.pow(2, -iteration / outerStepHalfLife);
    }

    /// The policy for an environment.
    ///
    /// @param spec the environment's sizes
    /// @return the policy
    public Policy newPolicy(EnvironmentSpec spec) {
        int[] layers = hidden.stream().mapToInt(Integer::intValue).toArray();
        return switch (spec.actionSpace()) {
            case ActionSpace.Box box -> {
                require(policy == PolicyKind.MLP, "policy", "softmax-tabular", "be mlp for environment " + spec.id());
                yield new GaussianMlpPolicy(spec.observationSize(), layers, box.size(), initialLogStd, precision);
            }
            case ActionSpace.Discrete discrete ->
                switch (policy) {
                    case MLP -> new CategoricalMlpPolicy(spec.observationSize(), layers, discrete.count(), precision);
                    case SOFTMAX_TABULAR -> new SoftmaxTabularPolicy(spec.observationSize(), discrete.count());
                };
        };
    }
}
