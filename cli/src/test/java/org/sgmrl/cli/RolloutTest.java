package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `rollout` on 2D navigation, and everything that can be wrong with its input.
class RolloutTest {
    @TempDir
    private Path folder;

    private Path state;
    private Path actions;
    private Path out;

    @BeforeEach
    void chooseFiles() throws IOException {
        state = folder.resolve("state.json");
        actions = folder.resolve("actions.csv");
        out = folder.resolve("out.csv");
        Files.writeString(state, "{\"position\": [0.25, -0.5]}");
        Files.writeString(actions, "0.125,0.0625\n 7 , -1e30\n-0,0\n");
    }

    @Test
    void actionsAreClippedAndEveryStepIsARow() throws IOException {
        Cli.Result result = rollout("point-navigation-v1", "{\"goal\": [0.35, -0.5]}");

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        // Clipped to (0.1, 0.0625), then (0.1, -0.1) up to the wall y = -0.5, then no movement.
        double x = 0.25 + 0.1;
        double y = -0.5 + 0.0625;
        double x2 = x + 0.1;
        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "step,reward,terminated,obs0,obs1",
                        "0," + -Math.sqrt((0.35 - x) * (0.35 - x) + (-0.5 - y) * (-0.5 - y)) + ",false," + x + "," + y,
                        "1," + -Math.sqrt((0.35 - x2) * (0.35 - x2)) + ",false," + x2 + ",-0.5",
                        "2," + -Math.sqrt((0.35 - x2) * (0.35 - x2)) + ",false," + x2 + ",-0.5");
    }

    @Test
    void safeAndRichRewardsArePaidWhereTheyAre() throws IOException {
        Files.writeString(state, "{\"position\": [0, 0]}");
        Files.writeString(actions, "0.25,0\n0.5,0\n9,0\n-0.25,0\n");

        assertThat(rollout("point-safe-goal-v1", "{\"goal\": [1.5, 0]}").exitCode())
                .isZero();

        // 0.5 within 0.5 of the origin; 1 − distance to the goal; the third action is clipped to 1.
        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "step,reward,terminated,obs0,obs1",
                        "0,0.5,false,0.25,0.0",
                        "1,0.25,false,0.75,0.0",
                        "2,0.75,false,1.75,0.0",
                        "3,1.0,false,1.5,0.0");
    }

    @Test
    void discreteActionsAreIndices() throws IOException {
        Files.writeString(state, "{\"cell\": [1, 0]}");
        Files.writeString(actions, "1\n3\n0\n");

        assertThat(rollout("grid-goal-3x3-v1", "{\"goal\": [2, 1]}").exitCode()).isZero();

        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "step,reward,terminated,obs0,obs1,obs2,obs3,obs4,obs5,obs6,obs7,obs8",
                        "0,-0.1,false,0.0,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0",
                        "1,1.0,false,0.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0",
                        "2,1.0,false,0.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0");
    }

    @Test
    void whatIsDrawnAtRandomIsTheSameAgain() throws IOException {
        Files.writeString(state, "{\"state\": [0]}");
        Files.writeString(actions, "0\n1\n".repeat(20));

        assertThat(rollout("bernoulli-bandit-2-v1", "{\"probabilities\": [0.5, 1]}")
                        .exitCode())
                .isZero();
        String first = Files.readString(out);
        assertThat(rollout("bernoulli-bandit-2-v1", "{\"probabilities\": [0.5, 1]}")
                        .exitCode())
                .isZero();

        assertThat(Files.readString(out)).isEqualTo(first).contains("2,0.0,", "3,1.0,");
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "-1, -1", "0.5, 0.5", "1e30, 1e30"})
    void anActionThatThereIsNotIsTold(String text, String told) throws IOException {
        Files.writeString(state, "{\"cell\": [0, 0]}");
        Files.writeString(actions, "0\n" + text + "\n");

        assertRefused(
                rollout("grid-goal-3x3-v1", "{\"goal\": [2, 1]}"),
                "line 2: " + told + " must be the index of an action, 0 to 4");
    }

    @Test
    void stepsGoOnAfterTheGoalIsReached() throws IOException {
        Files.writeString(actions, "0.1,0\r\n0,0.1\r\n\r\n");

        assertThat(rollout("point-navigation-squared-v1", "{\"goal\": [0.355, -0.5]}")
                        .exitCode())
                .isZero();

        assertThat(Files.readAllLines(out)).hasSize(3);
        assertThat(Files.readAllLines(out).get(1)).contains(",true,0.35,");
        assertThat(Files.readAllLines(out).get(2)).contains(",false,0.35,-0.4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1,2] | must be a JSON object with goal",
                "{\"goal\":[0.1]} | --task: goal must have 2 numbers, not 1",
                "{\"goal\":[0.1,NaN]} | --task, line 1, column",
                "{\"goal\":[0.1,1e999]} | must be a finite number",
                "{\"goal\":[0.1,\"a\"]} | --task: goal[1] = \"a\" must be a finite number",
                "{\"gaol\":[0.1,0.2]} | --task: unknown key gaol; it must have goal; did you mean goal?",
                "{\"goal\":[0.1,0.2],\"goal\":[0,0]} | not valid JSON",
                "{\"goal\":[[0.1],0.2]} | --task: goal[0] = [0.1] must be a finite number",
                "{} | --task has no key goal",
                "{\"goal\":[0.1,0.2] | --task, line 1, column",
                "'' | --task must be a JSON object",
            })
    void aWrongTaskIsTold(String task, String message) {
        assertRefused(rollout("point-navigation-v1", task), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"position\":[0]} | position must have 2 numbers, not 1",
                "{\"position\":[0,0,0]} | position must have 2 numbers, not 3",
                "{\"position\":[0,null]} | position[1] = null must be a finite number",
                "{\"qpos\":[0,0]} | unknown key qpos; it must have position",
                "{\"position\":[0,0],\"t\":1} | unknown key t",
                "{\"position\":[0,-1e400]} | position[1] =",
                "{\"position\":[0,\\n0 | line 2, column",
            })
    void aWrongStateIsToldWithItsPlace(String text, String message) throws IOException {
        Files.writeString(state, text.replace("\\n", "\n"));

        Cli.Result result = rollout("point-navigation-v1", "{\"goal\":[0,0]}");

        assertRefused(result, message);
        assertThat(result.err()).contains("--state " + state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,0\\n0 | line 2 must have 2 numbers separated by commas, not 1",
                "0,0\\n0,0,0 | line 2 must have 2 numbers separated by commas, not 3",
                "0,0\\n\\n0,0 | line 2 must have 2 numbers separated by commas, not 0",
                "vx,vy\\n0,0 | line 1, column 1: vx must be a finite number; the file has no header",
                "0,0\\n0,NaN | line 2, column 2: NaN must be a finite number",
                "0,Infinity | line 1, column 2: Infinity must be a finite number",
                "0,1e999 | line 1, column 2: 1e999 must be a finite number",
                "0,1d | line 1, column 2: 1d must be a finite number",
                "0,0x1p3 | line 1, column 2: 0x1p3 must be",
                "0, | line 1, column 2",
                "\\n\\n | is empty",
            })
    void wrongActionsAreToldWithTheirPlace(String text, String message) throws IOException {
        Files.writeString(actions, text.replace("\\n", "\n"));

        Cli.Result result = rollout("point-navigation-v1", "{\"goal\":[0,0]}");

        assertRefused(result, message);
        assertThat(result.err()).contains("--actions " + actions);
    }

    @Test
    void unreadableFilesAndUnknownEnvironmentsAreTold() throws IOException {
        assertRefused(rollout("point-navigation-v3", "{\"goal\":[0,0]}"), "environment point-navigation-v3 is unknown");
        assertRefused(rollout("tabular", "{\"task\":0}"), "--env tabular cannot be put into a given state");
        Files.write(actions, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertRefused(rollout("point-navigation-v1", "{\"goal\":[0,0]}"), "it is not UTF-8 text");
        Files.delete(actions);
        assertRefused(rollout("point-navigation-v1", "{\"goal\":[0,0]}"), "no such file");
        Files.writeString(actions, "0,0\n");
        Files.delete(state);
        Files.createDirectory(state);
        assertRefused(rollout("point-navigation-v1", "{\"goal\":[0,0]}"), "--state " + state + " cannot be read");
        out = folder.resolve("none").resolve("out.csv");
        assertRefused(rollout("point-navigation-v1", "{\"goal\":[0,0]}"), "--out");
    }

    @Test
    void filesBeyondAllReasonAreRefusedBeforeTheyTakeMemory() throws IOException {
        // Sparse: neither written nor read to the end.
        try (RandomAccessFile file = new RandomAccessFile(state.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertRefused(rollout("point-navigation-v1", "{\"goal\": [0, 0]}"), "more than 1000000 bytes");
        try (RandomAccessFile file = new RandomAccessFile(actions.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertRefused(rollout("point-navigation-v1", "{\"goal\": [0, 0]}"), "more than 100000000 bytes");
    }

    @Test
    void everyOptionIsNeeded() {
        Cli.Result result = Cli.run("rollout", "--env", "point-navigation-v1");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("--actions");
    }

    private Cli.Result rollout(String id, String task) {
        return Cli.run(List.of(
                        "rollout",
                        "--env",
                        id,
                        "--task",
                        task,
                        "--state",
                        state.toString(),
                        "--actions",
                        actions.toString(),
                        "--out",
                        out.toString())
                .toArray(String[]::new));
    }

    private void assertRefused(Cli.Result result, String message) {
        assertThat(result.err()).contains(message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(out).doesNotExist();
    }
}
