package org.sgmrl.planar;

import org.sgmrl.planar.mjcf.MjcfElement;

/// How stiffly a constraint holds: MuJoCo's `solref` and `solimp`, compiled to the constants of
///
///     a_ref = −b v − k d(r) r,      D = 1/R = d / ((1 − d) Â)
///
/// where r < 0 is the violation (m or rad), v its rate, d the impedance, which grows with |r| from `dmin` to `dmax`
/// over `width` along two parabolas, and Â what a unit force accelerates. Source: MuJoCo's documentation, chapter
/// "Computation", sections on impedance and reference acceleration.
///
/// @param k stiffness, 1/s²
/// @param b damping, 1/s
/// @param dmin impedance at no violation
/// @param dmax impedance at `width` and beyond
/// @param width m or rad
record Softness(double k, double b, double dmin, double dmax, double width) {
    private static final double LEAST = 1e-4;

    /// @param solref time constant (s) and damping ratio
    /// @param solimp dmin, dmax, width, midpoint, power
    /// @param timestep s; twice this is the least time constant
    static Softness of(MjcfElement where, double[] solref, double[] solimp, double timestep) {
        if (!(solref[0] > 0 && solref[1] > 0)) {
            throw where.error("solref = " + solref[0] + " " + solref[1] + " must be positive");
        }
        if (solimp[3] != 0.5 || solimp[4] != 2) {
            throw where.error("solimp's midpoint and power must be 0.5 and 2, not " + solimp[3] + " and " + solimp[4]);
        }
        if (!(solimp[2] > 0)) {
            throw where.error("solimp's width = " + solimp[2] + " must be positive");
        }
        double dmin = Math.clamp(solimp[0], LEAST, 1 - LEAST);
        double dmax = Math.clamp(solimp[1], LEAST, 1 - LEAST);
        double time = Math.max(solref[0], 2 * timestep);
        double k = 1 / (dmax * dmax * time * time * solref[1] * solref[1]);
        return new Softness(k, 2 / (dmax * time), dmin, dmax, solimp[2]);
    }
}
