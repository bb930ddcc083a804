package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Over 200 steps the difference from MuJoCo grows as MuJoCo's own does when its start is moved by 1e-12.
final class GrowthTest {
    /// Slopes are those of the mean logarithm over 24 trajectories, decades a step. A trajectory's own slope scatters:
    /// 24 give the mean within about a tenth.
    @ParameterizedTest
    @CsvSource({"half_cheetah, 0.3", "half_cheetah, 1", "swimmer, 1", "hopper, 1", "walker2d, 1"})
    void isThatOfADisturbance(String robot, double scale) {
        Growth growth = Growth.measure(robot, scale, 24, 200);

        // It begins a thousand times smaller and stays below.
        assertThat(growth.ours()[10]).isLessThan(growth.disturbed()[10] - 1);
        assertThat(growth.ours()[199]).isLessThan(growth.disturbed()[199]);
        double ours = (growth.ours()[199] - growth.ours()[50]) / 149;
        double disturbed = (growth.disturbed()[199] - growth.disturbed()[50]) / 149;
        assertThat(ours).isCloseTo(disturbed, within(0.006));
    }
}
