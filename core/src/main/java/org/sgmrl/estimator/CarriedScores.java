package org.sgmrl.estimator;

import org.sgmrl.method.ScoreTerm;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// Scores that wait for one coefficient, which is known when all tasks are done: those of all inner batches, of the
/// first, or none.
///
/// @param <T> type of the task
final class CarriedScores<T> implements ScorePart<T> {
    private final InnerLoop<T> innerLoop;
    private final ScoreTerm term;
    private final double[][] scores;

    CarriedScores(InnerLoop<T> innerLoop, ScoreTerm term, int innerSteps, int parameterCount) {
        this.innerLoop = innerLoop;
        this.term = term;
        int batches = switch (term) {
            case ScoreTerm.None(), ScoreTerm.Sum(ScoreTerm.LeavingOutLinear _), ScoreTerm.Pairs _ -> 0;
            case ScoreTerm.Sum _ -> innerSteps;
            case ScoreTerm.MeanOfFirstBatch _ -> Math.min(1, innerSteps);
        };
        this.scores = new double[batches][parameterCount];
    }

    @Override
    public double[][] scores() {
        return scores;
    }

    @Override
    public void begin(T task, RolloutKey outerKey, TrajectoryBatch outer, double[] outerWeights, TaskGradient share) {}

    @Override
    public boolean carries(int t) {
        return t < scores.length - 1;
    }

    @Override
    public void turn(int t, TaskGradient share) {
        if (t < scores.length) {
            double weight = weight(innerLoop.batch(t));
            for (int j = 0; j < share.score.length; j++) {
                share.score[j] += weight * scores[t][j];
            }
        }
    }

    private double weight(TrajectoryBatch batch) {
        return switch (term) {
            case ScoreTerm.None(), ScoreTerm.Sum _, ScoreTerm.Pairs _ -> 1;
            case ScoreTerm.MeanOfFirstBatch(ScoreTerm.ReturnLess _) -> 1.0 / batch.trajectories();
            case ScoreTerm.MeanOfFirstBatch(ScoreTerm.StandardizedReward()) -> 1.0 / batch.rows();
        };
    }

    @Override
    public int steps() {
        return 0;
    }

    @Override
    public int divergedEpisodes() {
        return 0;
    }
}
