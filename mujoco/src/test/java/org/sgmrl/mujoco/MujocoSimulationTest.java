package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Stepping a model.
final class MujocoSimulationTest {
    @Test
    void aFreeFallFollowsTheEquationOfSemiImplicitEuler() {
        String xml =
                "<mujoco><option timestep='0.01' gravity='0 0 -10'/><worldbody><body><joint type='slide' axis='0 0 1'/>"
                        + "<geom size='0.1'/></body></worldbody></mujoco>";
        try (MujocoModel model = MujocoModel.compile(xml);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            simulation.reset(new double[] {3}, new double[] {1});
            simulation.step(100);
            // v_n = v_0 - g h n, z_n = z_0 + h Σ_{k=1..n} v_k
            assertThat(simulation.get(DataField.QVEL, 0)).isCloseTo(1 - 10, org.assertj.core.data.Offset.offset(1e-12));
            assertThat(simulation.get(DataField.QPOS, 0))
                    .isCloseTo(3 + 0.01 * (100 - 0.1 * 5050), org.assertj.core.data.Offset.offset(1e-12));
            assertThat(simulation.time()).isCloseTo(1.0, org.assertj.core.data.Offset.offset(1e-12));
        }
    }
}
