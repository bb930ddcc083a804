package org.sgmrl.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sgmrl.cli.Main;
import org.sgmrl.cli.terminal.TerminalReproduction;
import org.sgmrl.method.Method;
import org.sgmrl.run.experiment.Execution;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.Reproduction;

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

    /// A reproduction of four tiny runs.
    static Result reproduce(Path folder, String engine, String master, int parallelCells) throws IOException {
        Experiment experiment = new Experiment(
                "tiny",
                "Tiny",
                List.of(new Experiment.Row("navigation", "2D navigation", "point-navigation-v1", 1, Map.of())),
                List.of(Method.SG_MRL, Method.MAML),
                2,
                Map.of(
                        "preset", "released",
                        "iterations", "4",
                        "checkpoint-every", "2",
                        "keep-checkpoints", "1000",
                        "tasks", "3",
                        "inner-trajectories", "2",
                        "outer-trajectories", "2",
                        "horizon", "10",
                        "hidden", "4"),
                5,
                3,
                "only a test");
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        Files.createDirectories(folder);
        new Reproduction(
                        experiment,
                        folder,
                        new Execution(1, engine, master, parallelCells),
                        new TerminalReproduction(out, out, parallelCells > 1))
                .run();
        return new Result(0, text.toString(), text.toString());
    }
}
