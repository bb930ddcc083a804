package org.sgmrl.oracle;

/// The adaptation whose outcome V_ζ measures: ζ times θ ← θ + α ∇̃J(θ, D) with a fresh batch D of D_in
/// trajectories (eqs. 6, 7 and 12 of the paper).
///
/// @param steps ζ in [1, 64]
/// @param trajectories D_in in [1, 10000]
/// @param stepSize α, finite and ≥ 0
public record Adaptation(int steps, int trajectories, double stepSize) {
    /// @throws IllegalArgumentException if a value is out of range
    public Adaptation {
        if (steps < 1 || steps > 64) {
            throw new IllegalArgumentException("inner steps = " + steps + " must be in [1, 64]");
        }
        if (trajectories < 1 || trajectories > 10_000) {
            throw new IllegalArgumentException("inner trajectories = " + trajectories + " must be in [1, 10000]");
        }
        if (!(stepSize >= 0 && Double.isFinite(stepSize))) {
            throw new IllegalArgumentException("inner step size = " + stepSize + " must be finite and >= 0");
        }
    }
}
