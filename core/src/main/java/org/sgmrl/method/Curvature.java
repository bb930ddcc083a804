package org.sgmrl.method;

/// The matrix A_t in the factor I + α A_t of an inner step.
public enum Curvature {
    /// A_t = 0: first order.
    NONE("-first-order"),
    /// A_t = Σ w ∇²log π, the exact derivative of the inner step for given data.
    PATHWISE("-pathwise"),
    /// Pathwise plus the outer products g(τ) ∇log π(τ)ᵀ: an estimate of the policy Hessian ∇²J, eqs. (8)
    /// and (9). Together with the summed scores it counts the outer product twice.
    POLICY_HESSIAN("-policy-hessian");

    private final String suffix;

    Curvature(String suffix) {
        this.suffix = suffix;
    }

    /// What a method's name ends in where it is used with this curvature and that is not its own.
    String suffix() {
        return suffix;
    }
}
