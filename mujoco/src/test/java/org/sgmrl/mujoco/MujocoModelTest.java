package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiled models and their numbers.
final class MujocoModelTest {
    @Test
    void aModelHasTheNumbersOfItsDescription() {
        try (MujocoModel model = MujocoModel.compile(Models.JUMPER)) {
            assertThat(model.timestep()).isEqualTo(0.005);
            assertThat(model.nq()).isEqualTo(9);
            assertThat(model.nv()).isEqualTo(8);
            assertThat(model.nu()).isEqualTo(2);
            assertThat(model.size(ModelSize.NA)).isEqualTo(1);
            assertThat(model.nbody()).isEqualTo(4);
            assertThat(model.doubles(ModelField.ACTUATOR_GEAR)[6]).isEqualTo(30);
            assertThat(model.doubles(ModelField.JNT_RANGE)[5]).isCloseTo(Math.toRadians(5), within(1e-15));
            assertThat(model.ints(ModelField.JNT_TYPE)).containsExactly(0, 3, 3);
            assertThat(model.ints(ModelField.JNT_LIMITED)).containsExactly(0, 1, 1);
            assertThat(model.bodyId("shin")).isEqualTo(3);
            assertThat(model.jointId("knee")).isEqualTo(2);
            assertThat(model.geomId("foot")).isEqualTo(3);
            assertThat(model.bodyName(2)).isEqualTo("thigh");
            assertThatThrownBy(() -> model.bodyId("wing")).hasMessage("the model has no body named 'wing'");
        }
    }

    @Test
    void aSphereHasTheMassOfItsVolume() {
        try (MujocoModel model = MujocoModel.compile(Models.FALLING_SPHERE)) {
            // Density 1000 kg/m³, radius 0.1 m; inertia 2/5 m r².
            double mass = 4.0 / 3 * Math.PI;
            assertThat(model.doubles(ModelField.BODY_MASS)[1]).isCloseTo(mass, within(1e-12));
            assertThat(model.doubles(ModelField.BODY_INERTIA)[5]).isCloseTo(0.4 * mass * 0.01, within(1e-12));
        }
    }

    @Test
    void theCompilersWordsAreInTheError() {
        assertThatThrownBy(() -> MujocoModel.compile(Models.JUMPER.replace("damping=\"0.5\"", "dampening=\"0.5\"")))
                .isInstanceOf(MujocoException.class)
                .hasMessageContaining("dampening")
                .hasMessageContaining("line")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> MujocoModel.compile(Models.JUMPER.replace("joint=\"hip\"", "joint=\"wing\"")))
                .isInstanceOf(MujocoException.class)
                .hasMessageContaining("wing");
        assertThatThrownBy(() -> MujocoModel.compile("this is not XML")).isInstanceOf(MujocoException.class);
        assertThatThrownBy(() -> MujocoModel.compile("")).isInstanceOf(MujocoException.class);
    }

    @Test
    void anErrorOfTheEngineWhileItCompilesIsAnException() {
        boolean version2 = MujocoLibrary.load().version().startsWith("2.");
        String xml = Models.row(version2 ? "nstack='10'" : "memory='1'");
        assertThatThrownBy(() -> {
                    try (MujocoModel model = MujocoModel.compile(xml);
                            MujocoSimulation simulation = new MujocoSimulation(model)) {
                        simulation.step(1);
                    }
                })
                .isInstanceOf(MujocoException.class)
                .hasMessageContaining("tack");
    }

    @Test
    void aCopyMayBeChangedAndItsOriginalDoesNotNotice() {
        try (MujocoModel original = MujocoModel.compile(Models.FALLING_SPHERE);
                MujocoModel copy = original.copy();
                MujocoSimulation simulation = new MujocoSimulation(copy)) {
            double[] before = original.doubles(ModelField.BODY_MASS);
            double[] masses = before.clone();
            masses[1] = 8;
            copy.set(ModelField.BODY_MASS, masses);
            copy.set(ModelField.DOF_ARMATURE, new double[] {2});
            copy.updateConstants();
            assertThat(copy.doubles(ModelField.BODY_MASS)).isEqualTo(masses);
            assertThat(original.doubles(ModelField.BODY_MASS)).isEqualTo(before);
            // 8 kg of weight move 10 kg of inertia.
            simulation.step(1);
            assertThat(simulation.get(DataField.QACC, 0)).isCloseTo(-8, within(1e-12));
            assertThat(simulation.get(DataField.CINERT, 19)).isEqualTo(8);
        }
    }

    @Test
    void wrongUseIsRefusedInWords() {
        MujocoModel model = MujocoModel.compile(Models.FALLING_SPHERE);
        assertThatThrownBy(() -> model.set(ModelField.BODY_MASS, new double[2])).hasMessageContaining("copy()");
        assertThatThrownBy(model::updateConstants).hasMessageContaining("copy()");
        assertThatThrownBy(() -> model.ints(ModelField.BODY_MASS)).hasMessageContaining("doubles()");
        assertThatThrownBy(() -> model.doubles(ModelField.JNT_TYPE)).hasMessageContaining("ints()");
        try (MujocoModel copy = model.copy()) {
            assertThatThrownBy(() -> copy.set(ModelField.BODY_MASS, new double[3]))
                    .hasMessageContaining("BODY_MASS has 2 numbers; 3 were given");
            assertThatThrownBy(() -> copy.set(ModelField.BODY_MASS, new double[] {0, Double.NaN}))
                    .hasMessageContaining("BODY_MASS[1] = NaN must be finite");
            assertThatThrownBy(() -> copy.set(ModelField.JNT_TYPE, new double[1]))
                    .hasMessageContaining("JNT_TYPE");
        }
        model.close();
        model.close();
        assertThatThrownBy(() -> model.doubles(ModelField.BODY_MASS)).hasMessageContaining("closed");
        assertThatThrownBy(() -> new MujocoSimulation(model)).hasMessageContaining("closed");
        assertThatThrownBy(model::copy).hasMessageContaining("closed");
    }

    @Test
    void aFileMayReferToOthersBesideIt(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("ball.xml"), "<mujoco><worldbody><geom size='0.1'/></worldbody></mujoco>");
        Path scene = Files.writeString(folder.resolve("scene.xml"), "<mujoco><include file='ball.xml'/></mujoco>");
        try (MujocoModel model = MujocoModel.load(scene)) {
            assertThat(model.size(ModelSize.NGEOM)).isEqualTo(1);
        }
        assertThatThrownBy(() -> MujocoModel.load(folder.resolve("none.xml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("file " + folder.resolve("none.xml") + " must be a model file that can be read");
    }

    @Test
    void aSimulationOutlivesItsModel() {
        MujocoModel model = MujocoModel.compile(Models.FALLING_SPHERE);
        try (MujocoSimulation simulation = new MujocoSimulation(model)) {
            model.close();
            for (int i = 0; i < 50; i++) {
                // Memory that was freed would be used again by these.
                MujocoModel.compile(Models.JUMPER).close();
            }
            simulation.reset(new double[] {0}, new double[] {0});
            simulation.step(1);
            assertThat(simulation.get(DataField.QVEL, 0)).isCloseTo(-0.1, within(1e-15));
        }
    }
}
