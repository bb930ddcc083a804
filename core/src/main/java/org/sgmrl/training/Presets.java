package org.sgmrl.training;

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
    /// About a minute on 2D navigation, which is what the command does by default.
    private static final int TUNED_ITERATIONS = 300;

    /// Four of twenty trajectories at a time: see docs/results/variance.md.
    private static final int LEAVE_OUT_GROUPS = 5;

    private Presets() {}

    static TrainingSettings settings(Preset preset, EnvironmentSpec spec, Method method, int innerSteps) {
        boolean paper = preset == Preset.PAPER;
        boolean discrete = spec.actionSpace() instanceof ActionSpace.Discrete;
        MethodSettings methodSettings = MethodSettings.of(method)
                .withLeaveOut(
                        LeaveOut.EVERY_TRAJECTORY.withGroups(LEAVE_OUT_GROUPS).withCap(paper ? 0 : 1))
                .withCoefficient(method.defaultCoefficient(preset, innerSteps));
        Weighting.Kind weighting = paper ? Weighting.Kind.REWARD_TO_GO : Weighting.Kind.GENERALIZED_ADVANTAGE;
        double outerStepSize = switch (preset) {
            case PAPER -> discrete ? 0.1 : 1e-5;
            case RELEASED -> 1e-3;
            case TUNED -> 3e-4;
        };
        return new TrainingSettings(
                new EstimatorSettings(
                        methodSettings,
                        new Weighting(weighting, 0.997),
                        new InnerStep(innerSteps, paper && !discrete ? 1e-4 : 0.1),
                        new Sampling(20, 20, spec.horizon(), 0.99)),
                paper ? OuterStep.sgd(outerStepSize) : OuterStep.adam(outerStepSize),
                spec.metaBatchSize(),
                preset == Preset.TUNED ? Math.min(TUNED_ITERATIONS, spec.iterations()) : spec.iterations(),
                0,
                PolicySettings.mlp(100, 100));
    }
}
