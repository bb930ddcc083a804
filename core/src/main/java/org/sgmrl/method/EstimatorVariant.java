package org.sgmrl.method;

import java.util.List;
import java.util.stream.Collectors;

/// A method with a curvature, as `certify` looks at it: the exact expectation of its estimator beside what
/// the training code draws. All are the backward loop
///
///     v ← ∇J(θ_ζ)
///     for t = ζ … 1:   v ← v + α C_t v + c_t J(θ_ζ) Σ_{τ∈D_t} ∇log π(τ;θ_{t−1})
///
/// with the curvature C_t and a score weight c_t that the method's [Scores] say: 0, 1, or 1/D_in
/// at t = 1; or with scores whose
/// coefficients are linear in v, of groups of inner trajectories or of pairs of decisions, in the
/// place of c_t J times their sum. A method that climbs the return of θ itself has ∇J(θ) and no loop.
///
/// @param id the name on the command line and in result files, such as `sg-mrl-first-order`
/// @param method whose scores enter
/// @param curvature C
/// @param linear whether the summed scores have the coefficients of
///     [Coefficient#LEAVE_TRAJECTORY_OUT_LINEAR]
public record EstimatorVariant(String id, Method method, Curvature curvature, boolean linear) {
    /// All variants, in the order of the methods.
    ///
    /// @return the variants
    public static List<EstimatorVariant> all() {
        return Method.allVariants();
    }

    /// Which scores enter.
    ///
    /// @return the method's
    public Scores scores() {
        return method.scores();
    }

    /// The method with the variant's curvature and a coefficient, as the training code takes it.
    ///
    /// @param coefficient of the scores where the variant does not say it and the method takes it,
    ///     else none
    /// @param leaveOut how trajectories are left out
    /// @return the settings
    public MethodSettings settings(Coefficient coefficient, LeaveOut leaveOut) {
        Coefficient own = linear ? Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR : coefficient;
        return new MethodSettings(method, curvature, method.takes(own) ? own : Coefficient.NONE, leaveOut);
    }

    /// The variant with the given [#id()].
    ///
    /// @param id the name
    /// @return the variant
    /// @throws IllegalArgumentException if there is none
    public static EstimatorVariant ofId(String id) {
        return all().stream()
                .filter(variant -> variant.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("estimator = " + id + " must be one of "
                        + all().stream().map(EstimatorVariant::id).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return id;
    }
}
