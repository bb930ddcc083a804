package org.sgmrl.statistics;

/// An estimate with a 95 % interval around it.
///
/// Where the data say nothing about the estimate's error (a single value, or one that is not finite) there
/// is no interval: both ends are NaN and [#exists()] is false. An interval of zero width is another thing:
/// several values that are all the same.
///
/// @param estimate what was computed of the sample
/// @param low lower end of the 95 % interval, or NaN
/// @param high upper end of the 95 % interval, or NaN
public record Interval(double estimate, double low, double high) {
    /// An estimate about whose error nothing is known.
    ///
    /// @param estimate what was computed of the sample
    /// @return the estimate without an interval
    public static Interval none(double estimate) {
        return new Interval(estimate, Double.NaN, Double.NaN);
    }

    /// The estimate, by the name it has where it is a mean.
    ///
    /// @return the estimate
    public double mean() {
        return estimate;
    }

    /// Whether there is an interval.
    ///
    /// @return false if the ends are not numbers
    public boolean exists() {
        return !(Double.isNaN(low) || Double.isNaN(high));
    }

    /// Whether a value lies in the interval, ends included.
    ///
    /// @param value any number
    /// @return false also if there is no interval
    public boolean covers(double value) {
        return low <= value && value <= high;
    }

    /// Whether a value lies outside the interval.
    ///
    /// @param value any number
    /// @return false also if there is no interval: what is unknown excludes nothing
    public boolean excludes(double value) {
        return low > value || high < value;
    }
}
