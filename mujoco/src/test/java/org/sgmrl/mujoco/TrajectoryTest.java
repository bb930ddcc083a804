package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trajectories beside those of a program in C, which knows MuJoCo's structures from its headers and none of our
/// code.
final class TrajectoryTest {
    private static final int STEPS = 400;
    private static final int FRAME_SKIP = 3;

    /// Prints, in hexadecimal, qpos, qvel and further arrays after each of the steps. The controls are exact in
    /// binary: multiples of 1/64 from a linear congruential generator, partly beyond their range.
    private static final String PROGRAM = """
            #include <mujoco/mujoco.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <stdlib.h>

            static void print(const mjtNum* values, int n) {
              for (int i = 0; i < n; i++) printf("%a\\n", values[i]);
            }

            int main(int argc, char** argv) {
              char error[1000] = "";
              mjModel* m = mj_loadXML(argv[1], NULL, error, sizeof error);
              if (!m) { fprintf(stderr, "%s\\n", error); return 1; }
              m->opt.integrator = atoi(argv[2]);
              mjData* d = mj_makeData(m);
              d->qpos[2] += 0.25;
              d->qvel[0] = 0.5;
              mj_forward(m, d);
              uint32_t random = 1;
              for (int t = 0; t < STEPS; t++) {
                for (int i = 0; i < m->nu; i++) {
                  random = random * 1664525u + 1013904223u;
                  d->ctrl[i] = ((int)(random >> 24) - 128) / 64.0;
                }
                for (int k = 0; k < FRAME_SKIP; k++) mj_step(m, d);
                print(&d->time, 1);
                print(d->qpos, m->nq);
                print(d->qvel, m->nv);
                print(d->act, m->na);
                print(d->xipos, 3 * m->nbody);
                print(d->cvel, 6 * m->nbody);
                mj_rnePostConstraint(m, d);
                print(d->cfrc_ext, 6 * m->nbody);
              }
              return 0;
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void trajectoriesAreThoseOfCToTheLastBit() throws IOException {
        Path program = Gcc.mujocoProgram(
                folder, PROGRAM.replace("FRAME_SKIP", "" + FRAME_SKIP).replace("STEPS", "" + STEPS));
        for (String integrator : List.of("0", "1")) {
            // The option stands in the model here and is written into the structure there.
            String xml = Models.JUMPER.replace(
                    "timestep=\"0.005\"",
                    "timestep=\"0.005\" integrator=\"" + (integrator.equals("0") ? "Euler" : "RK4") + "\"");
            Path model = Files.writeString(folder.resolve("model.xml"), Models.JUMPER);
            List<Double> expected = Gcc.run(folder, "", List.of(program.toString(), model.toString(), integrator))
                    .lines()
                    .map(Double::valueOf)
                    .toList();
            assertThat(trajectory(xml)).hasSizeGreaterThan(10_000).isEqualTo(expected);
        }
    }

    private static List<Double> trajectory(String xml) {
        List<Double> out = new ArrayList<>();
        try (MujocoModel model = MujocoModel.compile(xml);
                MujocoSimulation simulation = new MujocoSimulation(model)) {
            double[] qpos = model.doubles(ModelField.QPOS0);
            qpos[2] += 0.25;
            double[] qvel = new double[model.nv()];
            qvel[0] = 0.5;
            simulation.reset(qpos, qvel);
            double[] controls = new double[model.nu()];
            int random = 1;
            for (int t = 0; t < STEPS; t++) {
                for (int i = 0; i < controls.length; i++) {
                    random = random * 1664525 + 1013904223;
                    controls[i] = ((random >>> 24) - 128) / 64.0;
                }
                simulation.setControls(controls, 0);
                simulation.step(FRAME_SKIP);
                out.add(simulation.time());
                for (DataField field :
                        List.of(DataField.QPOS, DataField.QVEL, DataField.ACT, DataField.XIPOS, DataField.CVEL)) {
                    add(simulation, field, out);
                }
                simulation.computeExternalForces();
                add(simulation, DataField.CFRC_EXT, out);
            }
        }
        return out;
    }

    private static void add(MujocoSimulation simulation, DataField field, List<Double> out) {
        int length = simulation.model().size(field.rows()) * field.columns();
        for (int i = 0; i < length; i++) {
            out.add(simulation.get(field, i));
        }
    }
}
