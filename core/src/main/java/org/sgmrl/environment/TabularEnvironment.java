package org.sgmrl.environment;

import org.sgmrl.argument.Arguments;
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
        return new FiniteMdpRollouts<>(
                problem.states(),
                RewardLaw.MEAN,
                task -> problem.tasks().get(task.index()).mdp(),
                rollouts);
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
}
