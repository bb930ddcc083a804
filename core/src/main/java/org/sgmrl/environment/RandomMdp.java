package org.sgmrl.environment;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sgmrl.argument.Arguments;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.random.RandomStream;

/// Random tabular MDPs: where actions lead and what they pay is the task.
///
/// | what | value |
/// |---|---|
/// | id | `random-mdp-SxA-v1` with S states and A actions, 2 to 99 each; 10 states and 5 actions are listed |
/// | task | P(·\|s, a) ~ Dirichlet(1, …, 1), mean rewards r(s, a) ~ N(1, 1), all independent: a [FiniteMdp] |
/// | start | state 0 |
/// | observation | the state, one-hot (S numbers) |
/// | action | index in 0..A-1 |
/// | reward | N(r(s, a), 1) |
/// | ends | at the horizon only (10 steps) |
///
/// Section 3.2 of Duan et al. (2016), "RL²: Fast Reinforcement Learning via Slow Reinforcement Learning", whose MDPs have 10
/// states and 5 actions; the construction is older (Bayesian reinforcement learning). That all episodes start in the same
/// state is ours to say; the states of a task are exchangeable.
///
/// The numbers of a task are all P(s′|s, a), then all r(s, a), the last index fastest.
///
/// @param states number of states S, from 2 to 99
/// @param actions number of actions A, from 2 to 99
public record RandomMdp(int states, int actions) implements MetaEnvironment<FiniteMdp> {
    private static final Pattern ID = Pattern.compile("random-mdp-([1-9][0-9]?)x([1-9][0-9]?)-v1");
    private static final int LEAST = 2;
    private static final int MOST = 99;
    private static final int HORIZON = 10;
    private static final int TASKS = 20;
    private static final int ITERATIONS = 300;

    /// Checks the sizes.
    public RandomMdp {
        Arguments.require(states >= LEAST && states <= MOST, "states", states, "be from " + LEAST + " to " + MOST);
        Arguments.require(actions >= LEAST && actions <= MOST, "actions", actions, "be from " + LEAST + " to " + MOST);
    }

    /// Those that are listed.
    static List<Environments.Entry> all() {
        return List.of(new Environments.Entry(
                "tabular MDP of 10 states and 5 actions, transitions and rewards unseen; as random-mdp-SxA-v1 of any size",
                new RandomMdp(10, 5)));
    }

    static Optional<MetaEnvironment<?>> byId(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int states = Integer.parseInt(matcher.group(1));
        int actions = Integer.parseInt(matcher.group(2));
        return Math.min(states, actions) < LEAST ? Optional.empty() : Optional.of(new RandomMdp(states, actions));
    }

    @Override
    public EnvironmentSpec spec() {
        return new EnvironmentSpec(
                "random-mdp-" + states + "x" + actions + "-v1",
                states,
                new ActionSpace.Discrete(actions),
                HORIZON,
                TASKS,
                ITERATIONS);
    }

    @Override
    public TaskDistribution<FiniteMdp> tasks() {
        return new Tables(states, actions);
    }

    @Override
    public BatchedEnvironment<FiniteMdp> create(int rollouts) {
        return rollouts(rollouts);
    }

    @Override
    public Optional<StatefulEnvironment<FiniteMdp>> createStateful() {
        return Optional.of(new FiniteMdpRollouts.Single<>(rollouts(1)));
    }

    private FiniteMdpRollouts<FiniteMdp> rollouts(int count) {
        return new FiniteMdpRollouts<>(states, RewardLaw.UNIT_NORMAL, task -> task, count);
    }

    private record Tables(int states, int actions) implements TaskDistribution<FiniteMdp> {
        @Override
        public FiniteMdp sample(RandomStream random) {
            double[][][] transition = new double[states][actions][states];
            double[][] reward = new double[states][actions];
            for (int s = 0; s < states; s++) {
                for (int a = 0; a < actions; a++) {
                    drawFlatDirichlet(transition[s][a], random);
                    reward[s][a] = 1 + random.nextGaussian();
                }
            }
            return mdp(transition, reward);
        }

        /// Exponential variables over their sum.
        private static void drawFlatDirichlet(double[] out, RandomStream random) {
            double sum = 0;
            for (int i = 0; i < out.length; i++) {
                out[i] = -StrictMath.log(1 - random.nextDouble());
                sum += out[i];
            }
            for (int i = 0; i < out.length; i++) {
                out[i] /= sum;
            }
        }

        private FiniteMdp mdp(double[][][] transition, double[][] reward) {
            double[] initial = new double[states];
            initial[0] = 1;
            return FiniteMdp.of(initial, transition, reward);
        }

        @Override
        public String label() {
            return "mdp";
        }

        @Override
        public int parameterCount() {
            return states * actions * (states + 1);
        }

        @Override
        public void parameters(FiniteMdp task, double[] out) {
            int rewards = states * actions * states;
            for (int s = 0; s < states; s++) {
                for (int a = 0; a < actions; a++) {
                    int sa = s * actions + a;
                    out[rewards + sa] = task.reward(s, a);
                    for (int next = 0; next < states; next++) {
                        out[sa * states + next] = task.transition(s, a, next);
                    }
                }
            }
        }

        @Override
        public FiniteMdp task(double[] numbers) {
            TaskDistribution.require(numbers, parameterCount());
            double[][][] transition = new double[states][actions][states];
            double[][] reward = new double[states][actions];
            int rewards = states * actions * states;
            for (int s = 0; s < states; s++) {
                for (int a = 0; a < actions; a++) {
                    int sa = s * actions + a;
                    reward[s][a] = numbers[rewards + sa];
                    System.arraycopy(numbers, sa * states, transition[s][a], 0, states);
                }
            }
            return mdp(transition, reward);
        }
    }
}
