package org.sgmrl.mdp;

import java.io.Serializable;
import java.util.List;

/// A finite meta-reinforcement-learning problem: tasks i with probabilities p(i) that share states,
/// actions, horizon and discount.
///
/// A trajectory is τ = (s₀,a₀,…,s_H,a_H): decisions at h = 0..H, so H + 1 of them. Its return is R(τ) =
/// Σ_{t=0..H} γ^t r(s_t,a_t).
///
/// @param horizon H ≥ 0, at most [#MAX_HORIZON]
/// @param discount γ in [0, 1]
/// @param tasks at least one; the probabilities sum to 1 within [FiniteMdp#PROBABILITY_TOLERANCE]
public record MdpProblem(int horizon, double discount, List<MdpTask> tasks) implements Serializable {
    /// The largest horizon accepted.
    public static final int MAX_HORIZON = 1_000_000;

    /// @throws IllegalArgumentException if a value is out of range or the tasks differ in shape; the
    ///     message begins with the place, such as `tasks[1]`
    public MdpProblem {
        if (horizon < 0 || horizon > MAX_HORIZON) {
            throw new IllegalArgumentException("horizon = " + horizon + " must be in [0, " + MAX_HORIZON + "]");
        }
        if (!(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("discount = " + discount + " must be in [0, 1]");
        }
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("tasks is empty; at least one task is needed");
        }
        FiniteMdp first = tasks.getFirst().mdp();
        double sum = 0;
        for (int i = 0; i < tasks.size(); i++) {
            FiniteMdp mdp = tasks.get(i).mdp();
            if (mdp.states() != first.states() || mdp.actions() != first.actions()) {
                throw new IllegalArgumentException("tasks[" + i + "] has " + mdp.states() + " states and "
                        + mdp.actions() + " actions; all tasks must have the same as tasks[0], " + first.states()
                        + " and " + first.actions());
            }
            sum += tasks.get(i).probability();
        }
        if (!(Math.abs(sum - 1) <= FiniteMdp.PROBABILITY_TOLERANCE)) {
            throw new IllegalArgumentException("tasks[*].probability sums to " + sum
                    + "; probabilities must sum to 1 within " + FiniteMdp.PROBABILITY_TOLERANCE);
        }
    }

    /// The number of states S of every task.
    public int states() {
        return tasks.getFirst().mdp().states();
    }

    /// The number of actions A of every task.
    public int actions() {
        return tasks.getFirst().mdp().actions();
    }

    /// max over tasks, states and actions of |r(s,a)|; for non-negative rewards this is R of Assumption 1.
    public double maxAbsReward() {
        double max = 0;
        for (MdpTask task : tasks) {
            FiniteMdp mdp = task.mdp();
            for (int s = 0; s < mdp.states(); s++) {
                for (int a = 0; a < mdp.actions(); a++) {
                    max = Math.max(max, Math.abs(mdp.reward(s, a)));
                }
            }
        }
        return max;
    }
}
