package org.sgmrl.theory;

import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.oracle.Adaptation;

/// Bounds for V_ζ with any ζ ≥ 1, any α ≥ 0 and any 0 ≤ γ ≤ 1. They are ours, not the paper's; the
/// derivation is in `docs/theory.md`. They use the sums of the finite horizon instead of powers of 1/(1−γ),
/// and |r| ≤ R is enough.
///
///     S₀ = Σ_{t=0..H} γ^t,   S₁ = Σ_{t=0..H} (t+1) γ^t
///     j = R S₀          ≥ |J|                  a = L R S₁   ≥ ‖∇²ν‖ (pathwise curvature)
///     g = G R S₁        ≥ ‖∇J‖, ‖g(τ)‖         c = ρ R S₁   ≥ its Lipschitz constant
///     h = ((H+1) G² + L) R S₁ ≥ ‖∇²J‖, ‖u(τ)‖
///     κ = 1 + α a,  σ = D_in (H+1) G,  λ = D_in (H+1) L
///     M_t = κ^t,    b_t = α c κ^{2(t−1)} + κ b_{t−1},  b_0 = 0        (‖∂θ_t/∂θ‖, ‖∂²θ_t/∂θ²‖)
///     s = σ Σ_{t<ζ} M_t,   m = Σ_{t<ζ} (λ M_t² + σ b_t)               (‖∇log q(path)‖, ‖∇²log q(path)‖)
///     LV = h M_ζ² + g b_ζ + 2 g M_ζ s + j (s² + m)
///     GV = g M_ζ + j s
///
/// @param returnBound j
/// @param gradientBound g
/// @param hessianBound h
/// @param lV smoothness of V_ζ: ‖∇²V_ζ‖ ≤ LV
/// @param gV bound of the norm of the SG-MRL estimator (pathwise curvature), for any batches
/// @param maxOuterStepSize 1/LV
public record FiniteHorizonConstants(
        double returnBound, double gradientBound, double hessianBound, double lV, double gV, double maxOuterStepSize) {

    /// The constants for a problem.
    public static FiniteHorizonConstants of(MdpProblem problem, Adaptation inner) {
        double bigG = SoftmaxConstants.SCORE_NORM;
        double bigL = SoftmaxConstants.SCORE_LIPSCHITZ;
        double r = problem.maxAbsReward();
        double alpha = inner.stepSize();
        double s0 = 0;
        double s1 = 0;
        double power = 1;
        for (int t = 0; t <= problem.horizon(); t++) {
            s0 += power;
            s1 += (t + 1) * power;
            power *= problem.discount();
        }
        double decisions = problem.horizon() + 1.0;
        double j = r * s0;
        double g = bigG * r * s1;
        double h = (decisions * bigG * bigG + bigL) * r * s1;
        double kappa = 1 + alpha * bigL * r * s1;
        double c = SoftmaxConstants.CURVATURE_LIPSCHITZ * r * s1;
        double sigma = inner.trajectories() * decisions * bigG;
        double lambda = inner.trajectories() * decisions * bigL;
        double bigM = 1;
        double b = 0;
        double s = 0;
        double m = 0;
        for (int t = 0; t < inner.steps(); t++) {
            s += sigma * bigM;
            m += lambda * bigM * bigM + sigma * b;
            b = alpha * c * bigM * bigM + kappa * b;
            bigM *= kappa;
        }
        double lV = h * bigM * bigM + g * b + 2 * g * bigM * s + j * (s * s + m);
        double gV = g * bigM + j * s;
        return new FiniteHorizonConstants(j, g, h, lV, gV, 1 / lV);
    }
}
