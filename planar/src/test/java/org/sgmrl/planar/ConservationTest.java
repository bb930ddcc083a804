package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Laws of mechanics where nothing pushes or brakes: momentum is conserved exactly, energy to the integrator's order.
/// Momenta and energies are computed here from the bodies' centres of mass.
final class ConservationTest {
    private static final double SECONDS = 0.4;

    /// The model without gravity, fluid, ground, springs, dampers, limits and rotor inertia.
    private static PlanarModel free(String robot, double timestep) {
        PlanarModel model = PlanarModel.load(robot);
        model.timestep = timestep;
        model.gravity = 0;
        model.density = 0;
        model.viscosity = 0;
        model.pointBody = new int[0];
        model.pairUpper = new int[0];
        model.pairLower = new int[0];
        model.armatureU = 0;
        model.armatureW = 0;
        for (int b = 0; b < model.bodies; b++) {
            model.armature[b] = 0;
            model.stiffness[b] = 0;
            model.damping[b] = 0;
            model.limited[b] = false;
        }
        return model;
    }

    /// Momentum along u and w, angular momentum about the origin, kinetic energy.
    private static double[] totals(PlanarModel model, PlanarState state) {
        double[] sums = new double[4];
        double[] angle = new double[model.bodies];
        double[] rate = new double[model.bodies];
        double[] u = new double[model.bodies];
        double[] w = new double[model.bodies];
        double[] vu = new double[model.bodies];
        double[] vw = new double[model.bodies];
        for (int b = 0; b < model.bodies; b++) {
            int p = model.parent[b];
            angle[b] = state.position[(b + 2) * state.stride];
            rate[b] = state.velocity[(b + 2) * state.stride];
            if (p < 0) {
                u[b] = model.anchorU[b] + state.position[0];
                w[b] = model.anchorW[b] + state.position[state.stride];
                vu[b] = state.velocity[0];
                vw[b] = state.velocity[state.stride];
            } else {
                double du = Math.cos(angle[p]) * model.anchorU[b] - Math.sin(angle[p]) * model.anchorW[b];
                double dw = Math.sin(angle[p]) * model.anchorU[b] + Math.cos(angle[p]) * model.anchorW[b];
                u[b] = u[p] + du;
                w[b] = w[p] + dw;
                vu[b] = vu[p] - rate[p] * dw;
                vw[b] = vw[p] + rate[p] * du;
                angle[b] += angle[p];
                rate[b] += rate[p];
            }
            double cu = Math.cos(angle[b]) * model.comU[b] - Math.sin(angle[b]) * model.comW[b];
            double cw = Math.sin(angle[b]) * model.comU[b] + Math.cos(angle[b]) * model.comW[b];
            double su = vu[b] - rate[b] * cw;
            double sw = vw[b] + rate[b] * cu;
            double m = model.mass[b];
            sums[0] += m * su;
            sums[1] += m * sw;
            sums[2] += m * ((u[b] + cu) * sw - (w[b] + cw) * su) + model.inertia[b] * rate[b];
            sums[3] += 0.5 * m * (su * su + sw * sw) + 0.5 * model.inertia[b] * rate[b] * rate[b];
        }
        return sums;
    }

    /// Change of the totals over [#SECONDS], relative to their size.
    private static double[] drift(String robot, double timestep) {
        PlanarModel model = free(robot, timestep);
        States states = new States(model, 2);
        states.next(States.Kind.FREE);
        java.util.Arrays.fill(states.control, 0);
        for (int i = 0; i < states.qvel.length; i++) {
            states.qvel[i] *= 0.3;
        }
        PlanarState state = new PlanarState(model, 1, 1);
        states.place(state, 0);
        double[] before = totals(model, state);
        new ScalarStepper(model).step(state, 0, (int) Math.round(SECONDS / timestep));
        double[] after = totals(model, state);
        double scale =
                Math.sqrt(2 * before[3] * java.util.Arrays.stream(model.mass).sum());
        return new double[] {
            (after[0] - before[0]) / scale,
            (after[1] - before[1]) / scale,
            (after[2] - before[2]) / scale,
            (after[3] - before[3]) / before[3]
        };
    }

    /// Linear momentum is linear in the velocities at given angles, so Runge-Kutta keeps it only to its order.
    @ParameterizedTest
    @CsvSource({"half_cheetah, 1, 0.002", "swimmer, 4, 0.02", "hopper, 4, 0.02", "walker2d, 4, 0.02"})
    void energyAndMomentumDriftWithTheIntegratorsOrder(String robot, int order, double timestep) {
        double[] coarse = drift(robot, timestep);
        double[] fine = drift(robot, timestep / 2);
        for (int i = 0; i < 4; i++) {
            double slope = Math.log(Math.abs(coarse[i] / fine[i])) / Math.log(2);
            assertThat(slope).as("total %d: %s to %s", i, coarse[i], fine[i]).isCloseTo(order, within(0.5));
        }
    }

    @Test
    void aFallingRobotFalls() {
        PlanarModel model = free("half_cheetah", 0.001);
        model.gravity = 9.81;
        States states = new States(model, 2);
        states.next(States.Kind.FREE);
        java.util.Arrays.fill(states.control, 0);
        java.util.Arrays.fill(states.qvel, 0);
        PlanarState state = new PlanarState(model, 1, 1);
        states.place(state, 0);
        new ScalarStepper(model).step(state, 0, 100);
        double total = java.util.Arrays.stream(model.mass).sum();
        double[] sums = totals(model, state);
        assertThat(sums[0] / total).isCloseTo(-0.981, within(1e-12));
        assertThat(sums[1] / total).isCloseTo(0, within(1e-12));
    }
}
