package org.sgmrl.oracle;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The estimators whose expectation the oracle computes. All are the backward loop
///
///     v ← ∇J(θ_ζ)
///     for t = ζ … 1:   v ← v + α C_t v + c_t J(θ_ζ) Σ_{τ∈D_t} ∇log π(τ;θ_{t−1})
///
/// with different curvature C_t and score weight c_t.
public enum EstimatorVariant {
    /// SG-MRL: C = pathwise ∇²ν, c_t = 1.
    SG_MRL("sg-mrl", Curvature.PATHWISE, Score.SUM),
    /// SG-MRL, first order: C = 0, c_t = 1.
    SG_MRL_FIRST_ORDER("sg-mrl-first-order", Curvature.NONE, Score.SUM),
    /// Eq. (13) read literally: C = policy Hessian of eq. (9), c_t = 1.
    SG_MRL_POLICY_HESSIAN("sg-mrl-policy-hessian", Curvature.POLICY_HESSIAN, Score.SUM),
    /// MAML, eq. (16), with the pathwise curvature: c_t = 0.
    MAML("maml", Curvature.PATHWISE, Score.NONE),
    /// MAML, first order: C = 0, c_t = 0.
    MAML_FIRST_ORDER("maml-first-order", Curvature.NONE, Score.NONE),
    /// MAML, eq. (16) with the policy Hessian of eq. (9): c_t = 0.
    MAML_POLICY_HESSIAN("maml-policy-hessian", Curvature.POLICY_HESSIAN, Score.NONE),
    /// E-MAML: C = pathwise, c_1 = 1/D_in and c_t = 0 for t > 1.
    E_MAML("e-maml", Curvature.PATHWISE, Score.MEAN_OF_FIRST_BATCH);

    /// The curvature C_t, a matrix made of the batch D_t at θ_{t−1}.
    enum Curvature {
        /// 0
        NONE,
        /// (1/|D|) Σ_τ Σ_h ∇²log π(a_h|s_h) R^h(τ)
        PATHWISE,
        /// (1/|D|) Σ_τ g(τ) ∇log q(τ)ᵀ plus the pathwise part
        POLICY_HESSIAN
    }

    /// The score weight c_t.
    enum Score {
        /// c_t = 0
        NONE,
        /// c_t = 1
        SUM,
        /// c_1 = 1/D_in, otherwise 0
        MEAN_OF_FIRST_BATCH
    }

    private final String id;
    final Curvature curvature;
    final Score score;

    EstimatorVariant(String id, Curvature curvature, Score score) {
        this.id = id;
        this.curvature = curvature;
        this.score = score;
    }

    /// The name on the command line and in result files, such as `sg-mrl`.
    public String id() {
        return id;
    }

    /// The variant with the given [#id()].
    ///
    /// @throws IllegalArgumentException if there is none
    public static EstimatorVariant ofId(String id) {
        for (EstimatorVariant variant : values()) {
            if (variant.id.equals(id)) {
                return variant;
            }
        }
        throw new IllegalArgumentException("estimator = " + id + " must be one of "
                + Arrays.stream(values()).map(EstimatorVariant::id).collect(Collectors.joining(", ")));
    }
}
