package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One step beside stored ones of MuJoCo, for machines without it. The files (`*.steps`) say where their numbers come
/// from.
final class StoredStepTest {
    @ParameterizedTest
    @ValueSource(strings = {"half_cheetah", "swimmer", "hopper", "walker2d"})
    void isMujocosUpToRounding(String robot) {
        PlanarModel model = States.model(robot);
        int dofs = model.dofs();
        ScalarStepper stepper = new ScalarStepper(model);
        PlanarState state = new PlanarState(model, 1, 1);
        double[] qpos = new double[dofs];
        double[] qvel = new double[dofs];
        double[] qacc = new double[dofs];
        List<double[]> rows = Files.text(StoredStepTest.class, robot + ".steps")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Arrays.stream(line.split(" ", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
        assertThat(rows).hasSize(60);
        for (double[] row : rows) {
            for (int run = 0; run < 2; run++) {
                state.place(0, Arrays.copyOfRange(row, 0, dofs), Arrays.copyOfRange(row, dofs, 2 * dofs));
                for (int i = 0; i < model.actuators(); i++) {
                    state.control(0, i, row[2 * dofs + i]);
                }
                if (run == 0) {
                    stepper.accelerations(state, 0, qacc);
                } else {
                    stepper.step(state, 0, 1);
                }
            }
            state.read(0, qpos, qvel);
            int at = 2 * dofs + model.actuators();
            close(Arrays.copyOfRange(row, at, at + dofs), qacc);
            close(Arrays.copyOfRange(row, at + dofs, at + 2 * dofs), qvel);
            close(Arrays.copyOfRange(row, at + 2 * dofs, at + 3 * dofs), qpos);
        }
    }

    private static void close(double[] expected, double[] actual) {
        assertThat(States.difference(expected, actual)).isLessThan(1e-10);
    }
}
