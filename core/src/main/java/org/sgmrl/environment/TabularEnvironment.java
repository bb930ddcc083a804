package org.sgmrl.environment;

import org.sgmrl.argument.Arguments;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.random.Categorical;
import org.sgmrl.random.RandomStream;

/// A finite meta-reinforcement-learning problem as an environment, so that the code that trains can be held
/// against exact oracles.
///
/// | what | value |
/// |---|---|
/// | task | index of the MDP, drawn with the problem's probabilities |
/// | start | the MDP's initial distribution |
/// | observation | the state, one-hot (S numbers) |
/// | action | index in 0..A-1 |
/// | reward | r(s, a) |
/// | ends | after H + 1 decisions |
public final class TabularEnvironment implements MetaEnvironment<TabularEnvironment.MdpIndex> {
    /// A task: which MDP of the problem.
    ///
    /// @param index position in [MdpProblem#tasks]
    public record MdpIndex(int index) {}

    private final MdpProblem problem;
    private final EnvironmentSpec spec;

    /// The environment of a problem.
    ///
    /// @param problem the MDPs with their probabilities
    public TabularEnvironment(MdpProblem problem) {
        this.problem = Arguments.given("problem", problem);
        this.spec = new EnvironmentSpec(
                "tabular", problem.states(), new ActionSpace.Discrete(problem.actions()), problem.horizon() + 1);
    }

    /// The problem.
    ///
    /// @return the MDPs with their probabilities
    public MdpProblem problem() {
        return problem;
    }

    @Override
    public EnvironmentSpec spec() {
        return spec;
    }

    @Override
    public TaskDistribution<MdpIndex> tasks() {
        return new Tasks(problem);
    }

    @Override
    public BatchedEnvironment<MdpIndex> create(int rollouts) {
        return new Batch(problem, rollouts);
    }

    private static final class Tasks implements TaskDistribution<MdpIndex> {
        private final double[] probabilities;

        Tasks(MdpProblem problem) {
            this.probabilities =
                    problem.tasks().stream().mapToDouble(MdpTask::probability).toArray();
        }

        @Override
        public MdpIndex sample(RandomStream random) {
            return new MdpIndex(Categorical.choose(probabilities, 0, probabilities.length, random.nextDouble()));
        }

        @Override
        public String label() {
            return "task";
        }

        @Override
        public int parameterCount() {
            return probabilities.length;
        }

        @Override
        public void parameters(MdpIndex task, double[] out) {
            for (int i = 0; i < probabilities.length; i++) {
                out[i] = i == task.index() ? 1 : 0;
            }
        }

        /// A regression wants one number a task, a person gives the index.
        @Override
        public MdpIndex task(double[] numbers) {
            TaskDistribution.require(numbers, 1);
            int index = (int) numbers[0];
            if (index != numbers[0] || index < 0 || index >= probabilities.length) {
                throw new IllegalArgumentException(
                        "must be the index of a task, 0 to " + (probabilities.length - 1) + ", not " + numbers[0]);
            }
            return new MdpIndex(index);
        }
    }

    /// An MDP as flat arrays: initial `[S]`, transition `[S × A × S]`, reward `[S × A]`.
    private static final class FlatMdp {
        final double[] initial;
        final double[] transition;
        final double[] reward;

        FlatMdp(FiniteMdp mdp) {
            int states = mdp.states();
            int actions = mdp.actions();
            initial = new double[states];
            transition = new double[states * actions * states];
            reward = new double[states * actions];
            for (int s = 0; s < states; s++) {
                initial[s] = mdp.initial(s);
                for (int a = 0; a < actions; a++) {
                    reward[s * actions + a] = mdp.reward(s, a);
                    for (int next = 0; next < states; next++) {
                        transition[(s * actions + a) * states + next] = mdp.transition(s, a, next);
                    }
                }
            }
        }
    }

    private static final class Batch implements BatchedEnvironment<MdpIndex> {
        private final FlatMdp[] mdps;
        private final int states;
        private final int actionCount;
        private final int[] state;
        private final RandomStream[] streams;
        private FlatMdp mdp;

        Batch(MdpProblem problem, int rollouts) {
            this.mdps = problem.tasks().stream()
                    .map(task -> new FlatMdp(task.mdp()))
                    .toArray(FlatMdp[]::new);
            this.states = problem.states();
            this.actionCount = problem.actions();
            this.state = new int[rollouts];
            this.streams = new RandomStream[rollouts];
            this.mdp = mdps[0];
        }

        @Override
        public void reset(MdpIndex task, RandomStream[] random, int rollouts, double[] observations) {
            mdp = mdps[task.index()];
            for (int i = 0; i < rollouts; i++) {
                streams[i] = random[i];
                int next = Categorical.choose(mdp.initial, 0, states, random[i].nextDouble());
                state[i] = next;
                writeOneHot(observations, i, next);
            }
        }

        @Override
        public void step(
                int[] active,
                int count,
                double[] actions,
                double[] observations,
                double[] rewards,
                boolean[] terminated) {
            for (int k = 0; k < count; k++) {
                int i = active[k];
                int s = state[i];
                int a = (int) actions[k];
                rewards[k] = mdp.reward[s * actionCount + a];
                int row = (s * actionCount + a) * states;
                int next = Categorical.choose(mdp.transition, row, states, streams[i].nextDouble());
                state[i] = next;
                writeOneHot(observations, k, next);
                terminated[k] = false;
            }
        }

        private void writeOneHot(double[] observations, int row, int s) {
            for (int j = 0; j < states; j++) {
                observations[row * states + j] = j == s ? 1 : 0;
            }
        }
    }
}
