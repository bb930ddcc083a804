package org.sgmrl.estimator;

/// The matrix A_t in the factor I + α A_t of an inner step.
public enum Curvature {
    /// A_t = 0: first order.
    NONE,
    /// A_t = Σ w ∇²log π, the exact derivative of the inner step for given data.
    PATHWISE,
    /// Pathwise plus the outer products g(τ) ∇log π(τ)ᵀ: an estimate of the policy Hessian ∇²J, eqs. (8)
    /// and (9). Together with the score term it counts the outer product twice.
    POLICY_HESSIAN
}
