package org.sgmrl.environment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sgmrl.argument.Arguments;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.random.RandomStream;

/// Bernoulli bandits: which arm pays best is the task.
///
/// | what | value |
/// |---|---|
/// | id | `bernoulli-bandit-K-v1` with K arms, 2 to 999; 5, 10 and 50 are listed |
/// | task | the arms' success probabilities p_a ~ U[0, 1], independent: a [FiniteMdp] of one state with r(a) = p_a |
/// | observation | 1: there is one state |
/// | action | the arm, 0..K-1 |
/// | reward | 1 with probability p_a, otherwise 0 |
/// | ends | at the horizon only (10 pulls) |
///
/// Arms, their law and the numbers of arms and pulls are those of Duan et al. (2016), "RL²: Fast Reinforcement Learning via
/// Slow Reinforcement Learning", section 3.1. Their policy remembers and may change its mind after every pull; one that adapts by
/// gradients changes between batches, so it sees 10 pulls for each trajectory of its inner batch before it does.
///
/// A policy that does not adapt earns 1/2 a pull, whatever it is; one that knows the task earns K/(K+1).
///
/// @param arms number of arms K, from 2 to 999
public record BernoulliBandit(int arms) implements MetaEnvironment<FiniteMdp> {
    private static final Pattern ID = Pattern.compile("bernoulli-bandit-([1-9][0-9]{0,2})-v1");
    private static final int LEAST = 2;
    private static final int MOST = 999;
    private static final int HORIZON = 10;
    private static final int TASKS = 20;
    private static final int ITERATIONS = 200;

    /// Checks the number of arms.
    public BernoulliBandit {
        Arguments.require(arms >= LEAST && arms <= MOST, "arms", arms, "be from " + LEAST + " to " + MOST);
    }

    /// Those that are listed.
    static List<Environments.Entry> all() {
        return Stream.of(5, 10, 50)
                .map(arms -> new Environments.Entry(
                        "Bernoulli bandit whose " + arms + " arms pay with unseen probabilities; as " + id("K")
                                + " with any number of arms",
                        new BernoulliBandit(arms)))
                .toList();
    }

    static Optional<MetaEnvironment<?>> byId(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) >= LEAST
                ? Optional.of(new BernoulliBandit(Integer.parseInt(matcher.group(1))))
                : Optional.empty();
    }

    private static String id(String arms) {
        return "bernoulli-bandit-" + arms + "-v1";
    }

    @Override
    public EnvironmentSpec spec() {
        return new EnvironmentSpec(
                id(String.valueOf(arms)), 1, new ActionSpace.Discrete(arms), HORIZON, TASKS, ITERATIONS);
    }

    @Override
    public TaskDistribution<FiniteMdp> tasks() {
        return new Probabilities(arms);
    }

    @Override
    public BatchedEnvironment<FiniteMdp> create(int rollouts) {
        return rollouts(rollouts);
    }

    @Override
    public Optional<StatefulEnvironment<FiniteMdp>> createStateful() {
        return Optional.of(new FiniteMdpRollouts.Single<>(rollouts(1)));
    }

    private static FiniteMdpRollouts<FiniteMdp> rollouts(int count) {
        return new FiniteMdpRollouts<>(1, RewardLaw.BERNOULLI, task -> task, count);
    }

    /// One pull with its outcome as a state, so that the law of rewards is in the tables of a finite MDP and exact oracles
    /// know it: state 0 is the choice, state 1 pays 1, state 2 nothing, and both outcomes stay where they are. With
    /// decisions at h = 0 and 1 the return is γ times that of one pull.
    ///
    /// @param task a task of a bandit
    /// @return an MDP of three states and as many actions as arms
    public static FiniteMdp withOutcomes(FiniteMdp task) {
        Arguments.given("task", task);
        Arguments.require(task.states() == 1, "task.states", task.states(), "be 1, as a bandit has");
        int arms = task.actions();
        double[][][] transition = new double[3][arms][3];
        double[][] reward = new double[3][arms];
        for (int a = 0; a < arms; a++) {
            transition[0][a][1] = task.reward(0, a);
            transition[0][a][2] = 1 - task.reward(0, a);
            transition[1][a][1] = 1;
            transition[2][a][2] = 1;
            reward[1][a] = 1;
        }
        return FiniteMdp.of(new double[] {1, 0, 0}, transition, reward);
    }

    private record Probabilities(int arms) implements TaskDistribution<FiniteMdp> {
        @Override
        public FiniteMdp sample(RandomStream random) {
            double[] probabilities = new double[arms];
            random.fillUniform(probabilities, 0, arms);
            return bandit(probabilities);
        }

        private static FiniteMdp bandit(double[] probabilities) {
            double[][][] stay = new double[1][probabilities.length][1];
            for (double[] next : stay[0]) {
                next[0] = 1;
            }
            return FiniteMdp.of(new double[] {1}, stay, new double[][] {probabilities});
        }

        @Override
        public String label() {
            return "probabilities";
        }

        @Override
        public int parameterCount() {
            return arms;
        }

        @Override
        public void parameters(FiniteMdp task, double[] out) {
            for (int a = 0; a < arms; a++) {
                out[a] = task.reward(0, a);
            }
        }

        @Override
        public FiniteMdp task(double[] numbers) {
            TaskDistribution.require(numbers, arms);
            if (Arrays.stream(numbers).anyMatch(p -> p < 0 || p > 1)) {
                throw new IllegalArgumentException("must be probabilities in [0, 1], not " + Arrays.toString(numbers));
            }
            return bandit(numbers);
        }
    }
}
