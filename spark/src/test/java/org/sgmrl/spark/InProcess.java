package org.sgmrl.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sgmrl.cli.Main;

/// Runs the command in this process.
final class InProcess {
    private InProcess() {}

    /// What a command did.
    record Result(int exitCode, String out, String err) {}

    static Result run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    /// An experiment of four tiny runs.
    static Result experiment(Path folder, String engine, String master, int parallelCells) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("tiny.toml");
        Files.writeString(file, """
                name = "tiny"
                seeds = 2
                test-tasks = 5
                validation-tasks = 3
                [settings]
                preset = "released"
                iterations = 4
                checkpoint-every = 2
                tasks = 3
                inner-trajectories = 2
                outer-trajectories = 2
                horizon = 10
                hidden = [4]
                [variant.sg-mrl]
                [variant.maml]
                algorithm = "maml"
                [[environment]]
                id = "point-navigation-v1"
                name = "navigation"
                """);
        List<String> arguments = new ArrayList<>(List.of("experiment", file.toString(), "--out", folder.toString()));
        arguments.addAll(List.of("--threads", "1", "--engine", engine));
        if (!master.isEmpty()) {
            arguments.addAll(List.of("--master", master));
        }
        arguments.addAll(List.of("--parallel-cells", Integer.toString(parallelCells)));
        Result result = run(arguments);
        return new Result(result.exitCode(), result.out() + result.err(), result.err());
    }
}
