package org.sgmrl.rollout;

import org.jspecify.annotations.Nullable;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.DecisionMemory;

/// A batch D of trajectories of one task: rows in trajectory order, each trajectory contiguous. A reusable
/// buffer filled by a [BatchSampler], or a copy of steps that were collected elsewhere ([#of]).
///
/// A trajectory τ = (s_0, a_0, r_0, …) has at most `horizon` decisions; it is shorter where the episode
/// ended early.
public final class TrajectoryBatch {
    private final int maxTrajectories;
    private final int horizon;
    private final DecisionBatch decisions;
    private final double[] rewards;
    private final int[] starts;
    private int trajectories;
    private int divergedEpisodes;

    /// A buffer for at most `maxTrajectories` trajectories of at most `horizon` steps.
    ///
    /// @param maxTrajectories most trajectories
    /// @param horizon most steps of a trajectory
    /// @param observationSize numbers in an observation
    /// @param actionSize numbers in an action
    public TrajectoryBatch(int maxTrajectories, int horizon, int observationSize, int actionSize) {
        this(maxTrajectories, horizon, Math.multiplyExact(maxTrajectories, horizon), observationSize, actionSize);
    }

    private TrajectoryBatch(int maxTrajectories, int horizon, int capacity, int observationSize, int actionSize) {
        this.maxTrajectories = maxTrajectories;
        this.horizon = horizon;
        this.decisions = new DecisionBatch(capacity, observationSize, actionSize);
        this.rewards = new double[capacity];
        this.starts = new int[maxTrajectories + 1];
    }

    /// A batch of steps that were collected elsewhere than in a [RolloutSampler].
    ///
    /// @param horizon most steps of a trajectory
    /// @param lengths steps of each trajectory, in 1..horizon
    /// @param observationSize numbers in an observation
    /// @param observations of all steps in order, `[at least rows × observationSize]`; copied
    /// @param actionSize numbers in an action
    /// @param actions in the policy's units, `[at least rows × actionSize]`; copied
    /// @param rewards `[at least rows]`; copied
    /// @return a batch of just these rows
    /// @throws IllegalArgumentException if there is no trajectory, or one has no step or more than the horizon
    public static TrajectoryBatch of(
            int horizon,
            int[] lengths,
            int observationSize,
            double[] observations,
            int actionSize,
            double[] actions,
            double[] rewards) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("lengths must hold at least one trajectory");
        }
        int rows = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 1 || lengths[i] > horizon) {
                throw new IllegalArgumentException(
                        "lengths[" + i + "] = " + lengths[i] + " must be in [1, horizon = " + horizon + "]");
            }
            rows = Math.addExact(rows, lengths[i]);
        }
        TrajectoryBatch batch = new TrajectoryBatch(lengths.length, horizon, rows, observationSize, actionSize);
        System.arraycopy(observations, 0, batch.decisions.observations(), 0, rows * observationSize);
        System.arraycopy(actions, 0, batch.decisions.actions(), 0, rows * actionSize);
        System.arraycopy(rewards, 0, batch.rewards, 0, rows);
        for (int i = 0; i < lengths.length; i++) {
            batch.starts[i + 1] = batch.starts[i] + lengths[i];
        }
        batch.trajectories = lengths.length;
        batch.decisions.rows(rows);
        return batch;
    }

    /// Number of trajectories, |D|.
    ///
    /// @return the number
    public int trajectories() {
        return trajectories;
    }

    /// Trajectories that ended because the simulation broke down; their last reward is 0.
    ///
    /// @return the number
    public int divergedEpisodes() {
        return divergedEpisodes;
    }

    /// Most steps of a trajectory.
    ///
    /// @return the horizon
    public int horizon() {
        return horizon;
    }

    /// All steps of all trajectories.
    ///
    /// @return number of rows
    public int rows() {
        return starts[trajectories];
    }

    /// First row of trajectory `i`; `start(trajectories())` is the number of rows.
    ///
    /// @param i trajectory
    /// @return its first row
    public int start(int i) {
        return starts[i];
    }

    /// Number of steps of trajectory `i`.
    ///
    /// @param i trajectory
    /// @return its length
    public int length(int i) {
        return starts[i + 1] - starts[i];
    }

    /// Observations and actions (in the policy's units) of all rows.
    ///
    /// @return the decisions, not a copy
    public DecisionBatch decisions() {
        return decisions;
    }

    /// Rewards of all rows.
    ///
    /// @return the rewards, not a copy
    public double[] rewards() {
        return rewards;
    }

    /// Mean over trajectories of Σ_t γ^t r_t, the paper's J̃ for γ the task's discount.
    ///
    /// @param discount γ; 1 for the plain sum of rewards
    /// @return the mean return
    public double meanReturn(double discount) {
        double sum = 0;
        for (int i = 0; i < trajectories; i++) {
            sum += discountedReturn(i, discount);
        }
        return sum / trajectories;
    }

    /// The return of one trajectory, Σ_t γ^t r_t.
    ///
    /// @param trajectory its number
    /// @param discount γ
    /// @return the return
    public double discountedReturn(int trajectory, double discount) {
        double value = 0;
        for (int n = starts[trajectory + 1] - 1; n >= starts[trajectory]; n--) {
            value = rewards[n] + discount * value;
        }
        return value;
    }

    /// A copy without some of the trajectories.
    ///
    /// @param from first trajectory to leave out
    /// @param to the one after the last to leave out
    /// @return a new batch of the others, in their order; at least one
    /// @throws IllegalArgumentException if these are not trajectories of the batch, or all of them
    public TrajectoryBatch without(int from, int to) {
        if (from < 0 || to < from || to > trajectories || to - from == trajectories) {
            throw new IllegalArgumentException("from = " + from + ", to = " + to + " must name some of the batch's "
                    + trajectories + " trajectories, and not all");
        }
        TrajectoryBatch others = new TrajectoryBatch(
                trajectories - (to - from), horizon, decisions.observationSize(), decisions.actionSize());
        others.append(this, 0, from);
        others.append(this, to, trajectories);
        others.decisions.rows(others.rows());
        return others;
    }

    private void append(TrajectoryBatch source, int from, int to) {
        int row = source.starts[from];
        int rows = source.starts[to] - row;
        int next = rows();
        int observationSize = decisions.observationSize();
        int actionSize = decisions.actionSize();
        System.arraycopy(
                source.decisions.observations(),
                row * observationSize,
                decisions.observations(),
                next * observationSize,
                rows * observationSize);
        System.arraycopy(
                source.decisions.actions(),
                row * actionSize,
                decisions.actions(),
                next * actionSize,
                rows * actionSize);
        System.arraycopy(source.rewards, row, rewards, next, rows);
        for (int i = from; i < to; i++) {
            starts[trajectories + 1] = starts[trajectories] + source.length(i);
            trajectories++;
        }
    }

    int maxTrajectories() {
        return maxTrajectories;
    }

    /// Closes the gaps that shorter episodes left: rows were written at `i * horizon + h`.
    ///
    /// @param memory that has remembered them; null for none
    void compact(int count, int[] lengths, int diverged, @Nullable DecisionMemory memory) {
        divergedEpisodes = diverged;
        int observationSize = decisions.observationSize();
        int actionSize = decisions.actionSize();
        int next = 0;
        for (int i = 0; i < count; i++) {
            int from = i * horizon;
            if (next != from) {
                int length = lengths[i];
                double[] observations = decisions.observations();
                double[] actions = decisions.actions();
                System.arraycopy(
                        observations,
                        from * observationSize,
                        observations,
                        next * observationSize,
                        length * observationSize);
                System.arraycopy(actions, from * actionSize, actions, next * actionSize, length * actionSize);
                System.arraycopy(rewards, from, rewards, next, length);
                if (memory != null) {
                    memory.move(from, next, length);
                }
            }
            starts[i] = next;
            next += lengths[i];
        }
        starts[count] = next;
        trajectories = count;
        decisions.rows(next);
        if (memory != null) {
            memory.end(next);
        }
    }
}
