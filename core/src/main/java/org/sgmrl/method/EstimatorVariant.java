package org.sgmrl.method;

import java.util.List;
import java.util.stream.Collectors;

/// A method with a curvature, as `certify` looks at it: the exact expectation of its estimator beside what
/// the training code draws. All are the backward loop
///
///     v ← ∇J(θ_ζ)
///     for t = ζ … 1:   v ← v + α C_t v + c_t J(θ_ζ) Σ_{τ∈D_t} ∇log π(τ;θ_{t−1})
///
/// with the curvature C_t and a score weight c_t that the method's [Scores] say: 0, 1, or 1/D_in at t = 1.
///
/// @param id the name on the command line and in result files, such as `sg-mrl-first-order`
/// @param method whose scores enter
/// @param curvature C
public record EstimatorVariant(String id, Method method, Curvature curvature) {
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
