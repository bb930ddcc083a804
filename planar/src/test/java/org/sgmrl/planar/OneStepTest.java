package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.planar.States.Kind;

/// One step beside MuJoCo's: 1,000 states and controls of each kind.
final class OneStepTest {
    @ParameterizedTest
    @CsvSource({
        "half_cheetah, FREE, 1e-12, 0",
        "half_cheetah, TOUCHING, 1e-10, 8",
        "half_cheetah, DEEP, 1e-10, 30",
        "swimmer, FREE, 1e-12, 0",
        "swimmer, TOUCHING, 1e-10, 0.2",
        "swimmer, DEEP, 1e-10, 0.5",
        "hopper, FREE, 1e-12, 0",
        "hopper, TOUCHING, 1e-10, 1.5",
        "hopper, DEEP, 1e-10, 6",
        "walker2d, FREE, 1e-12, 0",
        "walker2d, TOUCHING, 1e-10, 2.5",
        "walker2d, DEEP, 1e-10, 10"
    })
    void isMujocosUpToRounding(String robot, Kind kind, double bound, double leastConstraints) {
        OneStep.Result result = OneStep.compare(robot, kind, 1_000, 11);

        assertThat(result.constraints()).isGreaterThanOrEqualTo(leastConstraints);
        assertThat(result.acceleration().largest()).isLessThan(bound);
        assertThat(result.velocity().largest()).isLessThan(bound);
        assertThat(result.position().largest()).isLessThan(bound);
        // Rounding errors decide in half a percent of these.
        assertThat(result.astray()).isLessThanOrEqualTo(2 + result.crossing() / 50);
    }
}
