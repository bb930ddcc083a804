package org.sgmrl.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.EnvironmentException;

/// An environment that goes to another machine is the same there.
final class PythonCopyTest {
    private static final String SOURCE =
            "from parts import law\n" + Sources.counter("reward = action[0]", "reward = law.SCALE * action[0]");

    @TempDir
    private Path folder;

    private byte[] copy(String source) throws IOException {
        Files.createDirectories(folder.resolve("parts"));
        Files.writeString(folder.resolve("parts/__init__.py"), "");
        Files.writeString(folder.resolve("parts/law.py"), "SCALE = 3\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PythonEnvironment environment = PythonEnvironment.of(Sources.write(folder, source), Sources.PYTHON);
                ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(environment);
        }
        return bytes.toByteArray();
    }

    private static PythonEnvironment restored(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (PythonEnvironment) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /// The reward of a first step of 0.5 on the task {"speed": 0.25}.
    private static double reward(PythonEnvironment environment) {
        double[] reward = new double[1];
        try (PythonBatch batch = environment.batch(1)) {
            batch.reset(environment.tasks().task(new double[] {0.25}), Sources.streams(1), 1, new double[2]);
            batch.step(new int[] {0}, 1, new double[] {0.5, 0}, new double[2], reward, new boolean[1]);
        }
        return reward[0];
    }

    @Test
    void whereTheFileIsTheSameItIsUsedInItsPlaceWithTheDataBesideIt() throws IOException {
        Files.writeString(folder.resolve("scale.txt"), "5");
        try (PythonEnvironment environment = restored(copy(SOURCE.replace(
                "law.SCALE", "float(open(os.path.join(os.path.dirname(__file__), \"scale.txt\")).read())")))) {
            assertThat(reward(environment)).isEqualTo(5 * 0.5 * 0.25);
        }
    }

    @Test
    void whereTheFileIsAnotherOrMissingTheCopyIsUsed() throws IOException {
        byte[] bytes = copy(SOURCE);
        Files.writeString(folder.resolve("parts/law.py"), "SCALE = 7\n");
        try (PythonEnvironment environment = restored(bytes)) {
            assertThat(reward(environment)).isEqualTo(3 * 0.5 * 0.25);
            assertThat(environment.spec().id()).isEqualTo("python:" + folder.resolve("tasks.py"));
        }
        bytes = copy(SOURCE + "\n");
        Files.delete(folder.resolve("tasks.py"));
        try (PythonEnvironment environment = restored(bytes)) {
            assertThat(reward(environment)).isEqualTo(3 * 0.5 * 0.25);
        }
    }

    @Test
    void whatIsMissingThereIsToldWithTheUsersFile() throws IOException {
        byte[] bytes = copy("import os\nopen(os.path.join(os.path.dirname(__file__), \"parts/law.py\")).close()\n"
                + Sources.COUNTER);
        Files.delete(folder.resolve("tasks.py"));
        assertThatThrownBy(() -> restored(bytes))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(folder.resolve("tasks.py") + ":2: FileNotFoundError");
    }
}
