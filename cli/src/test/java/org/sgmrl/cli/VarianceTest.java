package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// `variance`; its numbers are checked where they are computed.
final class VarianceTest {
    @TempDir
    private Path folder;

    @Test
    void takesApartTheFinalPolicyACheckpointAndTheStart() throws Exception {
        String run = folder.resolve("run").toString();
        assertThat(Cli.run(Runs.train(
                                Path.of(run),
                                "--preset",
                                "tuned-1",
                                "--iterations",
                                "10",
                                "--checkpoint-every",
                                "5",
                                "--keep-checkpoints",
                                "9"))
                        .exitCode())
                .isZero();
        JsonNode end = measure(run);
        assertThat(measure(run, "--iteration", "10").path("norms")).isEqualTo(end.path("norms"));
        assertThat(measure(run, "--threads", "1").path("norms")).isEqualTo(end.path("norms"));
        assertThat(measure(run, "--iteration", "5").path("norms")).isNotEqualTo(end.path("norms"));
        assertThat(measure(run, "--iteration", "0").path("norms")).isNotEqualTo(end.path("norms"));
        assertThat(end.path("norms").path("scoreScale").asDouble()).isPositive();
        assertThat(end.path("leaveOutGroups").asInt()).isEqualTo(5);
        assertThat(end.path("leaveOutCap").asDouble()).isEqualTo(1);
        // Options that are not given are the run's.
        assertThat(measure(run, "--leave-out-cap", "1", "--leave-out-rollouts", "0")
                        .path("norms"))
                .isEqualTo(end.path("norms"));
        for (String option : List.of("--leave-out-groups", "--leave-out-rollouts")) {
            assertThat(measure(run, option, "1").path("norms")).isNotEqualTo(end.path("norms"));
        }
        assertThat(measure(run, "--leave-out-cap", "1e-9").path("norms")).isNotEqualTo(end.path("norms"));

        refused("has no checkpoint after iteration 7", run, "--iteration", "7");
        refused("--tasks = 1 must be in 2..1000", run, "--tasks", "1");
        refused("--iteration = -1 must be at least 0", run, "--iteration", "-1");
        refused("--leave-out-groups = 0 must be at least 1", run, "--leave-out-groups", "0");
        refused("is not a folder", run + "-not");
        refused("engine = threads must be one of local", run, "--engine", "threads");
        refused("master = here is for another engine; give --engine spark as well", run, "--master", "here");
    }

    private JsonNode measure(String run, String... options) throws Exception {
        Path json = folder.resolve("variance.json");
        Cli.Result result = Cli.run(command(
                run,
                options,
                "--json",
                json.toString(),
                "--tasks",
                "3",
                "--inner-batches",
                "3",
                "--outer-batches",
                "2"));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("inner data, within a task").contains("the same, leave-one-out");
        return Json.parse(Files.readString(json));
    }

    private static void refused(String reason, String run, String... options) {
        Cli.Result result = Cli.run(command(run, options));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().strip().lines()).hasSize(1);
        assertThat(result.err()).contains(reason);
    }

    private static String[] command(String run, String[] options, String... more) {
        String[] command = new String[2 + options.length + more.length];
        command[0] = "variance";
        command[1] = run;
        System.arraycopy(options, 0, command, 2, options.length);
        System.arraycopy(more, 0, command, 2 + options.length, more.length);
        return command;
    }
}
