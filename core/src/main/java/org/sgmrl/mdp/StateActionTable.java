package org.sgmrl.mdp;

import java.util.Arrays;

/// An immutable S × A table of numbers: the logits θ of a softmax-tabular policy, or a gradient with
/// respect to them.
///
/// Flat arrays are row-major: entry (s, a) is at `s * A + a`.
public final class StateActionTable {
    private final int states;
    private final int actions;
    private final double[] values;

    private StateActionTable(int states, int actions, double[] values) {
        this.states = states;
        this.actions = actions;
        this.values = values;
    }

    /// A table with a copy of `values`, shape `[S·A]` row-major.
    ///
    /// @throws IllegalArgumentException if the length is not S·A
    public static StateActionTable ofFlat(int states, int actions, double[] values) {
        if (states < 1 || actions < 1 || values.length != states * actions) {
            throw new IllegalArgumentException("values has " + values.length
                    + " elements; it must have states × actions = " + states + " × " + actions);
        }
        return new StateActionTable(states, actions, values.clone());
    }

    /// The number of rows S.
    public int states() {
        return states;
    }

    /// The number of columns A.
    public int actions() {
        return actions;
    }

    /// Entry (s, a).
    public double get(int s, int a) {
        if (s < 0 || s >= states || a < 0 || a >= actions) {
            throw new IndexOutOfBoundsException("(" + s + ", " + a + ") is outside of " + states + " × " + actions);
        }
        return values[s * actions + a];
    }

    /// A copy, shape `[S·A]` row-major.
    public double[] toFlat() {
        return values.clone();
    }

    /// A copy, shape `[S][A]`.
    public double[][] toRows() {
        double[][] rows = new double[states][];
        for (int s = 0; s < states; s++) {
            rows[s] = Arrays.copyOfRange(values, s * actions, (s + 1) * actions);
        }
        return rows;
    }

    /// The Euclidean norm of all entries.
    public double norm() {
        double scale = 0;
        for (double v : values) {
            scale = Math.max(scale, Math.abs(v));
        }
        if (scale == 0 || !Double.isFinite(scale)) {
            return scale;
        }
        // Scaling by a power of two is exact, so this is the plain formula wherever that does not overflow.
        int exponent = Math.getExponent(scale);
        double sum = 0;
        for (double v : values) {
            double scaled = Math.scalb(v, -exponent);
            sum += scaled * scaled;
        }
        return Math.scalb(Math.sqrt(sum), exponent);
    }

    /// Entry-wise difference `this - other`.
    ///
    /// @throws IllegalArgumentException if the shapes differ
    public StateActionTable minus(StateActionTable other) {
        if (other.states != states || other.actions != actions) {
            throw new IllegalArgumentException(
                    "other is " + other.states + " × " + other.actions + "; it must be " + states + " × " + actions);
        }
        double[] difference = values.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= other.values[i];
        }
        return new StateActionTable(states, actions, difference);
    }

    /// Same shape and the same bits (−0.0 differs from 0.0).
    @Override
    public boolean equals(Object o) {
        return o instanceof StateActionTable t && t.actions == actions && Arrays.equals(t.values, values);
    }

    @Override
    public int hashCode() {
        return 31 * actions + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(toRows());
    }
}
