package org.sgmrl.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.training.TrainingSettings;

class NetworkOperationsTest {
    private static final NetworkOperations POINT = NetworkOperations.of(2, 100, 100, 2);

    @Test
    void areTwoForEachWeightOfEachProduct() {
        assertThat(POINT.forward()).isEqualTo(2 * (200 + 10_000 + 200));
        assertThat(POINT.gradient()).isEqualTo(2 * (2 * 200 + 3 * 10_000 + 3 * 200));
        assertThat(POINT.hessianVectorProduct()).isEqualTo(2 * (3 * 200 + 8 * 10_000 + 8 * 200));
    }

    @Test
    void ofAStepCountInnerRowsWithTheirProductAndOuterRowsWithout() {
        Sampling sampling = new Sampling(20, 5, 100, 0.99);
        assertThat(POINT.ofStep(sampling, 1, Curvature.NONE)).isEqualTo(POINT.gradient());
        // Six products of the eight: forward values and derivatives are there.
        double inner = POINT.gradient() + 2 * (2 * 200 + 6 * 10_000 + 6 * 200);
        assertThat(POINT.ofStep(sampling, 1, Curvature.PATHWISE)).isEqualTo((20 * inner + 5 * POINT.gradient()) / 25);
        assertThat(POINT.ofStep(sampling, 2, Curvature.PATHWISE)).isEqualTo((40 * inner + 5 * POINT.gradient()) / 45);
        assertThat(POINT.ofStep(sampling, 0, Curvature.PATHWISE)).isEqualTo(POINT.gradient());
    }

    @Test
    void layersAreThoseOfThePolicy() {
        PointNavigation environment = PointNavigation.distance();
        TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.MAML);
        assertThat(NetworkOperations.sizes(environment, settings)).containsExactly(2, 100, 100, 2);
    }
}
