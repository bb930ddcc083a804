package org.sgmrl.run.certify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.ExactFlow;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleProgress;
import org.sgmrl.theory.Certification;
import org.sgmrl.theory.CertificationResult;
import org.sgmrl.theory.CertificationSettings;
import org.sgmrl.training.SampleMoments;

/// What `certify` does: everything exact about a problem, and beside it, as far as asked for, what is drawn and trained with the
/// code that trains.
///
/// @param name of the problem
/// @param problem finite MDPs
/// @param theta where to certify, `[states][actions]`
/// @param settings of what is exact
/// @param draws how each estimator is drawn, or null
/// @param varianceTrajectories values of D_in with which it is drawn too; empty without `draws`
/// @param convergence what is trained, or null
public record CertifyRequest(
        String name,
        MdpProblem problem,
        StateActionTable theta,
        CertificationSettings settings,
        @Nullable DrawRequest draws,
        List<Integer> varianceTrajectories,
        @Nullable ConvergenceRequest convergence) {
    /// Checks every value of D_in before any work.
    ///
    /// @throws IllegalArgumentException if one is out of range, or none is drawn
    public CertifyRequest {
        varianceTrajectories = List.copyOf(varianceTrajectories);
        if (draws == null && !varianceTrajectories.isEmpty()) {
            throw new IllegalArgumentException("draws = null must be given where varianceTrajectories are");
        }
        for (int trajectories : varianceTrajectories) {
            with(settings.inner(), trajectories);
        }
    }

    private static Adaptation with(Adaptation inner, int trajectories) {
        return new Adaptation(inner.steps(), trajectories, inner.stepSize());
    }

    /// Computes, draws and trains.
    ///
    /// @param progress who is told
    /// @return what came out
    /// @throws org.sgmrl.oracle.EnumerationTooLargeException before any work, if the exact part would exceed the settings' limits
    /// @throws ArithmeticException if a number overflows
    public Certificate run(OracleProgress progress) {
        long start = System.nanoTime();
        MetaOracle oracle = convergence == null ? null : feasible(convergence);
        CertificationResult exact = Certification.run(problem, theta, settings, progress);
        Map<EstimatorVariant, SampledEstimator> sampled = draws == null ? Map.of() : sampled(draws, exact, progress);
        return new Certificate(
                name,
                problem,
                theta,
                settings.inner(),
                settings.flowStepSize(),
                exact,
                draws,
                sampled,
                draws == null || varianceTrajectories.isEmpty() ? null : variance(draws, progress),
                convergence,
                convergence == null || oracle == null
                        ? null
                        : ConvergenceStudy.run(
                                oracle,
                                theta,
                                exact.constants(),
                                exact.finiteHorizonConstants(),
                                convergence,
                                progress),
                (System.nanoTime() - start) * 1e-9);
    }

    /// Only where something is trained: it enumerates what certification enumerates for itself.
    private MetaOracle feasible(ConvergenceRequest trained) {
        MetaOracle oracle = MetaOracle.create(problem, settings.inner(), settings.oracle());
        oracle.requireFeasible((settings.stepSizes() ? 3 : 2)
                + settings.flowMethods().size() * ExactFlow.evaluations(settings.flowSteps())
                + ConvergenceStudy.evaluations(trained));
        return oracle;
    }

    private Map<EstimatorVariant, SampledEstimator> sampled(
            DrawRequest request, CertificationResult exact, OracleProgress progress) {
        Map<EstimatorVariant, SampleMoments> moments = SampledEstimator.drawAll(
                problem,
                theta,
                settings.inner(),
                request,
                (id, done) -> progress.advanced("draws of " + id, done, request.draws()));
        Map<EstimatorVariant, SampledEstimator> sampled = new LinkedHashMap<>();
        moments.forEach((variant, m) ->
                sampled.put(variant, SampledEstimator.of(m, exact.bias(variant).expectation())));
        return sampled;
    }

    private VarianceCurve variance(DrawRequest request, OracleProgress progress) {
        return VarianceCurve.draw(
                problem,
                theta,
                settings.inner(),
                varianceTrajectories,
                request,
                (id, done) -> progress.advanced("draws of " + id, done, request.draws()));
    }
}
