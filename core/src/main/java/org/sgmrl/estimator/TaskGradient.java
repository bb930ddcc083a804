package org.sgmrl.estimator;

import java.nio.ByteBuffer;

/// One task's share of a meta-gradient, and what was seen on the way. A buffer, overwritten by each
/// estimate.
///
/// The share is base + k · score with the coefficient k = scale · (J̃ − b). The two parts are kept apart
/// because b may need the other tasks' returns, and because the norm of the score term is worth watching.
public final class TaskGradient extends TaskStatistics {
    final double[] base;
    final double[] score;

    /// A buffer for a policy with `parameterCount` parameters.
    ///
    /// @param parameterCount length of θ
    public TaskGradient(int parameterCount) {
        if (parameterCount < 1) {
            throw new IllegalArgumentException("parameterCount = " + parameterCount + " must be at least 1");
        }
        this.base = new double[parameterCount];
        this.score = new double[parameterCount];
    }

    /// The part without the score term.
    ///
    /// @return `[parameterCount]`, not a copy
    public double[] base() {
        return base;
    }

    /// The scores of the inner batches, each carried back through the earlier inner steps; all zero without
    /// a score term.
    ///
    /// @return `[parameterCount]`, not a copy
    public double[] score() {
        return score;
    }

    /// Bytes that [#write] puts.
    ///
    /// @return a number of bytes
    public int encodedSize() {
        return STATISTICS_BYTES + PackedVector.size(base) + PackedVector.size(score);
    }

    /// Puts everything, bit by bit; an all-zero vector takes no room.
    ///
    /// @param buffer receives [#encodedSize] bytes
    public void write(ByteBuffer buffer) {
        writeStatistics(buffer);
        PackedVector.write(base, buffer);
        PackedVector.write(score, buffer);
    }

    /// Takes everything that [#write] put, for a policy with as many parameters.
    ///
    /// @param buffer holds it from its position on
    public void read(ByteBuffer buffer) {
        readStatistics(buffer);
        PackedVector.read(buffer, base);
        PackedVector.read(buffer, score);
    }
}
