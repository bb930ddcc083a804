package org.sgmrl.locomotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.mujoco.ModelField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;

/// Where contacts begin, with every release of MuJoCo.
final class MarginsTest {
    @Test
    void marginsOfGeomsAreHalvedAndNothingElse() {
        assertThat(Margins.halved("""
                        <!-- margin="2" -->
                        <geom type="capsule" margin="0.001"
                          size=".1"/>
                        <joint type="free" margin=".01"/><geom size="1"/>
                        <geom
                          margin=".01"/>""")).isEqualTo("""
                        <!-- margin="2" -->
                        <geom type="capsule" margin="5.0E-4"
                          size=".1"/>
                        <joint type="free" margin=".01"/><geom size="1"/>
                        <geom
                          margin="0.005"/>""");
    }

    /// On its way down a robot touches the ground as far above the height of a robot without margins as its file says.
    @ParameterizedTest
    @CsvSource({"hopper-parameters-v1, 1, 0.001", "ant-goal-v1, 2, 0.01", "humanoid-direction-v1, 2, 0.001"})
    void contactsBeginAtTheMarginOfTheFile(String id, int height, double margin) {
        MujocoModel model = Walks.byId(id).model();
        try (MujocoModel bare = model.copy()) {
            bare.set(ModelField.GEOM_MARGIN, new double[model.doubles(ModelField.GEOM_MARGIN).length]);

            assertThat(touchdown(model, height) - touchdown(bare, height)).isCloseTo(margin, within(1e-9));
        }
    }

    /// The greatest height of the default pose with a contact that it has not in the air.
    private static double touchdown(MujocoModel model, int height) {
        double[] qpos = model.doubles(ModelField.QPOS0);
        double[] qvel = new double[model.nv()];
        try (MujocoSimulation simulation = new MujocoSimulation(model)) {
            double touching = qpos[height] - 1;
            double free = qpos[height] + 1;
            int inTheAir = contacts(simulation, qpos, qvel, height, free);
            assertThat(contacts(simulation, qpos, qvel, height, touching)).isGreaterThan(inTheAir);
            while (free - touching > 1e-11) {
                double middle = 0.5 * (free + touching);
                if (contacts(simulation, qpos, qvel, height, middle) > inTheAir) {
                    touching = middle;
                } else {
                    free = middle;
                }
            }
            return touching;
        }
    }

    private static int contacts(MujocoSimulation simulation, double[] qpos, double[] qvel, int height, double value) {
        double[] there = Arrays.copyOf(qpos, qpos.length);
        there[height] = value;
        simulation.reset(there, qvel);
        simulation.forward();
        return simulation.contacts();
    }
}
