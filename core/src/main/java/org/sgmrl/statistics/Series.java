package org.sgmrl.statistics;

/// An immutable sequence of numbers, such as a curve.
public final class Series {
    private final double[] values;

    private Series(double[] values) {
        this.values = values;
    }

    /// A copy of numbers, at least one.
    ///
    /// @param values the numbers
    /// @return the sequence
    /// @throws IllegalArgumentException if there are none
    public static Series of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values is empty; at least one is needed");
        }
        return new Series(values.clone());
    }

    /// All of them.
    ///
    /// @return a copy
    public double[] toArray() {
        return values.clone();
    }

    /// The first number.
    ///
    /// @return it
    public double first() {
        return values[0];
    }

    /// The last number.
    ///
    /// @return it
    public double last() {
        return values[values.length - 1];
    }
}
