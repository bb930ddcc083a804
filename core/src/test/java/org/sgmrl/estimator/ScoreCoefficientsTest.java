package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.method.Scores;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Vectors;

final class ScoreCoefficientsTest {
    @Test
    void theMetaGradientIsTheMeanOfTheSharesInTaskOrder() {
        TaskGradient[] tasks = new TaskGradient[3];
        double[] coefficients = {2, -1, 0.5};
        for (int i = 0; i < 3; i++) {
            tasks[i] = new TaskGradient(2);
        }
        // Sums that depend on their order: ((1e16 + 1) - 1e16) = 0, ((1 - 1e16) + 1e16) would be 0 or 2.
        System.arraycopy(new double[] {1e16, 3}, 0, tasks[0].base, 0, 2);
        System.arraycopy(new double[] {1, 6}, 0, tasks[1].base, 0, 2);
        System.arraycopy(new double[] {-1e16, 9}, 0, tasks[2].base, 0, 2);
        System.arraycopy(new double[] {0, 3}, 0, tasks[0].score, 0, 2);
        System.arraycopy(new double[] {0, 3}, 0, tasks[1].score, 0, 2);
        System.arraycopy(new double[] {0, 6}, 0, tasks[2].score, 0, 2);
        double[] gradient = {7, 7};
        double[] scoreTerm = {7, 7};
        MetaGradient.mean(tasks, coefficients, gradient, scoreTerm);
        assertThat(scoreTerm).containsExactly(0, 2);
        assertThat(gradient).containsExactly(0, 8);
    }

    @Test
    void withoutABaselineTheCoefficientIsTheScaledReturn() {
        assertThat(coefficients(Coefficient.NONE, tasks(new double[] {3, 5}, 2)))
                .containsExactly(6, 10);
    }

    @Test
    void leaveOneOutSubtractsTheMeanOfTheOthersAndCarriesTheScale() {
        // 3 − (5 + 10)/2, 5 − (3 + 10)/2, 10 − (3 + 5)/2.
        assertThat(coefficients(Coefficient.LEAVE_ONE_OUT, tasks(new double[] {3, 5, 10}, 1)))
                .containsExactly(-4.5, -1.5, 6);
        TaskGradient[] tasks = tasks(new double[] {3, 5, 10}, 1);
        tasks[1].outerScale = 0.25;
        assertThat(coefficients(Coefficient.LEAVE_ONE_OUT, tasks)).containsExactly(-4.5, -0.375, 6);
    }

    @Test
    void leaveOneOutOfASingleTaskSubtractsNothing() {
        assertThat(coefficients(Coefficient.LEAVE_ONE_OUT, tasks(new double[] {3}, 1)))
                .containsExactly(3);
    }

    @Test
    void theStandardizedRewardComparesTheMeanRewardWithAllRewardsOfTheMetaBatch() {
        // Rewards (1, 3), (5, 7): mean 4, variance (9 + 1 + 1 + 9)/4 = 5. The 1e-8 added to the standard deviation is
        // a relative change of 0.7e-8 at most.
        TaskGradient[] tasks = tasks(new double[] {0, 0}, 17);
        rewards(tasks[0], 1, 3);
        rewards(tasks[1], 5, 7);
        double[] coefficients = coefficients(Coefficient.STANDARDIZED_REWARD, tasks);
        assertThat(coefficients).containsExactly(new double[] {-2 / Math.sqrt(5), 2 / Math.sqrt(5)}, within(2e-8));
        // Batches of different lengths: rewards (0), (2, 2, 4): mean 2, variance (4 + 0 + 0 + 4)/4 = 2.
        rewards(tasks[0], 0);
        rewards(tasks[1], 2, 2, 4);
        coefficients = coefficients(Coefficient.STANDARDIZED_REWARD, tasks);
        assertThat(coefficients).containsExactly(new double[] {-Math.sqrt(2), 2.0 / 3 / Math.sqrt(2)}, within(2e-8));
    }

    @Test
    void theRegressionStartsWithLeaveOneOut() {
        RandomStream random = Vectors.stream(1);
        TaskGradient[] tasks = randomTasks(random, 5);
        double[][] parameters = randomParameters(random, 5);
        double[] first = new double[5];
        regression().coefficients(tasks, parameters, first);
        assertThat(first).isEqualTo(coefficients(Coefficient.LEAVE_ONE_OUT, tasks));
    }

    @Test
    void theRegressionOfAnIterationUsesEarlierIterationsOnly() {
        RandomStream random = Vectors.stream(2);
        double[][] parameters = randomParameters(random, 5);
        double[] before = regressionAfter(3).state();
        TaskGradient[] tasks = randomTasks(random, 5);
        double[] coefficients = new double[5];
        restored(before).coefficients(tasks, parameters, coefficients);
        // Another return of one task changes that task's coefficient by as much and no other.
        tasks[2].outerReturn += 1000;
        double[] changed = new double[5];
        restored(before).coefficients(tasks, parameters, changed);
        for (int i = 0; i < 5; i++) {
            double expected = coefficients[i] + (i == 2 ? 1000 * tasks[2].outerScale : 0);
            assertThat(changed[i]).isCloseTo(expected, within(i == 2 ? 1e-10 : 0));
        }
        // Other tasks beside it do not change a task's coefficient either.
        double[][] others = randomParameters(random, 5);
        others[2] = parameters[2];
        double[] elsewhere = new double[5];
        restored(before).coefficients(tasks, others, elsewhere);
        assertThat(elsewhere[2]).isEqualTo(changed[2]);
        assertThat(elsewhere[1]).isNotEqualTo(changed[1]);
    }

    @Test
    void theRegressionIsRidgeOnItsFeaturesOfTheCentredReturns() {
        TaskRegressionBaseline baseline = regressionAfter(4);
        double[] state = baseline.state();
        int width = 9;
        int rows = state.length / width;
        assertThat(rows).isEqualTo(4 * 5);
        double mean = 0;
        for (int n = 0; n < rows; n++) {
            mean += state[n * width + 8] / rows;
        }
        // A coefficient of scale 1 and return 0 is minus the prediction.
        double[] predictions = new double[rows];
        double[][] features = new double[rows][];
        for (int n = 0; n < rows; n++) {
            double x = state[n * width + 1];
            double y = state[n * width + 3];
            features[n] = new double[] {1, x, x * x, y, y * y, x * y, Math.abs(x) + Math.abs(y), Math.hypot(x, y)};
            assertThat(Arrays.copyOfRange(state, n * width, n * width + 8)).containsExactly(features[n], within(1e-15));
            double[] coefficient = new double[1];
            restored(state).coefficients(tasks(new double[] {0}, 1), new double[][] {{x, y}}, coefficient);
            predictions[n] = -coefficient[0];
        }
        // Normal equations: Xᵀ(y − p) = λ n c, so c follows from the residual; X c + mean must be p again.
        double[] c = new double[8];
        for (int n = 0; n < rows; n++) {
            for (int j = 0; j < 8; j++) {
                c[j] += features[n][j] * (state[n * width + 8] - predictions[n]) / (1e-3 * rows);
            }
        }
        assertThat(Vectors.norm(c)).isPositive();
        for (int n = 0; n < rows; n++) {
            assertThat(Vectors.dot(features[n], c) + mean).isCloseTo(predictions[n], within(1e-9));
        }
    }

    @Test
    void theRegressionPredictsReturnsThatDependOnTheTask() {
        RandomStream random = Vectors.stream(3);
        TaskRegressionBaseline baseline = regression();
        double[] coefficients = new double[20];
        double squares = 0;
        for (int iteration = 0; iteration < 12; iteration++) {
            double[][] parameters = randomParameters(random, 20);
            double[] returns = new double[20];
            for (int i = 0; i < 20; i++) {
                returns[i] = -38 - 5 * Math.hypot(parameters[i][0], parameters[i][1]) + 2 * parameters[i][1];
            }
            baseline.coefficients(tasks(returns, 1), parameters, coefficients);
            baseline.learn(tasks(returns, 1), parameters);
            squares = Vectors.dot(coefficients, coefficients) / 20;
        }
        // The returns' standard deviation is about 4; the ridge leaves a few per cent of it.
        assertThat(Math.sqrt(squares)).isLessThan(0.2);
    }

    @Test
    void theRegressionForgetsWhatIsOlderThanTenIterations() {
        TaskRegressionBaseline old = regressionAfter(13);
        TaskRegressionBaseline young = regression();
        RandomStream random = Vectors.stream(4);
        for (int iteration = 0; iteration < 10; iteration++) {
            TaskGradient[] tasks = randomTasks(random, 5);
            double[][] parameters = randomParameters(random, 5);
            old.learn(tasks, parameters);
            young.learn(tasks, parameters);
        }
        assertThat(old.state()).isEqualTo(young.state()).hasSize(10 * 5 * 9);
    }

    @Test
    void theMemoryOfTheRegressionGoesThroughItsStateUnchanged() {
        for (int iterations : new int[] {0, 1, 7, 10, 14}) {
            TaskRegressionBaseline original = regressionAfter(iterations);
            TaskRegressionBaseline copy = restored(original.state());
            RandomStream random = Vectors.stream(5);
            for (int k = 0; k < 12; k++) {
                TaskGradient[] tasks = randomTasks(random, 5);
                double[][] parameters = randomParameters(random, 5);
                double[] expected = new double[5];
                original.coefficients(tasks, parameters, expected);
                double[] actual = new double[5];
                copy.coefficients(tasks, parameters, actual);
                original.learn(tasks, parameters);
                copy.learn(tasks, parameters);
                assertThat(actual).isEqualTo(expected);
            }
            assertThat(copy.state()).isEqualTo(original.state());
        }
    }

    @Test
    void aMemoryOfTheWrongShapeIsRefused() {
        assertThatThrownBy(() -> regression().restore(new double[10])).hasMessageContaining("not a multiple of 9");
        assertThatThrownBy(() -> new NoBaseline().restore(new double[1])).hasMessageContaining("no memory");
    }

    private static TaskRegressionBaseline regression() {
        return new TaskRegressionBaseline(2);
    }

    private static TaskRegressionBaseline regressionAfter(int iterations) {
        TaskRegressionBaseline baseline = regression();
        RandomStream random = Vectors.stream(6);
        for (int k = 0; k < iterations; k++) {
            baseline.learn(randomTasks(random, 5), randomParameters(random, 5));
        }
        return baseline;
    }

    private static TaskRegressionBaseline restored(double[] state) {
        TaskRegressionBaseline baseline = regression();
        baseline.restore(state);
        return baseline;
    }

    /// Of the first method that can have it.
    private static ScoreTerm term(Coefficient coefficient) {
        return Arrays.stream(Method.values())
                .filter(method -> method.scores() != Scores.NONE && method.takes(coefficient))
                .findFirst()
                .orElseThrow()
                .scoreTerm(coefficient, LeaveOut.EVERY_TRAJECTORY);
    }

    private static double[] coefficients(Coefficient coefficient, TaskGradient[] tasks) {
        double[] coefficients = new double[tasks.length];
        ScoreCoefficients.of(term(coefficient), 1).coefficients(tasks, new double[tasks.length][1], coefficients);
        return coefficients;
    }

    private static TaskGradient[] tasks(double[] returns, double scale) {
        TaskGradient[] tasks = new TaskGradient[returns.length];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = new TaskGradient(1);
            tasks[i].outerReturn = returns[i];
            tasks[i].outerScale = scale;
        }
        return tasks;
    }

    private static TaskGradient[] randomTasks(RandomStream random, int count) {
        return tasks(Vectors.gaussian(random, count), 0.5);
    }

    private static double[][] randomParameters(RandomStream random, int count) {
        double[][] parameters = new double[count][];
        for (int i = 0; i < count; i++) {
            parameters[i] = Vectors.gaussian(random, 2);
        }
        return parameters;
    }

    private static void rewards(TaskGradient task, double... rewards) {
        task.outerSteps = rewards.length;
        task.outerRewardMean = Arrays.stream(rewards).average().orElseThrow();
        task.outerRewardSpread = Arrays.stream(rewards)
                .map(reward -> (reward - task.outerRewardMean) * (reward - task.outerRewardMean))
                .sum();
    }
}
