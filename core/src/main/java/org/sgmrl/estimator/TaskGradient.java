package org.sgmrl.estimator;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.policy.DecisionBatch;

/// One task's share of a meta-gradient, and what was seen on the way. A buffer, overwritten by each
/// estimate.
///
/// The share is base + k · score with the coefficient k = scale · (J̃ − b). The two parts are kept apart
/// because b may need the other tasks' returns, and because the norm of the score term is worth watching.
public final class TaskGradient {
    private static final int NUMBERS = 9;
    /// Bits of the byte that says what follows the numbers.
    private static final int SCORED = 1;

    private static final int WITH_STATES = 2;

    final double[] base;
    final double[] score;
    private final @Nullable DecisionBatch states;
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
        Arguments.positive("parameterCount", parameterCount);
        this.base = new double[parameterCount];
        this.score = new double[parameterCount];
        this.states = null;
    }

    /// A buffer that keeps some of the task's decisions at θ as well.
    ///
    /// @param parameterCount length of θ
    /// @param states how many at most, at least 1
    /// @param observationSize numbers in an observation
    /// @param actionSize numbers in an action
    public TaskGradient(int parameterCount, int states, int observationSize, int actionSize) {
        Arguments.positive("parameterCount", parameterCount);
        Arguments.positive("states", states);
        this.base = new double[parameterCount];
        this.score = new double[parameterCount];
        this.states = new DecisionBatch(states, observationSize, actionSize);
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

    /// Decisions at θ, before adaptation, in rows drawn from the first inner batch (from the outer batch when ζ = 0).
    ///
    /// @return the decisions, not a copy; null if the buffer has no room for them
    public @Nullable DecisionBatch states() {
        return states;
    }

    /// Bytes that [#write] puts.
    ///
    /// @return a number of bytes
    public int encodedSize() {
        int numbers = (isZero(score) ? 1 : 2) * base.length;
        int rows = 0;
        if (states != null) {
            rows = Integer.BYTES;
            numbers += states.rows() * (states.observationSize() + states.actionSize());
        }
        return NUMBERS * Double.BYTES + 1 + rows + numbers * Double.BYTES;
    }

    /// Puts everything, bit by bit; an all-zero score takes no room, nor do states that are not kept.
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
        buffer.put((byte) ((scored ? SCORED : 0) | (states == null ? 0 : WITH_STATES)));
        put(buffer, base, base.length);
        if (scored) {
            put(buffer, score, score.length);
        }
        if (states != null) {
            buffer.putInt(states.rows());
            put(buffer, states.observations(), states.rows() * states.observationSize());
            put(buffer, states.actions(), states.rows() * states.actionSize());
        }
    }

    /// Takes everything that [#write] put, for a policy with as many parameters.
    ///
    /// @param buffer holds it from its position on
    /// @throws IllegalArgumentException if one of the two buffers has states and the other has no room for them
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
        int follows = buffer.get();
        if ((follows & WITH_STATES) != 0 != (states != null)) {
            throw new IllegalArgumentException("states = " + (states == null ? "none" : "kept")
                    + " must be as in the share that is read; make both buffers by TrainingSettings.newTaskGradient");
        }
        get(buffer, base, base.length);
        if ((follows & SCORED) != 0) {
            get(buffer, score, score.length);
        } else {
            Arrays.fill(score, 0);
        }
        if (states != null) {
            states.rows(buffer.getInt());
            get(buffer, states.observations(), states.rows() * states.observationSize());
            get(buffer, states.actions(), states.rows() * states.actionSize());
        }
    }

    private static void put(ByteBuffer buffer, double[] values, int count) {
        buffer.asDoubleBuffer().put(values, 0, count);
        buffer.position(buffer.position() + count * Double.BYTES);
    }

    private static void get(ByteBuffer buffer, double[] values, int count) {
        buffer.asDoubleBuffer().get(values, 0, count);
        buffer.position(buffer.position() + count * Double.BYTES);
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
