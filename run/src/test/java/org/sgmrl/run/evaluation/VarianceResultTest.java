package org.sgmrl.run.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.VarianceComponents;
import org.sgmrl.training.VarianceComponents.Expectation;
import tools.jackson.databind.node.ObjectNode;

/// What a study of the variance says of itself, by API as `variance` does.
final class VarianceResultTest {
    private static final VarianceComponents COMPONENTS = new VarianceComponents(
            12,
            16,
            3,
            -1.5,
            0.25,
            0.125,
            4,
            new Expectation(4, 1),
            new Expectation(1, 2),
            0.5,
            3,
            7,
            8,
            9,
            10,
            Double.NaN,
            new Expectation(1, 2),
            11);

    @Test
    void tellsWhatIsSeen() {
        assertThat(new VarianceResult(COMPONENTS, Path.of("run"), null, 0, null).lines())
                .hasSize(15)
                .contains(
                        "variance of the mean return of an outer batch (mean -1.500):",
                        "  base: expectation                           2.000",
                        "  score term: expectation               below 2.000",
                        "  score term: cosine with the base         not seen",
                        "  the same, leave-trajectory-out           not seen");
    }

    @Test
    void hasTheKeysOfTheCommand() {
        ObjectNode root = Json.object();
        new VarianceResult(COMPONENTS, Path.of("run"), 200, 7, LeaveOut.EVERY_TRAJECTORY).write(root);
        assertThat(root.propertyNames())
                .containsExactly(
                        "run",
                        "iteration",
                        "seed",
                        "tasks",
                        "innerBatches",
                        "outerBatches",
                        "leaveOutGroups",
                        "leaveOutRollouts",
                        "leaveOutCap",
                        "meanReturn",
                        "returnVariance",
                        "norms",
                        "cosine");
        assertThat(root.at("/norms/baseExpectation").asDouble()).isEqualTo(2);
        assertThat(root.at("/norms/scoreExpectation").isNull()).isTrue();
        assertThat(root.at("/norms/scoreExpectationSmallestSeen").asDouble()).isEqualTo(2);
        assertThat(root.at("/norms/scoreNoiseLeaveTrajectoryOutLinear").asDouble())
                .isEqualTo(11);
    }
}
