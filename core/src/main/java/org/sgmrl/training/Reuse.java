package org.sgmrl.training;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;

/// How often a meta-batch is stepped on: ProMP's outer steps (Rothfuss, Lee, Clavera, Asfour and Abbeel 2019, algorithm 1), each
/// a step up the surrogate
///
///     mean over tasks of Σ_n min(q_n w_n, clip(q_n, 1 − ε, 1 + ε) w_n) − η KL(π_θold ‖ π_θ)
///
/// with q_n = π(a_n|s_n; θ′)/π(a_n|s_n; θ′_old), θ′ the adaptation from θ on the same inner data. The first step has q = 1 and is that
/// of the plain meta-gradient.
///
/// @param epochs outer steps on the same data
/// @param clip ε; 0: no clipping
/// @param klPenalty η, of the mean KL divergence over states of the inner data; 0: none
public record Reuse(int epochs, double clip, double klPenalty) implements Serializable {
    /// One step on each meta-batch.
    public static final Reuse NONE = new Reuse(1, 0, 0);

    /// Checks every value.
    public Reuse {
        Arguments.require(epochs >= 1 && epochs <= 1000, "outer-epochs", epochs, "be in 1..1000");
        require(clip, epochs, "outer-clip");
        require(klPenalty, epochs, "outer-kl-penalty");
    }

    private static void require(double value, int epochs, String name) {
        Arguments.require(value >= 0 && Double.isFinite(value), name, value, "be a finite number, at least 0");
        Arguments.require(
                value == 0 || epochs > 1,
                name,
                value,
                "be 0 with outer-epochs 1: in a first step nothing has moved yet");
    }

    /// With another number of steps; a single one has neither clipping nor penalty.
    ///
    /// @param changed outer steps on the same data
    /// @return the rest as it is, if there is more than one
    public Reuse withEpochs(int changed) {
        return changed == 1 ? NONE : new Reuse(changed, clip, klPenalty);
    }

    /// With another range of ratios.
    ///
    /// @param changed ε
    /// @return the rest as it is
    public Reuse withClip(double changed) {
        return new Reuse(epochs, changed, klPenalty);
    }

    /// With another penalty.
    ///
    /// @param changed η
    /// @return the rest as it is
    public Reuse withKlPenalty(double changed) {
        return new Reuse(epochs, clip, changed);
    }
}
