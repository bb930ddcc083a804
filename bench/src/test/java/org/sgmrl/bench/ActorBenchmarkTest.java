package org.sgmrl.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Each benchmark computes what its name says.
class ActorBenchmarkTest {
    private final ActorBenchmark benchmark = new ActorBenchmark();

    @Test
    void everyBenchmarkHasATestOfItsName() {
        BenchmarkTests.assertComplete(ActorBenchmark.class, ActorBenchmarkTest.class);
    }

    @Test
    void baseline() {
        benchmark.baseline();
        assertThat(benchmark.twoActions).containsOnly(0);
    }

    @Test
    void act() {
        double[] first = benchmark.act().clone();
        assertThat(benchmark.act()).isNotEqualTo(first);
        assertThat(benchmark.decision.sampled()).isTrue();
        assertThat(benchmark.decision.observation()).isEqualTo(benchmark.observation);
    }

    @Test
    void mode() {
        double[] first = benchmark.mode().clone();
        assertThat(benchmark.mode()).isEqualTo(first);
        assertThat(benchmark.decision.sampled()).isFalse();
    }

    @Test
    void modeOfTwoRows() {
        benchmark.mode();
        double[] one = benchmark.decision.policyAction();
        double[] two = benchmark.modeOfTwoRows();
        assertThat(Arrays.copyOf(two, 2)).isEqualTo(one);
        assertThat(Arrays.copyOfRange(two, 2, 4)).isEqualTo(one);
    }

    @Test
    void adapt() {
        assertThat(benchmark.transitions.episodes()).isEqualTo(ActorBenchmark.EPISODES);
        assertThat(benchmark.transitions.steps()).isEqualTo(ActorBenchmark.EPISODES * ActorBenchmark.STEPS);
        assertThat(benchmark.adapt().adaptedSteps()).isEqualTo(1);
        assertThat(benchmark.adapt().theta())
                .isEqualTo(benchmark.adapt().theta())
                .isNotEqualTo(benchmark.policy.theta());
    }
}
