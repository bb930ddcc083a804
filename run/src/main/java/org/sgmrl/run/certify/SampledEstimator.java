package org.sgmrl.run.certify;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.run.Engines;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.EstimatorSampler;
import org.sgmrl.training.OuterStep;
import org.sgmrl.training.PolicySettings;
import org.sgmrl.training.SampleMoments;
import org.sgmrl.training.TrainingSettings;

/// An estimator as the training code draws it, beside what the oracle says its mean is.
///
/// @param moments of the draws
/// @param maxAbsZ largest |mean − expectation| / standard error over the entries
public record SampledEstimator(SampleMoments moments, double maxAbsZ) {
    /// A mean this close to its expectation, relative to the largest entry, differs by rounding alone.
    private static final double ROUNDING = 1e-12;

    /// Draws every estimator at θ. All see the same tasks and the same inner data.
    ///
    /// @param progress told an estimator's id and the number of its draws done
    public static Map<EstimatorVariant, SampleMoments> drawAll(
            MdpProblem problem,
            StateActionTable theta,
            Adaptation inner,
            DrawRequest request,
            BiConsumer<String, Long> progress) {
        Map<EstimatorVariant, SampleMoments> all = new LinkedHashMap<>();
        for (EstimatorVariant variant : EstimatorVariant.all()) {
            TrainingSettings settings = training(variant, problem, inner, request);
            try (EstimatorSampler<TabularEnvironment.MdpIndex> sampler = new EstimatorSampler<>(
                    new EngineRequest<>(
                            new TabularEnvironment(problem),
                            new SoftmaxTabularPolicy(problem.states(), problem.actions()),
                            settings,
                            ""),
                    Engines.pieces(request.options()))) {
                SampleMoments moments = sampler.sample(
                        theta.toFlat(),
                        request.draws() / request.tasks(),
                        request.seed(),
                        done -> progress.accept(variant.id(), done));
                if (!Double.isFinite(moments.totalVariance())) {
                    throw new ArithmeticException("the variance of " + variant.id() + " is " + moments.totalVariance()
                            + ": rewards, logits or step sizes are too large for double precision; scale them down");
                }
                all.put(variant, moments);
            }
        }
        return all;
    }

    /// Refuses what the training code cannot be set to.
    ///
    /// @throws IllegalArgumentException if a method or batch is not for it
    static void requireSettings(MdpProblem problem, Adaptation inner, DrawRequest request) {
        EstimatorVariant.all().forEach(variant -> training(variant, problem, inner, request));
    }

    /// No outer step is taken: of the settings of training those of a meta-batch count.
    private static TrainingSettings training(
            EstimatorVariant variant, MdpProblem problem, Adaptation inner, DrawRequest request) {
        return new TrainingSettings(
                settings(
                        variant.settings(request.baseline(), request.leaveOut()),
                        problem,
                        inner,
                        request.outerTrajectories()),
                OuterStep.sgd(1),
                request.tasks(),
                0,
                request.seed(),
                PolicySettings.softmaxTabular());
    }

    /// Holds draws against the exact expectation.
    public static SampledEstimator of(SampleMoments moments, StateActionTable expectation) {
        double[] exact = expectation.toFlat();
        double[] mean = moments.mean();
        double[] error = moments.standardError();
        double scale = 0;
        for (int j = 0; j < exact.length; j++) {
            scale = Math.max(scale, Math.max(Math.abs(exact[j]), Math.abs(mean[j])));
        }
        double worst = 0;
        for (int j = 0; j < exact.length; j++) {
            double difference = Math.abs(mean[j] - exact[j]);
            if (difference > ROUNDING * scale) {
                worst = Math.max(worst, difference / error[j]);
            }
        }
        return new SampledEstimator(moments, worst);
    }

    /// A method with a coefficient for its scores if it can have it, else without a baseline: so that several
    /// methods can be compared with one choice.
    static MethodSettings method(Method method, Coefficient coefficient, LeaveOut leaveOut) {
        return MethodSettings.of(method)
                .withLeaveOut(leaveOut)
                .withCoefficient(method.takes(coefficient) ? coefficient : Coefficient.NONE);
    }

    /// The training code's settings for what the oracle looks at.
    static EstimatorSettings settings(
            MethodSettings method, MdpProblem problem, Adaptation inner, int outerTrajectories) {
        return new EstimatorSettings(
                method,
                Weighting.rewardToGo(),
                new InnerStep(inner.steps(), inner.stepSize()),
                new Sampling(inner.trajectories(), outerTrajectories, problem.horizon() + 1, problem.discount()));
    }
}
