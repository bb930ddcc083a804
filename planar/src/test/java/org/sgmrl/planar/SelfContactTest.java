package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;
import org.sgmrl.planar.States.Kind;

/// The hopper's capsules where they touch, cross or are parallel.
final class SelfContactTest {
    private static final PlanarModel HOPPER = States.model("hopper");

    /// Against an intersection test of segments of its own.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void axesCrossWhereTheyDo(Kind kind) {
        ScalarStepper stepper = new ScalarStepper(HOPPER);
        PlanarState state = new PlanarState(HOPPER, 1, 1);
        States states = new States(HOPPER, 3);
        double[] qacc = new double[HOPPER.dofs()];
        int crossing = 0;
        for (int i = 0; i < 2_000; i++) {
            states.next(kind);
            states.place(state, 0);
            long before = stepper.crossings();
            stepper.accelerations(state, 0, qacc);
            assertThat(stepper.crossings() > before).isEqualTo(states.crosses());
            crossing += states.crosses() ? 1 : 0;
        }
        assertThat(crossing).isBetween(kind == Kind.FREE ? 0 : 100, kind == Kind.FREE ? 0 : 1_000);
    }

    /// Nothing pushes where axes cross: the robot accelerates as one without these pairs.
    @Test
    void crossingAxesDoNotPush() {
        PlanarModel alone = HOPPER.copy();
        alone.pairUpper = new int[0];
        alone.pairLower = new int[0];
        // Thigh and shin folded onto the torso, the foot beyond its top.
        double[] qpos = {0, 5, 0, -0.3, -3.0, 0};
        double[] qvel = {0, 0, 0, 1, -2, 3};
        double[] with = new double[6];
        double[] without = new double[6];
        PlanarState state = new PlanarState(HOPPER, 1, 1);
        state.place(0, qpos, qvel);
        ScalarStepper stepper = new ScalarStepper(HOPPER);
        stepper.accelerations(state, 0, with);
        state.place(0, qpos, qvel);
        new ScalarStepper(alone).accelerations(state, 0, without);

        assertThat(stepper.crossings()).isPositive();
        assertThat(with).isNotEqualTo(without);
        double[] theirs = mujoco(qpos, qvel)[0];
        assertThat(States.difference(theirs, with)).isLessThan(1e-12);
    }

    /// Hip, knee and ankle (degrees) at which the shin or the foot is parallel to the torso and touches it, moved by a
    /// little (rad): MuJoCo makes two contacts up to some 6e-7 rad, one beyond.
    @ParameterizedTest
    @CsvSource({
        "-10, -170, 0, 0",
        "-10, -170, 0, 1e-8",
        "-10, -170, 0, 3e-7",
        "-10, -170, 0, 1e-6",
        "-5, -175, 10, 0",
        "-75, -150, -45, 0",
        "-75, -150, -45, -3e-7",
        "-75, -150, -45, 1e-5",
        "-70, -155, -45, 0",
        "-90, -140, -40, 0",
        "-8, -172, 0, 0",
        "-100, -150, -20, 0"
    })
    void parallelAxesTouchTwice(double hip, double knee, double ankle, double moved) {
        double[] qpos = {0, 5, 0, Math.toRadians(hip), Math.toRadians(knee) + moved, Math.toRadians(ankle)};
        double[] qvel = {0.3, -0.2, 0.5, 1, -2, 3};
        double[][] theirs = mujoco(qpos, qvel);
        double[] qacc = new double[6];
        double[] ourQpos = new double[6];
        double[] ourQvel = new double[6];
        ScalarStepper stepper = new ScalarStepper(HOPPER);
        PlanarState state = new PlanarState(HOPPER, 1, 1);
        state.place(0, qpos, qvel);
        stepper.accelerations(state, 0, qacc);

        assertThat(States.difference(theirs[0], qacc)).isLessThan(1e-10);
        // The axes do not stay parallel within the step.
        state.place(0, qpos, qvel);
        stepper.step(state, 0, 1);
        state.read(0, ourQpos, ourQvel);
        assertThat(States.difference(theirs[1], ourQpos)).isLessThan(1e-10);
        assertThat(States.difference(theirs[2], ourQvel)).isLessThan(1e-10);

        // A lane that is left to the twin has its bits, and so has its neighbour.
        SimdStepper vectors = new SimdStepper(HOPPER);
        PlanarState lanes = new PlanarState(HOPPER, vectors.lanes(), vectors.lanes());
        States others = new States(HOPPER, 4);
        for (int e = 0; e < vectors.lanes(); e++) {
            others.next(Kind.TOUCHING);
            others.place(lanes, e);
        }
        lanes.place(0, qpos, qvel);
        double[] neighbour = new double[6];
        double[] speeds = new double[6];
        lanes.read(1, neighbour, speeds);
        state.place(0, neighbour, speeds);
        state.torque[0] = lanes.torque[1];
        state.torque[1] = lanes.torque[lanes.stride + 1];
        state.torque[2] = lanes.torque[2 * lanes.stride + 1];
        stepper.step(state, 0, 1);
        vectors.step(lanes, 0, 1);
        lanes.read(0, neighbour, speeds);
        assertThat(neighbour).isEqualTo(ourQpos);
        assertThat(speeds).isEqualTo(ourQvel);
        state.read(0, ourQpos, ourQvel);
        lanes.read(1, neighbour, speeds);
        assertThat(neighbour).isEqualTo(ourQpos);
        assertThat(speeds).isEqualTo(ourQvel);
    }

    /// MuJoCo's qacc, then qpos and qvel after a step.
    private static double[][] mujoco(double[] qpos, double[] qvel) {
        double[][] results = new double[3][qpos.length];
        try (MujocoModel compiled = Files.compiled("hopper");
                MujocoSimulation simulation = new MujocoSimulation(compiled)) {
            simulation.reset(qpos, qvel);
            simulation.forward();
            simulation.copy(DataField.QACC, 0, qpos.length, results[0], 0);
            simulation.reset(qpos, qvel);
            simulation.step(1);
            simulation.copy(DataField.QPOS, 0, qpos.length, results[1], 0);
            simulation.copy(DataField.QVEL, 0, qpos.length, results[2], 0);
        }
        return results;
    }
}
