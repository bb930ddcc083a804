package org.sgmrl.estimator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.policy.DecisionBatch;

/// What one task's estimate tells beside its vectors, which may have been summed elsewhere: the numbers that coefficients,
/// metrics and diagnoses need and, where there is room for them, some decisions, for outer steps that look at states. A buffer,
/// overwritten by each estimate.
public sealed class TaskStatistics permits TaskGradient {
    /// The last is two integers: diverged episodes, and rows of states.
    private static final int NUMBERS = 11;

    private static final int NO_STATES = -1;

    private final @Nullable DecisionBatch states;
    double outerReturn;
    double outerScale;
    double preReturn;
    double postReturn;
    double outerRewardMean;
    /// Sum of squared deviations from the mean.
    double outerRewardSpread;

    double baseNorm;
    double scoreNorm;
    long outerSteps;
    long steps;
    int divergedEpisodes;

    /// An empty buffer without states.
    public TaskStatistics() {
        this.states = null;
    }

    /// An empty buffer that keeps some of the task's decisions at θ as well.
    ///
    /// @param states how many at most, at least 1
    /// @param observationSize numbers in an observation
    /// @param actionSize numbers in an action
    public TaskStatistics(int states, int observationSize, int actionSize) {
        Arguments.positive("states", states);
        this.states = new DecisionBatch(states, observationSize, actionSize);
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

    /// ‖base‖ of [TaskGradient#base].
    ///
    /// @return the norm
    public double baseNorm() {
        return baseNorm;
    }

    /// ‖score‖ of [TaskGradient#score].
    ///
    /// @return the norm
    public double scoreNorm() {
        return scoreNorm;
    }

    /// Decisions at θ, before adaptation, in rows drawn from the first inner batch (from the outer batch when ζ = 0).
    ///
    /// @return the decisions, not a copy; null if the buffer has no room for them
    public @Nullable DecisionBatch states() {
        return states;
    }

    /// Takes the numbers and states of another one.
    ///
    /// @param other where they are
    /// @throws IllegalArgumentException if one of the two has states and the other has no room for them
    public void setStatistics(TaskStatistics other) {
        DecisionBatch kept = Arguments.given("other", other).states;
        DecisionBatch room = room(kept == null ? NO_STATES : kept.rows());
        if (room != null && kept != null) {
            System.arraycopy(kept.observations(), 0, room.observations(), 0, kept.rows() * kept.observationSize());
            System.arraycopy(kept.actions(), 0, room.actions(), 0, kept.rows() * kept.actionSize());
        }
        outerReturn = other.outerReturn;
        outerScale = other.outerScale;
        preReturn = other.preReturn;
        postReturn = other.postReturn;
        outerRewardMean = other.outerRewardMean;
        outerRewardSpread = other.outerRewardSpread;
        baseNorm = other.baseNorm;
        scoreNorm = other.scoreNorm;
        outerSteps = other.outerSteps;
        steps = other.steps;
        divergedEpisodes = other.divergedEpisodes;
    }

    /// Room for so many rows of states, or for none.
    private @Nullable DecisionBatch room(int rows) {
        if ((rows == NO_STATES) != (states == null)) {
            throw new IllegalArgumentException("states = " + (states == null ? "none" : "kept")
                    + " must be as in the statistics that are taken; make both buffers by TrainingSettings.newTaskGradient"
                    + " or newTaskStatistics");
        }
        if (states != null) {
            states.rows(rows);
        }
        return states;
    }

    /// Bytes that [#writeStatistics] puts.
    ///
    /// @return a number of bytes
    public final int statisticsSize() {
        return Double.BYTES
                * (NUMBERS + (states == null ? 0 : states.rows() * (states.observationSize() + states.actionSize())));
    }

    /// Puts numbers and states, bit by bit.
    ///
    /// @param buffer receives [#statisticsSize] bytes
    public void writeStatistics(ByteBuffer buffer) {
        buffer.putDouble(outerReturn)
                .putDouble(outerScale)
                .putDouble(preReturn)
                .putDouble(postReturn)
                .putDouble(outerRewardMean)
                .putDouble(outerRewardSpread)
                .putDouble(baseNorm)
                .putDouble(scoreNorm)
                .putLong(outerSteps)
                .putLong(steps)
                .putInt(divergedEpisodes)
                .putInt(states == null ? NO_STATES : states.rows());
        if (states != null) {
            put(buffer, states.observations(), states.rows() * states.observationSize());
            put(buffer, states.actions(), states.rows() * states.actionSize());
        }
    }

    /// Takes what [#writeStatistics] put.
    ///
    /// @param buffer holds it from its position on
    /// @throws IllegalArgumentException if one of the two buffers has states and the other has no room for them
    public void readStatistics(ByteBuffer buffer) {
        outerReturn = buffer.getDouble();
        outerScale = buffer.getDouble();
        preReturn = buffer.getDouble();
        postReturn = buffer.getDouble();
        outerRewardMean = buffer.getDouble();
        outerRewardSpread = buffer.getDouble();
        baseNorm = buffer.getDouble();
        scoreNorm = buffer.getDouble();
        outerSteps = buffer.getLong();
        steps = buffer.getLong();
        divergedEpisodes = buffer.getInt();
        DecisionBatch kept = room(buffer.getInt());
        if (kept != null) {
            get(buffer, kept.observations(), kept.rows() * kept.observationSize());
            get(buffer, kept.actions(), kept.rows() * kept.actionSize());
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
}
