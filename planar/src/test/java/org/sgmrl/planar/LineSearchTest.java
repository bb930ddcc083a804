package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
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

    /// At rest in the initial pose, in the air, hinges lie at their limits and nothing turns them: rounding errors say whether a limit
    /// holds. The search has to end nonetheless, and the robot to fall freely.
    @ParameterizedTest
    @FieldSource("org.sgmrl.planar.States#ROBOTS")
    void endsWhereRowsAreNeitherActiveNorInactive(String robot) {
        PlanarModel model = States.model(robot);
        ScalarStepper scalar = new ScalarStepper(model);
        SimdStepper vectors = new SimdStepper(model);
        PlanarState one = new PlanarState(model, vectors.lanes(), vectors.lanes());
        PlanarState other = new PlanarState(model, vectors.lanes(), vectors.lanes());
        for (PlanarState state : new PlanarState[] {one, other}) {
            for (int e = 0; e < vectors.lanes(); e++) {
                state.place(e, model.initial, new double[model.dofs()]);
                state.position[e] = 100;
            }
        }
        int steps = 200;
        for (int step = 0; step < steps; step++) {
            scalar.step(one, 0, 1);
        }
        vectors.step(other, 0, steps);

        // Four evaluations a step (Runge-Kutta), each with six full steps and a few that search at most.
        assertThat(scalar.systems()).isLessThan(40L * steps);
        for (int i = 3; i < model.dofs(); i++) {
            assertThat(Math.abs(one.position[i * one.stride])).isLessThan(1e-9);
            assertThat(other.position[i * one.stride]).isEqualTo(one.position[i * one.stride]);
        }
    }

    @ParameterizedTest
    @FieldSource("org.sgmrl.planar.States#ROBOTS")
    void parkedRobotsHaveNothingToSolve(String robot) {
        PlanarModel model = States.model(robot);
        ScalarStepper scalar = new ScalarStepper(model);
        // All but the first are beyond those asked for.
        PlanarState state = new PlanarState(model, 1, 2);
        for (int step = 0; step < 20; step++) {
            scalar.step(state, 1, 1);
        }
        state.park(0);
        scalar.step(state, 0, 20);

        assertThat(scalar.systems()).isZero();
    }
}
