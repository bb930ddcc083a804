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
import org.sgmrl.run.Engines;
import org.sgmrl.theory.Certification;
import org.sgmrl.theory.CertificationResult;
import org.sgmrl.theory.CertificationSettings;
import org.sgmrl.training.EngineProvider;
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
    /// Checks, before any work, every value of D_in and whether the training code takes what it is to draw and train with.
    ///
    /// @throws IllegalArgumentException if one is out of range, nothing is drawn, or it does not
    public CertifyRequest {
        varianceTrajectories = List.copyOf(varianceTrajectories);
        if (draws == null && !varianceTrajectories.isEmpty()) {
            throw new IllegalArgumentException("draws = null must be given where varianceTrajectories are");
        }
        if (draws != null) {
            SampledEstimator.requireSettings(problem, settings.inner(), draws);
            for (int trajectories : varianceTrajectories) {
                SampledEstimator.requireSettings(problem, with(settings.inner(), trajectories), draws);
            }
        }
        if (convergence != null) {
            ConvergenceStudy.requireSettings(problem, settings.inner(), convergence);
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
    /// @throws org.sgmrl.training.EngineException if the engine that shall draw does not answer, before any work
    public Certificate run(OracleProgress progress) {
        long start = System.nanoTime();
        if (draws != null) {
            Engines.requireReachable(draws.options());
        }
        MetaOracle oracle = convergence == null ? null : feasible(convergence);
        CertificationResult exact = Certification.run(problem, theta, settings, progress);
        Drawn drawn = draws == null ? new Drawn(Map.of(), null) : drawn(draws, exact, progress);
        return new Certificate(
                name,
                problem,
                theta,
                settings.inner(),
                settings.flowStepSize(),
                exact,
                draws,
                drawn.sampled(),
                drawn.variance(),
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

    private record Drawn(
            Map<EstimatorVariant, SampledEstimator> sampled,
            @Nullable VarianceCurve variance) {}

    @SuppressWarnings("try") // held, not used: workers stay between the estimators
    private Drawn drawn(DrawRequest request, CertificationResult exact, OracleProgress progress) {
        try (EngineProvider.Hold hold = Engines.hold(request.options().engine())) {
            return new Drawn(
                    sampled(request, exact, progress),
                    varianceTrajectories.isEmpty() ? null : variance(request, progress));
        }
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
