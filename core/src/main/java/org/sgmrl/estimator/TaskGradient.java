package org.sgmrl.estimator;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// One task's share of a meta-gradient, and what was seen on the way. A buffer, overwritten by each
/// estimate.
///
/// The share is base + k · score with the coefficient k = scale · (J̃ − b). The two parts are kept apart
/// because b may need the other tasks' returns, and because the norm of the score term is worth watching.
public final class TaskGradient {
    private static final int NUMBERS = 9;

    final double[] base;
    final double[] score;
    double outerReturn;
    double outerScale;
    double preReturn;
    double postReturn;
    double outerRewardMean;
    /// Sum of squared deviations from the mean.
    double outerRewardSpread;

    long outerSteps;
    long steps;
    int divergedEpisodes;

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

    /// J̃: mean discounted return of the outer batch.
    ///
    /// @return the return
    public double outerReturn() {
        return outerReturn;
    }

    /// The scale that the outer estimate carries, and that J̃ − b must carry too.
    ///
    /// @return the scale
    public double outerScale() {
        return outerScale;
    }

    /// Mean reward of a step of the outer batch.
    ///
    /// @return the mean
    public double outerRewardMean() {
        return outerRewardMean;
    }

    /// Steps of the outer batch.
    ///
    /// @return the number of steps
    public long outerSteps() {
        return outerSteps;
    }

    /// Mean undiscounted return before adaptation: of the first inner batch (of the outer batch when ζ =
    /// 0).
    ///
    /// @return the return
    public double preReturn() {
        return preReturn;
    }

    /// Mean undiscounted return after adaptation: of the outer batch.
    ///
    /// @return the return
    public double postReturn() {
        return postReturn;
    }

    /// Environment steps taken.
    ///
    /// @return the number of steps
    public long steps() {
        return steps;
    }

    /// Episodes that ended because the simulation broke down.
    ///
    /// @return the number
    public int divergedEpisodes() {
        return divergedEpisodes;
    }

    /// Bytes that [#write] puts.
    ///
    /// @return a number of bytes
    public int encodedSize() {
        return NUMBERS * Double.BYTES + 1 + (isZero(score) ? 1 : 2) * base.length * Double.BYTES;
    }

    /// Puts everything, bit by bit; an all-zero score takes no room.
    ///
    /// @param buffer receives [#encodedSize] bytes
    public void write(ByteBuffer buffer) {
        buffer.putDouble(outerReturn)
                .putDouble(outerScale)
                .putDouble(preReturn)
                .putDouble(postReturn)
                .putDouble(outerRewardMean)
                .putDouble(outerRewardSpread)
                .putLong(outerSteps)
                .putLong(steps)
                .putLong(divergedEpisodes);
        boolean scored = !isZero(score);
        buffer.put((byte) (scored ? 1 : 0));
        put(buffer, base);
        if (scored) {
            put(buffer, score);
        }
    }

    /// Takes everything that [#write] put, for a policy with as many parameters.
    ///
    /// @param buffer holds it from its position on
    public void read(ByteBuffer buffer) {
        outerReturn = buffer.getDouble();
        outerScale = buffer.getDouble();
        preReturn = buffer.getDouble();
        postReturn = buffer.getDouble();
        outerRewardMean = buffer.getDouble();
        outerRewardSpread = buffer.getDouble();
        outerSteps = buffer.getLong();
        steps = buffer.getLong();
        divergedEpisodes = Math.toIntExact(buffer.getLong());
        boolean scored = buffer.get() != 0;
        get(buffer, base);
        if (scored) {
            get(buffer, score);
        } else {
            Arrays.fill(score, 0);
        }
    }

    private static void put(ByteBuffer buffer, double[] values) {
        buffer.asDoubleBuffer().put(values);
        buffer.position(buffer.position() + values.length * Double.BYTES);
    }

    private static void get(ByteBuffer buffer, double[] values) {
        buffer.asDoubleBuffer().get(values);
        buffer.position(buffer.position() + values.length * Double.BYTES);
    }

    /// Whether all bits are those of +0.
    private static boolean isZero(double[] values) {
        long bits = 0;
        for (double value : values) {
            bits |= Double.doubleToRawLongBits(value);
        }
        return bits == 0;
    }
}
