package org.sgmrl.theory;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.oracle.Adaptation;

/// The constants of Assumptions 1-3, Lemma 1 and Proposition 1 exactly as the paper states them, for the
/// softmax-tabular policy:
///
///     ηG = G R / (1−γ)²
///     ηH = ((H+1) G² + L) R / (1−γ)²
///     ηρ = (2 (H+1) G L + ρ) R / (1−γ)²
///     LV = α ηρ ηG + 4 ηH + 8 R D_in (H+1) (L + D_in G² (H+1))                   (eq. 17)
///     GV = 2 G R ((1−γ)⁻² + D_in (H+1))
///
/// Proposition 1 is about ζ = 1 and supposes 0 < α ≤ 1/ηH.
///
/// With γ = 1 and R > 0 the factor 1/(1−γ)² is infinite: then ηG, ηH, ηρ, LV and GV are `+∞`, both largest
/// step sizes are 0, and the paper's theory covers no step size. With R = 0 everything that has the factor
/// R is 0 and the largest step sizes are `+∞`. [FiniteHorizonConstants] stays finite.
///
/// The bound GV as stated is not valid for every γ < 1; `docs/theory.md` has a counterexample.
///
/// @param g G, bound of ‖∇log π‖
/// @param l L, bound of ‖∇²log π‖
/// @param rho ρ, Lipschitz constant of ∇²log π
/// @param r R, the largest reward
/// @param etaG ηG, bound of ‖g(τ)‖ and ‖∇J‖
/// @param etaH ηH, bound of ‖u(τ)‖ and ‖∇²J‖
/// @param etaRho ηρ, Lipschitz constant of the policy Hessian
/// @param lV LV, smoothness of V_1
/// @param gV GV, stated bound of the norm of the stochastic gradient of eq. (13)
/// @param maxInnerStepSize 1/ηH, the largest α covered
/// @param maxOuterStepSize 1/LV, the largest β covered by Theorem 1
public record PaperConstants(
        double g,
        double l,
        double rho,
        double r,
        double etaG,
        double etaH,
        double etaRho,
        double lV,
        double gV,
        double maxInnerStepSize,
        double maxOuterStepSize) {

    /// The constants for a problem.
    ///
    /// @throws IllegalArgumentException if a reward is negative (Assumption 1); the message begins with its
    ///     place
    public static PaperConstants of(MdpProblem problem, Adaptation inner) {
        requireNonNegativeRewards(problem);
        double g = SoftmaxConstants.SCORE_NORM;
        double l = SoftmaxConstants.SCORE_LIPSCHITZ;
        double rho = SoftmaxConstants.CURVATURE_LIPSCHITZ;
        double r = problem.maxAbsReward();
        double decisions = problem.horizon() + 1.0;
        double batch = inner.trajectories();
        double gap = 1 - problem.discount();
        double rewardSum = r == 0 ? 0 : r / (gap * gap);
        double etaG = g * rewardSum;
        double etaH = (decisions * g * g + l) * rewardSum;
        double etaRho = (2 * decisions * g * l + rho) * rewardSum;
        double curvatureTerm = inner.stepSize() == 0 ? 0 : inner.stepSize() * etaRho * etaG;
        double lV = curvatureTerm + 4 * etaH + 8 * r * batch * decisions * (l + batch * g * g * decisions);
        double gV = 2 * g * (rewardSum + r * batch * decisions);
        return new PaperConstants(g, l, rho, r, etaG, etaH, etaRho, lV, gV, 1 / etaH, 1 / lV);
    }

    /// Whether Proposition 1 and Theorem 1 apply: ζ = 1 and 0 < α ≤ 1/ηH.
    public boolean covers(Adaptation inner) {
        return inner.steps() == 1 && inner.stepSize() > 0 && inner.stepSize() <= maxInnerStepSize;
    }

    /// All constants by their names in result files: `G, L, rho, R, etaG, etaH, etaRho, LV, GV,
    /// maxInnerStepSize, maxOuterStepSize`, in this order. Values may be infinite.
    public Map<String, Double> byName() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("G", g);
        map.put("L", l);
        map.put("rho", rho);
        map.put("R", r);
        map.put("etaG", etaG);
        map.put("etaH", etaH);
        map.put("etaRho", etaRho);
        map.put("LV", lV);
        map.put("GV", gV);
        map.put("maxInnerStepSize", maxInnerStepSize);
        map.put("maxOuterStepSize", maxOuterStepSize);
        return map;
    }

    private static void requireNonNegativeRewards(MdpProblem problem) {
        for (int i = 0; i < problem.tasks().size(); i++) {
            FiniteMdp mdp = problem.tasks().get(i).mdp();
            for (int s = 0; s < mdp.states(); s++) {
                for (int a = 0; a < mdp.actions(); a++) {
                    if (mdp.reward(s, a) < 0) {
                        throw new IllegalArgumentException("tasks[" + i + "].reward[" + s + "][" + a + "] = "
                                + mdp.reward(s, a) + " must be >= 0: the theory (Assumption 1) needs non-negative"
                                + " rewards; add a constant to all rewards");
                    }
                }
            }
        }
    }
}
