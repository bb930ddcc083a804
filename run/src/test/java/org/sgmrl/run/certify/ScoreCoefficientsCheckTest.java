package org.sgmrl.run.certify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.method.ScoreTerm;

/// Coefficients without findings, and one defect planted at a time. The seed is fixed; sound ones would fail with a
/// probability of 2e-9 for each of four entries.
final class ScoreCoefficientsCheckTest {
    /// The running mean of earlier meta-batches as the baseline, and a hook for each defect.
    static class RunningMean implements ScoreCoefficients {
        double mean;

        @Override
        public void coefficients(TaskStatistics[] tasks, double[][] taskParameters, double[] coefficients) {
            for (int i = 0; i < tasks.length; i++) {
                coefficients[i] = tasks[i].outerScale() * (tasks[i].outerReturn() - mean);
            }
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public void learn(TaskStatistics[] tasks, double[][] taskParameters) {
            for (TaskStatistics task : tasks) {
                mean += 0.1 * (task.outerReturn() - mean);
            }
        }

        @Override
        public double[] state() {
            return new double[] {mean};
        }

        @Override
        public void restore(double[] state) {
            assertThat(state).hasSize(1);
            mean = state[0];
        }
    }

    @Test
    void theBuiltInBaselinesAndOneOfAUserHaveNoFindings() {
        for (ScoreTerm.Baseline baseline : ScoreTerm.Baseline.values()) {
            ScoreTerm term = new ScoreTerm.Sum(new ScoreTerm.ReturnLess(baseline));
            assertThat(ScoreCoefficientsCheck.findings(parameters -> ScoreCoefficients.of(term, parameters), 1))
                    .as(baseline.toString())
                    .isEmpty();
        }
        assertThat(ScoreCoefficientsCheck.findings(_ -> new RunningMean(), 2)).isEmpty();
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                planted("its own return in the baseline", "the estimate is biased", _ -> (tasks, _, coefficients) -> {
                    double sum = 0;
                    for (TaskStatistics task : tasks) {
                        sum += task.outerReturn();
                    }
                    for (int i = 0; i < tasks.length; i++) {
                        coefficients[i] = tasks[i].outerReturn() - sum / tasks.length;
                    }
                }),
                planted(
                        "no scores at all",
                        "the estimate is biased",
                        _ -> (_, _, coefficients) -> Arrays.fill(coefficients, 0)),
                planted("one task forgotten", "every task needs one", _ -> (tasks, _, coefficients) -> {
                    for (int i = 1; i < tasks.length; i++) {
                        coefficients[i] = tasks[i].outerReturn();
                    }
                }),
                planted("learning while computing", "only learn may do that", _ -> new RunningMean() {
                    @Override
                    public void coefficients(TaskStatistics[] tasks, double[][] taskParameters, double[] coefficients) {
                        learn(tasks, taskParameters);
                        super.coefficients(tasks, taskParameters, coefficients);
                    }
                }),
                planted("learning in secret", "learns() = false must be true", _ -> new RunningMean() {
                    @Override
                    public boolean learns() {
                        return false;
                    }
                }),
                planted("a state without the mean", "other bits", _ -> new RunningMean() {
                    @Override
                    public double[] state() {
                        return new double[] {0};
                    }
                }));
    }

    private static Arguments planted(String name, String words, ScoreCoefficients.Factory factory) {
        return Arguments.of(name, words, factory);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void aDefectIsFound(String name, String words, ScoreCoefficients.Factory factory) {
        assertThat(ScoreCoefficientsCheck.findings(factory, 1))
                .as(name)
                .anySatisfy(line -> assertThat(line).contains(words));
    }
}
