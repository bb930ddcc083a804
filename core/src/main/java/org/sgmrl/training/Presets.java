package org.sgmrl.training;

import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.Preset;

/// The numbers of the presets.
final class Presets {
    private static final int TUNED_1_ITERATIONS = 300;

    private static final int INNER_TRAJECTORIES = 20;

    /// Four of twenty trajectories at a time, for what costs a pass over a batch for each group: see
    /// docs/results/variance.md.
    private static final int LEAVE_OUT_GROUPS = 5;

    /// As Rothfuss et al. published it.
    private static final Reuse PROMP = new Reuse(5, 0.3, 5e-4);

    private Presets() {}

    static TrainingSettings settings(Preset preset, EnvironmentSpec spec, Method method, int innerSteps) {
        Arguments.given("preset", preset);
        Arguments.given("spec", spec);
        Arguments.given("method", method);
        boolean paper = preset == Preset.PAPER;
        boolean tuned = preset == Preset.TUNED || preset == Preset.TUNED_2;
        boolean discrete = spec.actionSpace() instanceof ActionSpace.Discrete;
        MethodSettings methodSettings = MethodSettings.of(method)
                .withLeaveOut(LeaveOut.EVERY_TRAJECTORY
                        .withGroups(tuned ? INNER_TRAJECTORIES : LEAVE_OUT_GROUPS)
                        .withCap(paper ? 0 : 1))
                .withCoefficient(method.defaultCoefficient(preset, innerSteps))
                .withScoreTermNoise(preset == Preset.TUNED && method == Method.SG_MRL ? 1 : 0);
        Weighting.Kind weighting = paper ? Weighting.Kind.REWARD_TO_GO : Weighting.Kind.GENERALIZED_ADVANTAGE;
        OuterStep outerStep = switch (preset) {
            case PAPER -> OuterStep.sgd(discrete ? 0.1 : 1e-5);
            case RELEASED -> OuterStep.adam(1e-3);
            case TUNED, TUNED_2 -> tunedStep(method);
            case TUNED_1 -> OuterStep.adam(3e-4);
        };
        if (method == Method.PROMP) {
            outerStep = outerStep.withReuse(_ -> PROMP);
        }
        return new TrainingSettings(
                new EstimatorSettings(
                        methodSettings,
                        new Weighting(weighting, 0.997),
                        new InnerStep(innerSteps, paper && !discrete ? 1e-4 : 0.1),
                        new Sampling(INNER_TRAJECTORIES, tuned ? 5 : 20, spec.horizon(), 0.99)),
                outerStep,
                tuned ? Math.ceilDiv(spec.metaBatchSize(), 2) : spec.metaBatchSize(),
                preset == Preset.TUNED_1 ? Math.min(TUNED_1_ITERATIONS, spec.iterations()) : spec.iterations(),
                0,
                PolicySettings.mlp(100, 100));
    }

    /// See docs/results/linear.md.
    private static OuterStep tunedStep(Method method) {
        return switch (method) {
            case SG_MRL, LVC, DICE -> OuterStep.adam(1e-3).withHalfLife(480).withMaxGradientNorm(1);
            case MAML, E_MAML, PRETRAIN, SCRATCH -> OuterStep.adam(3e-4);
            case PROMP -> OuterStep.adam(1e-3);
        };
    }
}
