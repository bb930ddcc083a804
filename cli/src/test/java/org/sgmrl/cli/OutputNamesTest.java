package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.io.Safetensors;
import org.sgmrl.run.text.Json;

/// Wherever a command writes a file, the file may be standard output, a device, or a name that is refused.
final class OutputNamesTest {
    private static final Path SAFE_ARM = Path.of("..", "examples", "mdp", "safe-arm.json");

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void train() {
        run = folder.resolve("run");
        Cli.Result result = Cli.run(Runs.train(run, "--iterations", "1", "--hidden", "3"));
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Written(Cli.Result result, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static Written write(String... args) {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, false, StandardCharsets.UTF_8));
        try {
            Cli.Result result = Cli.run(args);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).as("nothing but the file").isEmpty();
            return new Written(result, bytes.toByteArray());
        } finally {
            System.setOut(out);
        }
    }

    private String[] command(String name, Path out) throws IOException {
        List<String> args = new ArrayList<>(List.of(name.split(" ", -1)));
        switch (args.getFirst()) {
            case "evaluate" -> args.addAll(List.of(run.toString(), "--tasks", "2", "--json"));
            case "variance" ->
                args.addAll(List.of(
                        run.toString(), "--tasks", "2", "--inner-batches", "2", "--outer-batches", "2", "--json"));
            case "export" -> args.add(1, run.toString());
            case "report" -> args.addAll(List.of(run.toString(), "--out"));
            case "certify" -> args.add(1, SAFE_ARM.toString());
            case "render" -> args.addAll(List.of(run.toString(), "--frames", "2", "--out"));
            case "rollout" -> {
                Path state = Files.writeString(folder.resolve("state.json"), "\ufeff{\"position\":[0,0]}");
                Path actions = Files.writeString(folder.resolve("actions.csv"), "\ufeff0.1,0.1\n0.1,0\n");
                args.addAll(List.of("--env", "point-navigation-v1", "--task", "{\"goal\":[0.3,0.4]}"));
                args.addAll(List.of("--state", state.toString(), "--actions", actions.toString(), "--out"));
            }
            default -> throw new IllegalArgumentException(name);
        }
        args.add(out.toString());
        return args.toArray(String[]::new);
    }

    private static final List<String> EVERY = List.of(
            "evaluate",
            "variance",
            "export --onnx",
            "export --safetensors",
            "report",
            "certify --out",
            "certify --svg",
            "render",
            "rollout");

    /// The same bytes as in a file; what is said to people goes to standard error.
    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout"})
    void everyFileMayBeStandardOutput(String name) throws IOException {
        for (String command : EVERY) {
            String ending = switch (command) {
                case "certify --svg" -> ".svg";
                case "render" -> ".gif";
                case "report" -> ".html";
                default -> ".json";
            };
            Path file = folder.resolve("written" + ending);
            assertThat(Cli.run(command(command, file)).exitCode()).as(command).isZero();
            Written written = write(command(command, Path.of(name)));
            if (command.equals("certify --out")) {
                assertThat(Json.parse(written.text()).path("value"))
                        .isEqualTo(Json.parse(Files.readString(file)).path("value"));
            } else if (command.equals("report")) {
                assertThat(written.text()).endsWith("</html>\n");
            } else {
                assertThat(written.bytes()).as(command).isEqualTo(Files.readAllBytes(file));
            }
            if (!command.equals("certify --svg") && !command.equals("certify --out")) {
                assertThat(written.result().err()).as(command).isNotEmpty();
            }
            assertThat(Path.of("-")).doesNotExist();
        }
    }

    @Test
    void aReadOnlyFileIsRefusedBeforeTheWork() throws IOException {
        Path file = Files.writeString(folder.resolve("precious.json"), "precious");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        for (String command : List.of("evaluate", "variance", "export --onnx", "report", "certify --out", "rollout")) {
            Cli.Result result = Cli.run(command(command, file));
            assertThat(result.exitCode()).as(command).isEqualTo(2);
            assertThat(result.err()).contains("precious.json cannot be written: is read-only");
            assertThat(file).content().isEqualTo("precious");
        }
    }

    @Test
    void whatIsExportedToStandardOutputIsWhole() throws IOException {
        Written written = write("export", run.toString(), "--safetensors", "-");
        assertThat(Safetensors.parse(written.bytes(), "standard output").checksumVerified())
                .isTrue();
    }
}
