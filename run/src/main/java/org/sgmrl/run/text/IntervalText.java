package org.sgmrl.run.text;

import java.util.Locale;
import org.sgmrl.statistics.Interval;

/// An estimate with its interval, for people.
public final class IntervalText {
    private IntervalText() {}

    /// Three digits after the point.
    ///
    /// @param interval what to tell
    /// @return such as `-12.345 [-13.000, -11.690]`; where there is no interval, the reason in its place
    public static String of(Interval interval) {
        return interval.exists()
                ? String.format(Locale.ROOT, "%.3f %s", interval.estimate(), ends(interval))
                : String.format(Locale.ROOT, "%.3f (a single value: no interval)", interval.estimate());
    }

    /// The ends alone.
    ///
    /// @param interval what to tell
    /// @return such as `[-13.000, -11.690]`, or a dash where there is no interval
    public static String ends(Interval interval) {
        return interval.exists() ? String.format(Locale.ROOT, "[%.3f, %.3f]", interval.low(), interval.high()) : "–";
    }
}
