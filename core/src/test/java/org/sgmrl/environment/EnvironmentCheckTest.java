package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.ProblemFormatException;
import org.sgmrl.mdp.RewardRange;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.testing.SinglePointRobot;

/// One defect planted at a time.
final class EnvironmentCheckTest {
    private static final MetaEnvironment<Goal> SOUND = PointNavigation.distance();
    private static final int HORIZON = SOUND.spec().horizon();

    /// The point robot with something wrong in it.
    private static class Robot implements Environment<Goal> {
        private final SinglePointRobot robot = new SinglePointRobot();
        int steps;

        @Override
        public void reset(Goal task, RandomStream random, double[] observation) {
            steps = 0;
            robot.reset(task, random, observation);
        }

        @Override
        public double step(double[] action, double[] observation) {
            steps++;
            return robot.step(action, observation);
        }

        @Override
        public boolean terminated() {
            return robot.terminated();
        }
    }

    private static List<String> findings(Supplier<Environment<Goal>> robot) {
        return EnvironmentCheck.findings(MetaEnvironment.of(SOUND.spec(), SOUND.tasks(), robot::get), 1);
    }

    private static void assertFound(Supplier<Environment<Goal>> robot, String... parts) {
        assertTold(findings(robot), parts);
    }

    private static void assertTold(List<String> findings, String... parts) {
        assertThat(findings).anySatisfy(line -> assertThat(line).contains(parts));
    }

    @Test
    void soundEnvironmentsHaveNoFindings() {
        assertThat(findings(Robot::new)).isEmpty();
        for (Environments.Entry entry : Environments.all()) {
            for (int seed = 0; seed < 5; seed++) {
                assertThat(EnvironmentCheck.findings(entry.environment(), seed))
                        .as(entry.id())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bernoulli-bandit", "corridor", "safe-arm", "signpost", "three-state"})
    void finiteProblemsHaveNoFindings(String name) throws IOException, ProblemFormatException {
        Path file = Path.of("..", "examples", "mdp", name + ".json");
        MetaEnvironment<?> environment = new TabularEnvironment(
                MdpProblemReader.read(file, RewardRange.FINITE).problem());
        assertThat(EnvironmentCheck.findings(environment, 1)).isEmpty();
    }

    @Test
    void everyInstanceIsClosedOnce() {
        List<Integer> closed = new ArrayList<>();
        AtomicInteger made = new AtomicInteger();
        assertThat(findings(() -> new Robot() {
                    private final int number = made.getAndIncrement();

                    @Override
                    public void close() {
                        closed.add(number);
                    }
                }))
                .isEmpty();
        assertThat(closed)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, made.get()).boxed().toList());
    }

    @Test
    void aRewardThatIsNoNumberIsFound() {
        assertThat(findings(() -> new Robot() {
                    @Override
                    public double step(double[] action, double[] observation) {
                        double right = super.step(action, observation);
                        return steps == 3 ? Double.NaN : right;
                    }
                }))
                .containsExactly("step 3 of rollout 0 gave the reward = NaN, which must be a finite number");
    }

    @Test
    void anObservationThatIsTooShortIsFound() {
        assertFound(
                () -> new Robot() {
                    @Override
                    public double step(double[] action, double[] observation) {
                        return super.step(action, new double[2]) + 0 * (observation[0] = 1);
                    }
                },
                "step 1 of rollout 0 left observation[1] as it was; it must write all 2 numbers every time");
    }

    @Test
    void anObservationThatIsTooLongIsFound() {
        assertFound(
                () -> new Robot() {
                    @Override
                    public void reset(Goal task, RandomStream random, double[] observation) {
                        super.reset(task, random, observation);
                        observation[2] = task.x();
                    }
                },
                "reset threw java.lang.ArrayIndexOutOfBoundsException: Index 2",
                "an observation has 2 numbers");
    }

    @Test
    void anActionAtItsBoundThatIsRefusedIsFound() {
        assertFound(
                () -> new Robot() {
                    @Override
                    public double step(double[] action, double[] observation) {
                        if (Math.abs(action[0]) >= 0.1) {
                            throw new IllegalArgumentException("action[0] = " + action[0]);
                        }
                        return super.step(action, observation);
                    }
                },
                "step 1 threw java.lang.IllegalArgumentException: action[0] = -0.1; legal actions, the bounds among"
                        + " them, must be taken");
    }

    @Test
    void stateThatResetLeavesIsFound() {
        assertFound(
                () -> new Robot() {
                    private int all;

                    @Override
                    public double step(double[] action, double[] observation) {
                        return super.step(action, observation) + all++;
                    }
                },
                "step 1 of rollout 0 gave the reward ",
                " after another episode of the same instance; draw all randomness from the seed of reset, and let reset"
                        + " clear everything");
    }

    @Test
    void randomnessThatIsNoStreamIsFound() {
        AtomicInteger shared = new AtomicInteger();
        assertFound(
                () -> new Robot() {
                    @Override
                    public double step(double[] action, double[] observation) {
                        return super.step(action, observation) + shared.incrementAndGet();
                    }
                },
                " in another instance; draw all randomness");
    }

    @Test
    void aStreamThatIsTakenBackIsFound() {
        assertFound(
                () -> new Robot() {
                    private RandomStream stream = new RandomStream();

                    @Override
                    public void reset(Goal task, RandomStream random, double[] observation) {
                        super.reset(task, random, observation);
                        stream = random;
                    }

                    @Override
                    public double step(double[] action, double[] observation) {
                        double noise = stream.nextDouble();
                        if (steps == 4) {
                            stream.position(0);
                        }
                        return super.step(action, observation) + noise;
                    }
                },
                "step 5 took the stream of rollout 0 back from position 8 to 0; streams must be drawn from and nothing"
                        + " else");
    }

    @Test
    void aStreamThatIsGivenAnotherNameIsFound() {
        assertFound(
                () -> new Robot() {
                    @Override
                    public void reset(Goal task, RandomStream random, double[] observation) {
                        super.reset(task, random, observation);
                        random.rekey(99, StreamDomain.TRAINING, 0, 0, 0, 0, StreamPurpose.ENVIRONMENT);
                    }
                },
                "the stream of rollout 0 was given another name; streams must be drawn from and nothing else");
    }

    @Test
    void anEndAtTheHorizonIsFound() {
        assertThat(findings(() -> new Robot() {
                    @Override
                    public boolean terminated() {
                        return steps >= HORIZON;
                    }
                }))
                .containsExactly("step " + HORIZON + " ended all rollouts, which is the horizon; reaching it is not a"
                        + " terminal state: leave it to the trainer, who counts the steps");
    }

    @Test
    void oneInstanceThatDisturbsAnotherIsFound() {
        // Batches keep their rollouts apart, but not from those of other batches.
        double[][] places = new double[3][2];
        assertThat(EnvironmentCheck.findings(
                        new Variant(SOUND.spec(), SOUND.tasks()) {
                            @Override
                            public BatchedEnvironment<Goal> create(int rollouts) {
                                return new Batch() {
                                    @Override
                                    void reset(int rollout, double[] observations, int row) {
                                        places[rollout][0] = 0;
                                        observations[2 * row] = 0;
                                        observations[2 * row + 1] = 0;
                                    }

                                    @Override
                                    double step(int rollout, double action, double[] observations, int row) {
                                        places[rollout][0] += action;
                                        observations[2 * row] = places[rollout][0];
                                        observations[2 * row + 1] = 0;
                                        return 0;
                                    }
                                };
                            }
                        },
                        1))
                .singleElement()
                .asString()
                .contains(
                        "of rollout 0 gave observation[0] = ",
                        " while another instance runs",
                        "keep what changes in fields that are not static");
    }

    @Test
    void aRolloutThatDependsOnTheOthersIsFound() {
        assertTold(
                EnvironmentCheck.findings(
                        new Variant(SOUND.spec(), SOUND.tasks()) {
                            @Override
                            public BatchedEnvironment<Goal> create(int rollouts) {
                                return new Batch() {
                                    private double sum;

                                    @Override
                                    void reset(int rollout, double[] observations, int row) {
                                        sum = 0;
                                        observations[2 * row] = 0;
                                        observations[2 * row + 1] = 0;
                                    }

                                    @Override
                                    double step(int rollout, double action, double[] observations, int row) {
                                        sum += action;
                                        observations[2 * row] = action;
                                        observations[2 * row + 1] = 0;
                                        return sum;
                                    }
                                };
                            }
                        },
                        1),
                "step 2 of rollout 0 gave the reward ",
                ", but 0.0 without the others; draw all randomness");
    }

    @Test
    void closingThatTakesSomethingFromOthersIsFound() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        assertThat(findings(() -> new Robot() {
                    private final int born = closed.get();

                    {
                        open.incrementAndGet();
                    }

                    @Override
                    public double step(double[] action, double[] observation) {
                        if (closed.get() > born) {
                            throw new IllegalStateException("the connection is closed");
                        }
                        return super.step(action, observation);
                    }

                    @Override
                    public void close() {
                        if (open.decrementAndGet() > 0) {
                            closed.incrementAndGet();
                        }
                    }
                }))
                .singleElement()
                .asString()
                .startsWith("step 1 threw java.lang.IllegalStateException: the connection is closed")
                .endsWith(
                        "after another instance was closed; close must free what its own instance holds, and no more");
    }

    @Test
    void aCloseThatThrowsIsFound() {
        assertFound(
                () -> new Robot() {
                    @Override
                    public void close() {
                        throw new IllegalStateException("not open");
                    }
                },
                "closing an instance threw java.lang.IllegalStateException: not open");
    }

    @Test
    void aSimulationThatBreaksDownAndGoesOnIsFound() {
        assertFound(
                () -> new Robot() {
                    @Override
                    public boolean diverged() {
                        return steps == 2;
                    }
                },
                "step 2 of rollout 0 gave the reward ",
                " and no end, though it says that it has diverged: such a step must end the episode with reward 0");
    }

    @Test
    void aStateThatIsNotTheWholeIsFound() {
        assertThat(EnvironmentCheck.findings(
                        new Variant(SOUND.spec(), SOUND.tasks()) {
                            @Override
                            public BatchedEnvironment<Goal> create(int rollouts) {
                                return SOUND.create(rollouts);
                            }

                            @Override
                            public Optional<StatefulEnvironment<Goal>> createStateful() {
                                StatefulEnvironment<Goal> right =
                                        SOUND.createStateful().orElseThrow();
                                return Optional.of(new StatefulEnvironment<>() {
                                    private double before;
                                    private double last;

                                    @Override
                                    public List<StateArray> stateArrays() {
                                        return right.stateArrays();
                                    }

                                    @Override
                                    public void reset(Goal task, RandomStream random, double[] observation) {
                                        before = last;
                                        right.reset(task, random, observation);
                                    }

                                    @Override
                                    public void restore(Goal task, double[] state, double[] observation) {
                                        right.restore(task, state, observation);
                                        observation[0] += before;
                                    }

                                    @Override
                                    public double step(double[] action, double[] observation) {
                                        double reward = right.step(action, observation);
                                        last = observation[0];
                                        return reward;
                                    }

                                    @Override
                                    public boolean terminated() {
                                        return right.terminated();
                                    }
                                });
                            }
                        },
                        1))
                .singleElement()
                .asString()
                .startsWith("reset of rollout 0 gave observation[0] = ")
                .contains(
                        "after the same state was restored again; restore must set everything that a step depends on");
    }

    @Test
    void aSpecificationThatChangesIsFound() {
        AtomicInteger asked = new AtomicInteger();
        MetaEnvironment<Goal> changing = new Variant(SOUND.spec(), SOUND.tasks()) {
            @Override
            public EnvironmentSpec spec() {
                return new EnvironmentSpec("robot-v1", 2, SOUND.spec().actionSpace(), 10 + asked.getAndIncrement());
            }

            @Override
            public BatchedEnvironment<Goal> create(int rollouts) {
                return SOUND.create(rollouts);
            }
        };
        assertTold(
                EnvironmentCheck.findings(changing, 1),
                "spec() gave robot-v1 with observationSize 2, horizon 10, actions -0.1..0.1 -0.1..0.1, and then robot-v1"
                        + " with observationSize 2, horizon 11",
                "it must always be the same");
    }

    @Test
    void tasksThatAreNotDrawnFromTheirStreamAreFound() {
        AtomicInteger shared = new AtomicInteger();
        assertTold(
                withTasks(new Goals() {
                    @Override
                    public Goal sample(RandomStream random) {
                        return new Goal(0.1, 0.01 * shared.incrementAndGet());
                    }
                }),
                "the same random numbers drew the task Goal[x=0.1, y=0.01], and then Goal[x=0.1, y=0.02]; draw tasks from"
                        + " the stream that sample is given and nothing else");
    }

    @Test
    void parametersThatAreNotWrittenAreFound() {
        assertTold(
                withTasks(new Goals() {
                    @Override
                    public int parameterCount() {
                        return 3;
                    }
                }),
                "parameter 2 of the task Goal[",
                " = NaN; parameters must write parameterCount() = 3 finite numbers");
    }

    @Test
    void aTaskThatIsNotWhatItsNumbersSayIsFound() {
        assertTold(
                withTasks(new Goals() {
                    @Override
                    public Goal task(double[] numbers) {
                        return new Goal(numbers[1], numbers[0]);
                    }
                }),
                "task(numbers) must make the task that has these numbers");
    }

    private static List<String> withTasks(TaskDistribution<Goal> tasks) {
        return EnvironmentCheck.findings(MetaEnvironment.of(SOUND.spec(), tasks, SinglePointRobot::new), 1);
    }

    private static class Goals implements TaskDistribution<Goal> {
        private static final TaskDistribution<Goal> RIGHT = SOUND.tasks();

        @Override
        public Goal sample(RandomStream random) {
            return RIGHT.sample(random);
        }

        @Override
        public String label() {
            return RIGHT.label();
        }

        @Override
        public int parameterCount() {
            return RIGHT.parameterCount();
        }

        @Override
        public void parameters(Goal task, double[] out) {
            RIGHT.parameters(task, out);
        }

        @Override
        public Goal task(double[] numbers) {
            return RIGHT.task(numbers);
        }
    }

    private abstract static class Variant implements MetaEnvironment<Goal> {
        private final EnvironmentSpec spec;
        private final TaskDistribution<Goal> tasks;

        Variant(EnvironmentSpec spec, TaskDistribution<Goal> tasks) {
            this.spec = spec;
            this.tasks = tasks;
        }

        @Override
        public EnvironmentSpec spec() {
            return spec;
        }

        @Override
        public TaskDistribution<Goal> tasks() {
            return tasks;
        }
    }

    /// Rollouts that never end, row by row.
    private abstract static class Batch implements BatchedEnvironment<Goal> {
        abstract void reset(int rollout, double[] observations, int row);

        abstract double step(int rollout, double action, double[] observations, int row);

        @Override
        public void reset(Goal task, RandomStream[] streams, int rollouts, double[] observations) {
            for (int i = 0; i < rollouts; i++) {
                reset(i, observations, i);
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
                rewards[k] = step(active[k], actions[2 * k], observations, k);
                terminated[k] = false;
            }
        }
    }
}
