package org.sgmrl.theory;

/// The constants of Assumptions 2 and 3 for π(a|s) = exp θ_sa / Σ_b exp θ_sb. Each is the best possible for
/// two or more actions; proofs are in `docs/theory.md`.
public final class SoftmaxConstants {
    /// G = √2: ‖∇log π(a|s;θ)‖ = ‖e_a − π‖ < √2, approached when another action has all the probability.
    public static final double SCORE_NORM = Math.sqrt(2);

    /// L = 1/2: ‖∇²log π(a|s;θ)‖ = ‖diag π − ππᵀ‖ ≤ 1/2, attained at π = (1/2, 1/2).
    public static final double SCORE_LIPSCHITZ = 0.5;

    /// ρ = √6/9: ‖∇²log π(a|s;θ₁) − ∇²log π(a|s;θ₂)‖ ≤ (√6/9) ‖θ₁ − θ₂‖, attained in the limit θ₂ → θ₁ at π
    /// = (1/2 ± √3/6).
    public static final double CURVATURE_LIPSCHITZ = Math.sqrt(6) / 9;

    private SoftmaxConstants() {}
}
