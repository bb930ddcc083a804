package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.estimator.TaskStatistics;

/// Engines without findings, and one defect planted at a time.
final class TaskEngineCheckTest {
    /// An engine as a user writes one: one task after the other, here from the last to the first.
    static class Backwards<T> implements TaskEngine<T> {
        final TrainingSettings settings;
        final TaskGradientEstimator<T> estimator;

        Backwards(EngineRequest<T> request) {
            this.settings = request.settings();
            this.estimator = request.newEstimator();
        }

        @Override
        public TrainingSettings settings() {
            return settings;
        }

        @Override
        public void estimate(double[] theta, Iteration iteration, List<T> tasks, TaskGradient[] out) {
            for (int i = tasks.size() - 1; i >= 0; i--) {
                estimator.estimate(
                        theta,
                        iteration.scoreTermFactor(),
                        tasks.get(i),
                        LocalEngine.key(settings.seed(), iteration.number(), i),
                        out[i]);
            }
        }

        @Override
        public void close() {
            estimator.close();
        }
    }

    /// An engine that sums, beside what it estimates, and does both again.
    static class Summing<T> extends Backwards<T> implements SummingEngine<T> {
        private final TaskGradient share;

        Summing(EngineRequest<T> request) {
            super(request);
            this.share = settings.newTaskGradient(request.policy());
        }

        @Override
        public void sum(double[] theta, Iteration iteration, List<T> tasks, TaskStatistics[] statistics, SumTree sums) {
            for (int i = 0; i < tasks.size(); i++) {
                estimator.estimate(
                        theta,
                        iteration.scoreTermFactor(),
                        tasks.get(i),
                        LocalEngine.key(settings.seed(), iteration.number(), i),
                        share);
                share(i, share, statistics, sums);
            }
        }

        @Override
        public boolean estimatesAgain() {
            return true;
        }

        @Override
        public void estimateAgain(
                double[] theta, double[] behaviour, Iteration iteration, List<T> tasks, TaskGradient[] out) {
            for (int i = 0; i < tasks.size(); i++) {
                estimateAgain(theta, behaviour, iteration, i, tasks.get(i), out[i]);
            }
        }

        @Override
        public void sumAgain(
                double[] theta,
                double[] behaviour,
                Iteration iteration,
                List<T> tasks,
                TaskStatistics[] statistics,
                SumTree sums) {
            for (int i = 0; i < tasks.size(); i++) {
                estimateAgain(theta, behaviour, iteration, i, tasks.get(i), share);
                share(i, share, statistics, sums);
            }
        }

        private void estimateAgain(
                double[] theta, double[] behaviour, Iteration iteration, int index, T task, TaskGradient out) {
            double clip = settings.outerStep().reuse().clip();
            estimator.estimateAgain(
                    theta, behaviour, clip, task, LocalEngine.key(settings.seed(), iteration.number(), index), out);
        }

        void share(int task, TaskGradient share, TaskStatistics[] statistics, SumTree sums) {
            statistics[task].setStatistics(share);
            sums.add(task, share);
        }
    }

    @Test
    void threadsAndAnEngineOfAUserHaveNoFindings() {
        PointNavigation environment = PointNavigation.distance();
        assertThat(TaskEngineCheck.findings(request -> new LocalEngine<>(request, 3), environment, 1))
                .isEmpty();
        assertThat(TaskEngineCheck.findings(Backwards::new, environment, 2)).isEmpty();
        assertThat(TaskEngineCheck.findings(Summing::new, environment, 3)).isEmpty();
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                planted("in another order", "is that of task 4", request -> new Backwards<>(request) {
                    @Override
                    public void estimate(double[] theta, Iteration iteration, List<Goal> tasks, TaskGradient[] out) {
                        List<TaskGradient> reversed = new ArrayList<>(List.of(out)).reversed();
                        super.estimate(theta, iteration, tasks, reversed.toArray(TaskGradient[]::new));
                    }
                }),
                planted(
                        "one key for all iterations",
                        "in iteration 1 has other bits",
                        request -> new Backwards<>(request) {
                            @Override
                            public void estimate(
                                    double[] theta, Iteration iteration, List<Goal> tasks, TaskGradient[] out) {
                                super.estimate(theta, new Iteration(0, iteration.scoreTermFactor()), tasks, out);
                            }
                        }),
                planted(
                        "whole score terms in all iterations",
                        "in iteration 1 has other bits",
                        request -> new Backwards<>(request) {
                            @Override
                            public void estimate(
                                    double[] theta, Iteration iteration, List<Goal> tasks, TaskGradient[] out) {
                                super.estimate(theta, Iteration.whole(iteration.number()), tasks, out);
                            }
                        }),
                planted("another seed", "settings must be those", request -> new Backwards<>(request) {
                    @Override
                    public TrainingSettings settings() {
                        return settings.withSeed(77);
                    }
                }),
                planted("parameters written to", "changed theta", request -> new Backwards<>(request) {
                    @Override
                    public void estimate(double[] theta, Iteration iteration, List<Goal> tasks, TaskGradient[] out) {
                        super.estimate(theta, iteration, tasks, out);
                        theta[0] = 0;
                    }
                }),
                planted(
                        "trajectories of other parameters",
                        "task 0 estimated again",
                        request -> new Backwards<>(request) {
                            @Override
                            public boolean estimatesAgain() {
                                return true;
                            }

                            @Override
                            public void estimateAgain(
                                    double[] theta,
                                    double[] behaviour,
                                    Iteration iteration,
                                    List<Goal> tasks,
                                    TaskGradient[] out) {
                                estimate(theta, iteration, tasks, out);
                            }
                        }),
                planted("another place in the sum", "the sums of iteration 0", request -> new Summing<>(request) {
                    @Override
                    void share(int task, TaskGradient share, TaskStatistics[] statistics, SumTree sums) {
                        statistics[task].setStatistics(share);
                        sums.add(4 - task, share);
                    }
                }),
                planted(
                        "statistics forgotten",
                        "the statistics and states of task 0",
                        request -> new Summing<>(request) {
                            @Override
                            void share(int task, TaskGradient share, TaskStatistics[] statistics, SumTree sums) {
                                sums.add(task, share);
                            }
                        }),
                planted("states forgotten", "states of task 3", request -> new Summing<>(request) {
                    @Override
                    void share(int task, TaskGradient share, TaskStatistics[] statistics, SumTree sums) {
                        super.share(task, share, statistics, sums);
                        if (task == 3) {
                            Objects.requireNonNull(statistics[task].states()).rows(1);
                        }
                    }
                }),
                planted(
                        "sums of trajectories of other parameters",
                        "the sums estimated again of iteration 0",
                        request -> new Summing<>(request) {
                            @Override
                            public void sumAgain(
                                    double[] theta,
                                    double[] behaviour,
                                    Iteration iteration,
                                    List<Goal> tasks,
                                    TaskStatistics[] statistics,
                                    SumTree sums) {
                                sum(theta, iteration, tasks, statistics, sums);
                            }
                        }),
                planted("the last task forgotten", "the share of task 4", request -> new Backwards<>(request) {
                    @Override
                    public void estimate(double[] theta, Iteration iteration, List<Goal> tasks, TaskGradient[] out) {
                        super.estimate(theta, iteration, tasks.subList(0, tasks.size() - 1), out);
                    }
                }));
    }

    private static Arguments planted(String name, String words, EngineFactory<Goal> factory) {
        return Arguments.of(name, words, factory);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void aDefectIsFound(String name, String words, EngineFactory<Goal> factory) {
        assertThat(TaskEngineCheck.findings(factory, PointNavigation.distance(), 1))
                .as(name)
                .anySatisfy(line -> assertThat(line).contains(words));
    }
}
