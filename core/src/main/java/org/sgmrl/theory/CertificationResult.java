package org.sgmrl.theory;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.oracle.ExactFlow;

/// Everything exact about a problem at one θ.
///
/// @param value V_ζ(θ)
/// @param gradient ∇V_ζ(θ), S × A
/// @param estimators one entry for every variant, in the order of the enumeration
/// @param stepSizes the same with respect to learned step sizes, or null if it was not asked for
/// @param flows in the order they were asked for
/// @param constants the paper's; LV and GV are its statements for ζ = 1
/// @param finiteHorizonConstants ours, for the given ζ
/// @param innerPaths how many inner paths one evaluation visited
public record CertificationResult(
        double value,
        StateActionTable gradient,
        Map<EstimatorVariant, EstimatorBias> estimators,
        @Nullable StepSizes stepSizes,
        List<ExactFlow> flows,
        PaperConstants constants,
        FiniteHorizonConstants finiteHorizonConstants,
        double innerPaths) {

    /// Everything exact about step sizes α, one of each parameter, at the point where all are the adaptation's.
    ///
    /// @param gradient ∇_α V_ζ(θ), S × A
    /// @param estimators how far the mean of each estimator's part for α is from it; one entry for every variant
    public record StepSizes(StateActionTable gradient, Map<EstimatorVariant, EstimatorBias> estimators) {}

    /// The entry of `estimators` for a variant.
    public EstimatorBias bias(EstimatorVariant variant) {
        return Objects.requireNonNull(estimators.get(variant));
    }
}
