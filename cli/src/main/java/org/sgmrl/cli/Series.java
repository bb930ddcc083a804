package org.sgmrl.cli;

/// An immutable sequence of numbers, such as a curve.
final class Series {
    private final double[] values;

    private Series(double[] values) {
        this.values = values;
    }

    /// A copy of numbers, at least one.
    static Series of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values is empty; at least one is needed");
        }
        return new Series(values.clone());
    }

    double[] toArray() {
        return values.clone();
    }

    double first() {
        return values[0];
    }

    double last() {
        return values[values.length - 1];
    }
}
