package org.sgmrl.environment;

import java.util.List;
import java.util.function.Function;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.random.RandomStream;

/// Rollouts of finite MDPs in lockstep. The observation is the state, one-hot; nothing ends an episode. A step draws
/// its reward first, then the next state.
///
/// @param <T> type of the task
final class FiniteMdpRollouts<T> implements BatchedEnvironment<T> {
    private static final FiniteMdp BEFORE_RESET =
            FiniteMdp.of(new double[] {1}, new double[][][] {{{1}}}, new double[][] {{0}});

    private final int states;
    private final RewardLaw law;
    private final Function<T, FiniteMdp> mdps;
    private final int[] state;
    private final RandomStream[] streams;
    private FiniteMdp mdp = BEFORE_RESET;

    /// @param states of every task's MDP
    /// @param law of rewards
    /// @param mdps the MDP of a task
    /// @param rollouts the most at once
    FiniteMdpRollouts(int states, RewardLaw law, Function<T, FiniteMdp> mdps, int rollouts) {
        this.states = states;
        this.law = law;
        this.mdps = mdps;
        this.state = new int[rollouts];
        this.streams = new RandomStream[rollouts];
    }

    @Override
    public void reset(T task, RandomStream[] random, int rollouts, double[] observations) {
        mdp = mdps.apply(task);
        for (int i = 0; i < rollouts; i++) {
            streams[i] = random[i];
            enter(i, mdp.drawInitial(random[i].nextDouble()), observations, i);
        }
    }

    @Override
    public void step(
            int[] active, int count, double[] actions, double[] observations, double[] rewards, boolean[] terminated) {
        for (int k = 0; k < count; k++) {
            int i = active[k];
            int s = state[i];
            int a = (int) actions[k];
            rewards[k] = law.draw(mdp.reward(s, a), streams[i]);
            enter(i, mdp.drawNext(s, a, streams[i].nextDouble()), observations, k);
            terminated[k] = false;
        }
    }

    private void enter(int rollout, int s, double[] observations, int row) {
        state[rollout] = s;
        writeOneHot(observations, row, s, states);
    }

    /// Writes index `one` of `size` into a row of observations.
    static void writeOneHot(double[] observations, int row, int one, int size) {
        for (int j = 0; j < size; j++) {
            observations[row * size + j] = j == one ? 1 : 0;
        }
    }

    /// A batch of one that starts in any state.
    static final class Single<T> implements StatefulEnvironment<T> {
        private static final int[] FIRST = {0};

        private final FiniteMdpRollouts<T> batch;
        private final RandomStream[] stream = {new RandomStream()};
        private final double[] reward = new double[1];
        private final boolean[] terminated = new boolean[1];

        Single(FiniteMdpRollouts<T> batch) {
            this.batch = batch;
        }

        @Override
        public void reset(T task, RandomStream random, double[] observation) {
            stream[0] = random;
            batch.reset(task, stream, 1, observation);
        }

        @Override
        public List<StateArray> stateArrays() {
            return List.of(new StateArray("state", 1));
        }

        @Override
        public void restore(T task, double[] state, double[] observation) {
            int s = (int) state[0];
            if (s != state[0] || s < 0 || s >= batch.states) {
                throw new IllegalArgumentException(
                        "state = " + state[0] + " must be a whole number from 0 to " + (batch.states - 1));
            }
            batch.mdp = batch.mdps.apply(task);
            batch.enter(0, s, observation, 0);
        }

        @Override
        public double step(double[] action, double[] observation) {
            batch.step(FIRST, 1, action, observation, reward, terminated);
            return reward[0];
        }

        @Override
        public boolean terminated() {
            return false;
        }
    }
}
