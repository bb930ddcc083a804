package org.sgmrl.environment;

import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
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
        this.problem = problem;
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

    private record Tasks(MdpProblem problem) implements TaskDistribution<MdpIndex> {
        @Override
        public MdpIndex sample(RandomStream random) {
            double uniform = random.nextDouble();
            double cumulative = 0;
            int last = 0;
            for (int i = 0; i < problem.tasks().size(); i++) {
                double probability = problem.tasks().get(i).probability();
                if (probability > 0) {
                    cumulative += probability;
                    last = i;
                    if (uniform < cumulative) {
                        return new MdpIndex(i);
                    }
                }
            }
            return new MdpIndex(last);
        }

        @Override
        public String label() {
            return "mdp";
        }

        @Override
        public int parameterCount() {
            return problem.tasks().size();
        }

        @Override
        public void parameters(MdpIndex task, double[] out) {
            for (int i = 0; i < problem.tasks().size(); i++) {
                out[i] = i == task.index() ? 1 : 0;
            }
        }
    }

    private static final class Batch implements BatchedEnvironment<MdpIndex> {
        private final MdpProblem problem;
        private final int states;
        private final int[] state;
        private final RandomStream[] streams;
        private FiniteMdp mdp;

        Batch(MdpProblem problem, int rollouts) {
            this.problem = problem;
            this.states = problem.states();
            this.state = new int[rollouts];
            this.streams = new RandomStream[rollouts];
            this.mdp = problem.tasks().getFirst().mdp();
        }

        @Override
        public void reset(MdpIndex task, RandomStream[] random, int rollouts, double[] observations) {
            mdp = problem.tasks().get(task.index()).mdp();
            for (int i = 0; i < rollouts; i++) {
                streams[i] = random[i];
                double uniform = random[i].nextDouble();
                double cumulative = 0;
                int next = 0;
                for (int s = 0; s < states; s++) {
                    double probability = mdp.initial(s);
                    if (probability > 0) {
                        cumulative += probability;
                        next = s;
                        if (uniform < cumulative) {
                            break;
                        }
                    }
                }
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
                rewards[k] = mdp.reward(s, a);
                double uniform = streams[i].nextDouble();
                double cumulative = 0;
                int next = 0;
                for (int s2 = 0; s2 < states; s2++) {
                    double probability = mdp.transition(s, a, s2);
                    if (probability > 0) {
                        cumulative += probability;
                        next = s2;
                        if (uniform < cumulative) {
                            break;
                        }
                    }
                }
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
