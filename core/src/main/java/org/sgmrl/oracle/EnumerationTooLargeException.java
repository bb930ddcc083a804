package org.sgmrl.oracle;

import java.io.Serial;
import java.util.Locale;

/// An exact enumeration that was refused before it started. The message names the count and the limit.
public final class EnumerationTooLargeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final double count;
    private final double limit;

    EnumerationTooLargeException(String what, double count, double limit, String remedy) {
        super(what + " = " + format(count) + " exceeds the limit of " + format(limit) + "; " + remedy);
        this.count = count;
        this.limit = limit;
    }

    /// How many items the enumeration would visit; exact below 2⁵³, infinite if beyond the range of a
    /// double.
    public double count() {
        return count;
    }

    /// The largest count allowed.
    public double limit() {
        return limit;
    }

    private static String format(double count) {
        return count < 0x1p53
                ? Long.toString((long) count)
                : Double.isInfinite(count) ? "Infinity" : String.format(Locale.ROOT, "%.3e", count);
    }
}
