package org.sgmrl.planar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;

/// Writes the files of [StoredStepTest]: `StoredSteps FOLDER`.
final class StoredSteps {
    private StoredSteps() {}

    public static void main(String[] arguments) {
        for (String robot : States.ROBOTS) {
            StringBuilder text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "# Steps of MuJoCo %s on %s.xml, written by StoredSteps. A line: qpos, qvel, ctrl; qacc there; qvel and"
                            + " qpos after mj_step.%n",
                    MujocoLibrary.load().version(),
                    robot));
            PlanarModel model = States.model(robot);
            States states = new States(model, 71);
            States.Kind[] kinds = States.Kind.values();
            double[] numbers = new double[model.dofs()];
            try (MujocoModel compiled = Files.compiled(robot);
                    MujocoSimulation simulation = new MujocoSimulation(compiled)) {
                for (int i = 0; i < 60; i++) {
                    do {
                        states.next(kinds[i % kinds.length]);
                    } while (states.crosses());
                    append(text, states.qpos);
                    append(text, states.qvel);
                    append(text, states.control);
                    simulation.reset(states.qpos, states.qvel);
                    simulation.setControls(states.control, 0);
                    simulation.forward();
                    simulation.copy(DataField.QACC, 0, numbers.length, numbers, 0);
                    append(text, numbers);
                    simulation.reset(states.qpos, states.qvel);
                    simulation.setControls(states.control, 0);
                    simulation.step(1);
                    simulation.copy(DataField.QVEL, 0, numbers.length, numbers, 0);
                    append(text, numbers);
                    simulation.copy(DataField.QPOS, 0, numbers.length, numbers, 0);
                    append(text, numbers);
                    text.setCharAt(text.length() - 1, '\n');
                }
            }
            try {
                java.nio.file.Files.writeString(Path.of(arguments[0], robot + ".steps"), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void append(StringBuilder text, double[] numbers) {
        for (double number : numbers) {
            text.append(number).append(' ');
        }
    }
}
