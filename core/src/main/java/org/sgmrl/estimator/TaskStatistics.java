package org.sgmrl.estimator;

import java.nio.ByteBuffer;

/// What one task's estimate tells in numbers: all that coefficients, metrics and diagnoses need of it, while its vectors may
/// have been summed elsewhere. A buffer, overwritten by each estimate.
public sealed class TaskStatistics permits TaskGradient {
    /// Bytes that [#writeStatistics] puts.
    public static final int STATISTICS_BYTES = 11 * Double.BYTES;

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

    /// An empty buffer.
    public TaskStatistics() {}

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

    /// Takes the numbers of another one.
    ///
    /// @param other where they are
    public void setStatistics(TaskStatistics other) {
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

    /// Puts the numbers, bit by bit.
    ///
    /// @param buffer receives [#STATISTICS_BYTES] bytes
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
                .putLong(divergedEpisodes);
    }

    /// Takes the numbers that [#writeStatistics] put.
    ///
    /// @param buffer holds them from its position on
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
        divergedEpisodes = Math.toIntExact(buffer.getLong());
    }
}
