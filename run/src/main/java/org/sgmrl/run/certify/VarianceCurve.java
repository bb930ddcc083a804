package org.sgmrl.run.certify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.oracle.Adaptation;

/// Total variance of every estimator against D_in, from draws alone: no enumeration limits D_in here.
///
/// @param innerTrajectories the values of D_in
/// @param totalVariance one number for each of them
public record VarianceCurve(List<Integer> innerTrajectories, Map<EstimatorVariant, double[]> totalVariance) {
    /// Draws the estimators with each number of inner trajectories.
    public static VarianceCurve draw(
            MdpProblem problem,
            StateActionTable theta,
            Adaptation inner,
            List<Integer> innerTrajectories,
            DrawRequest request,
            BiConsumer<String, Long> progress) {
        Map<EstimatorVariant, double[]> variance = new LinkedHashMap<>();
        for (EstimatorVariant variant : EstimatorVariant.all()) {
            variance.put(variant, new double[innerTrajectories.size()]);
        }
        for (int i = 0; i < innerTrajectories.size(); i++) {
            int at = i;
            Adaptation changed = new Adaptation(inner.steps(), innerTrajectories.get(i), inner.stepSize());
            SampledEstimator.drawAll(
                            problem,
                            theta,
                            changed,
                            request,
                            (id, done) -> progress.accept(id + " with D_in = " + changed.trajectories(), done))
                    .forEach((variant, moments) ->
                            Objects.requireNonNull(variance.get(variant))[at] = moments.totalVariance());
        }
        return new VarianceCurve(List.copyOf(innerTrajectories), variance);
    }
}
