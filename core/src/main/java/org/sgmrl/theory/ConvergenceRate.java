package org.sgmrl.theory;

/// Theorem 1 and Corollary 1 of the paper with numbers in them, for ζ = 1.
///
/// The paper leaves the numerical constants open (O(1), O(ε⁻²), …). Here each is **1**, so the counts show
/// how the bound scales; they do not promise that so many iterations are enough.
///
/// @param outerStepSize β; the theorem supposes 0 < β ≤ 1/LV
/// @param samples B · D_o, tasks times outer trajectories of one iteration; the corollary's first setting
///     may ask for more than any machine has
/// @param iterations R/β · min(1/ε², B D_o / (GV² LV β))
/// @param squaredGradientBound 2 GV² LV β / (B D_o) + ε², the bound on the mean of ‖∇V_1‖² that is reached
public record ConvergenceRate(double outerStepSize, double samples, double iterations, double squaredGradientBound) {

    /// Theorem 1 with constant 1.
    ///
    /// @param constants of the problem
    /// @param epsilon ε in (0, 1)
    /// @param outerStepSize β in (0, 1/LV]
    /// @param samples B · D_o ≥ 1
    /// @throws IllegalArgumentException if a value is out of its range
    public static ConvergenceRate theorem1(
            PaperConstants constants, double epsilon, double outerStepSize, double samples) {
        requireEpsilon(epsilon);
        if (!(outerStepSize > 0 && outerStepSize <= constants.maxOuterStepSize())) {
            throw new IllegalArgumentException("outerStepSize = " + outerStepSize
                    + " must be in (0, maxOuterStepSize = 1/LV = " + constants.maxOuterStepSize() + "]; lower it");
        }
        if (!(samples >= 1)) {
            throw new IllegalArgumentException("samples = " + samples + " must be >= 1");
        }
        double noise = constants.gV() * constants.gV() * constants.lV() * outerStepSize / samples;
        double iterations = constants.r() / outerStepSize * Math.min(1 / (epsilon * epsilon), 1 / noise);
        return new ConvergenceRate(outerStepSize, samples, iterations, 2 * noise + epsilon * epsilon);
    }

    /// Corollary 1 (i): β = 1/LV and B · D_o = 8 GV²/ε².
    ///
    /// @throws IllegalArgumentException if ε is not in (0, 1) or LV is 0 or infinite
    public static ConvergenceRate largeBatch(PaperConstants constants, double epsilon) {
        requireEpsilon(epsilon);
        requireFiniteSmoothness(constants);
        double samples = Math.max(1, 8 * constants.gV() * constants.gV() / (epsilon * epsilon));
        return theorem1(constants, epsilon, constants.maxOuterStepSize(), samples);
    }

    /// Corollary 1 (ii): B · D_o = 1 and β of order ε². Of all such β we take the one that makes the noise
    /// term as large as in setting (i), β = ε²/(8 GV² LV), but not above 1/LV.
    ///
    /// @throws IllegalArgumentException if ε is not in (0, 1) or LV is 0 or infinite
    public static ConvergenceRate smallStep(PaperConstants constants, double epsilon) {
        requireEpsilon(epsilon);
        requireFiniteSmoothness(constants);
        double beta = epsilon * epsilon / (8 * constants.gV() * constants.gV() * constants.lV());
        return theorem1(constants, epsilon, Math.min(beta, constants.maxOuterStepSize()), 1);
    }

    private static void requireFiniteSmoothness(PaperConstants constants) {
        if (!(constants.lV() > 0 && Double.isFinite(constants.lV()))) {
            throw new IllegalArgumentException("LV = " + constants.lV()
                    + " must be positive and finite; the paper's rates need a discount below 1 and a positive reward");
        }
    }

    private static void requireEpsilon(double epsilon) {
        if (!(epsilon > 0 && epsilon < 1)) {
            throw new IllegalArgumentException("epsilon = " + epsilon + " must be in (0, 1)");
        }
    }
}
