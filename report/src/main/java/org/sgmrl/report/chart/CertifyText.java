package org.sgmrl.report.chart;

import java.util.Locale;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.run.certify.Certificate;

/// Words and numbers of a certificate, the same on the page, in the picture and in the terminal.
public final class CertifyText {
    /// How often a right program would be suspected.
    public static final double FALSE_ALARM = 1e-3;

    private CertifyText() {}

    /// The problem and the adaptation in one line.
    ///
    /// @param c the certificate
    /// @return the line
    public static String title(Certificate c) {
        return String.format(
                Locale.ROOT,
                "%s: %d %s, %d actions, %d %s, H = %d, γ = %s; ζ = %d, D_in = %d, α = %s",
                c.name(),
                c.problem().states(),
                c.problem().states() == 1 ? "state" : "states",
                c.problem().actions(),
                c.problem().tasks().size(),
                c.problem().tasks().size() == 1 ? "task" : "tasks",
                c.problem().horizon(),
                plain(c.problem().discount()),
                c.inner().steps(),
                c.inner().trajectories(),
                plain(c.inner().stepSize()));
    }

    /// A result in six significant digits.
    ///
    /// @param value the number
    /// @return its text
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        return size != 0 && (size < 1e-3 || size >= 1e6)
                ? String.format(Locale.ROOT, "%.3g", value)
                : String.format(Locale.ROOT, "%.6f", value);
    }

    /// A number that was given, as short as it can be.
    ///
    /// @param value the number
    /// @return its text
    public static String plain(double value) {
        return Scale.label(value);
    }

    /// The bias of an estimator relative to ‖∇V‖.
    ///
    /// @param c where it was computed
    /// @param variant the estimator
    /// @return the number; NaN where ‖∇V‖ is no more than rounding, to which nothing is relative
    public static double relativeBias(Certificate c, EstimatorVariant variant) {
        return c.gradientIsRounding() ? Double.NaN : c.exact().bias(variant).relativeBias();
    }
}
