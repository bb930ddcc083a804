package org.sgmrl.run.certify;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.BaselineKind;
import org.sgmrl.estimator.Curvature;
import org.sgmrl.estimator.LeaveOut;
import org.sgmrl.estimator.MetaGradientSettings;
import org.sgmrl.estimator.ScoreTerm;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.oracle.EstimatorVariant;
import org.sgmrl.oracle.InnerLoop;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.training.EstimatorSampler;
import org.sgmrl.training.SampleMoments;

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
            InnerLoop inner,
            DrawRequest request,
            BiConsumer<String, Long> progress) {
        Map<EstimatorVariant, SampleMoments> all = new EnumMap<>(EstimatorVariant.class);
        for (EstimatorVariant variant : EstimatorVariant.values()) {
            BaselineKind baseline = request.baseline().orNone(scoreTerm(variant));
            try (EstimatorSampler<TabularEnvironment.MdpIndex> sampler = new EstimatorSampler<>(
                    new TabularEnvironment(problem),
                    new SoftmaxTabularPolicy(problem.states(), problem.actions()),
                    settings(
                            variant,
                            problem,
                            inner,
                            request.outerTrajectories(),
                            baseline.leaveOut(request.leaveOut())),
                    baseline,
                    request.tasks(),
                    request.threads())) {
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

    /// The training code's settings for an estimator of the oracle.
    static MetaGradientSettings settings(
            EstimatorVariant variant,
            MdpProblem problem,
            InnerLoop inner,
            int outerTrajectories,
            @Nullable LeaveOut leaveOut) {
        Curvature curvature = switch (variant) {
            case SG_MRL, MAML, E_MAML -> Curvature.PATHWISE;
            case SG_MRL_FIRST_ORDER, MAML_FIRST_ORDER -> Curvature.NONE;
            case SG_MRL_POLICY_HESSIAN, MAML_POLICY_HESSIAN -> Curvature.POLICY_HESSIAN;
        };
        return new MetaGradientSettings(
                scoreTerm(variant),
                curvature,
                Weighting.REWARD_TO_GO,
                false,
                inner.steps(),
                inner.stepSize(),
                inner.trajectories(),
                outerTrajectories,
                problem.horizon() + 1,
                problem.discount(),
                1,
                leaveOut);
    }

    private static ScoreTerm scoreTerm(EstimatorVariant variant) {
        return switch (variant) {
            case SG_MRL, SG_MRL_FIRST_ORDER, SG_MRL_POLICY_HESSIAN -> ScoreTerm.SUM;
            case MAML, MAML_FIRST_ORDER, MAML_POLICY_HESSIAN -> ScoreTerm.NONE;
            case E_MAML -> ScoreTerm.MEAN;
        };
    }
}
