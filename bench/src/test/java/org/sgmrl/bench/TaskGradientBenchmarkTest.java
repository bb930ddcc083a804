package org.sgmrl.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.Goal;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;

/// Each benchmark computes what its name says: the bits of an estimator made for the purpose, and 4000 steps.
class TaskGradientBenchmarkTest {
    private final TaskGradientBenchmark benchmark = new TaskGradientBenchmark();

    @Test
    void everyBenchmarkHasATestOfItsName() {
        BenchmarkTests.assertComplete(TaskGradientBenchmark.class, TaskGradientBenchmarkTest.class);
    }

    @Test
    void baseline() {
        double[] before = benchmark.theta.clone();
        benchmark.baseline();
        assertThat(benchmark.theta).isEqualTo(before);
    }

    @Test
    void sgMrl() {
        assertIs(Method.SG_MRL, Curvature.PATHWISE, benchmark.sgMrl(), 0);
        assertIs(Method.SG_MRL, Curvature.PATHWISE, benchmark.sgMrl(), 1);
    }

    @Test
    void sgMrlFirstOrder() {
        assertIs(Method.SG_MRL, Curvature.NONE, benchmark.sgMrlFirstOrder(), 0);
    }

    @Test
    void maml() {
        assertIs(Method.MAML, Curvature.PATHWISE, benchmark.maml(), 0);
    }

    @Test
    void mamlFirstOrder() {
        assertIs(Method.MAML, Curvature.NONE, benchmark.mamlFirstOrder(), 0);
    }

    private void assertIs(Method method, Curvature curvature, TaskGradient actual, int call) {
        TaskGradient expected = new TaskGradient(benchmark.theta.length);
        try (TaskGradientEstimator<Goal> estimator = benchmark.estimator(method, curvature)) {
            estimator.estimate(benchmark.theta, TaskGradientBenchmark.GOAL, TaskGradientBenchmark.key(call), expected);
        }
        assertThat(actual.steps()).isEqualTo(TaskGradientBenchmark.STEPS);
        assertThat(actual.base()).isEqualTo(expected.base());
        assertThat(actual.score()).isEqualTo(expected.score());
        boolean scored = Arrays.stream(actual.score()).anyMatch(value -> value != 0);
        assertThat(scored).isEqualTo(method == Method.SG_MRL);
    }
}
