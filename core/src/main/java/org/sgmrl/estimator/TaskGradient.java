package org.sgmrl.estimator;

import java.nio.ByteBuffer;
import org.sgmrl.argument.Arguments;

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
        Arguments.positive("parameterCount", parameterCount);
        this.base = new double[parameterCount];
        this.score = new double[parameterCount];
    }

    /// A buffer that keeps some of the task's decisions at θ as well.
    ///
    /// @param parameterCount length of θ
    /// @param states how many at most, at least 1
    /// @param observationSize numbers in an observation
    /// @param actionSize numbers in an action
    public TaskGradient(int parameterCount, int states, int observationSize, int actionSize) {
        Arguments.positive("parameterCount", parameterCount);
        super(states, observationSize, actionSize);
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
        return statisticsSize() + PackedVector.size(base) + PackedVector.size(score);
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
    /// @throws IllegalArgumentException if one of the two buffers has states and the other has no room for them
    public void read(ByteBuffer buffer) {
        readStatistics(buffer);
        PackedVector.read(buffer, base);
        PackedVector.read(buffer, score);
    }
}
