package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.planar.States.Kind;

/// Newton's method with a line search from the first step on finds the same minimiser as with full steps.
final class LineSearchTest {
    @ParameterizedTest
    @CsvSource({"half_cheetah, TOUCHING", "half_cheetah, DEEP", "hopper, TOUCHING", "hopper, DEEP", "walker2d, DEEP"})
    void findsTheSameMinimiser(String robot, Kind kind) {
        PlanarModel model = States.model(robot);
        ScalarStepper full = new ScalarStepper(model);
        ScalarStepper searching = new ScalarStepper(model, 0);
        PlanarState state = new PlanarState(model, 1, 1);
        States states = new States(model, 8);
        double[] expected = new double[model.dofs()];
        double[] actual = new double[model.dofs()];
        for (int i = 0; i < 300; i++) {
            states.next(kind);
            states.place(state, 0);
            full.accelerations(state, 0, expected);
            states.place(state, 0);
            searching.accelerations(state, 0, actual);
            assertThat(States.difference(expected, actual)).isLessThan(1e-11);
        }
    }
}
