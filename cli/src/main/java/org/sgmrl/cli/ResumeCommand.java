package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.training.TrainingSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl resume`.
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description =
                "Goes on with a run from its newest valid checkpoint, to the same bits as if it had never stopped.",
        footer = {"", "Example: ./sgmrl resume runs/point-navigation-v1-sg-mrl-seed0 --iterations 600"})
final class ResumeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "run folder")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--iterations", paramLabel = "K", description = "new total number of iterations")
    private @Nullable String iterations;

    @Option(names = "--threads", paramLabel = "N", description = "worker threads; results do not depend on it")
    private @Nullable String threads;

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        RunFolder folder = RunFolder.open(directory);
        Map<String, Object> replaced = new HashMap<>();
        put(replaced, "iterations", iterations);
        put(replaced, "threads", threads);
        RunRequest request = folder.readConfig(replaced);
        request.environment().requireAvailable();
        try (FileChannel lock = folder.lock()) {
            TrainingSnapshot snapshot =
                    new Checkpoints(folder.path(), request).newestValid(folder.completeMetrics(), err);
            int done = snapshot == null ? 0 : snapshot.iteration();
            if (done > request.settings().iterations()) {
                throw new UserError("iterations = " + request.settings().iterations() + " must be at least " + done
                        + ", which the run has done");
            }
            out.println(done == 0 ? "no checkpoint yet: starting anew" : "going on after iteration " + done);
            warnOfAnotherSimulator(folder, request, err);
            folder.truncateMetrics(done);
            folder.writeConfig(request);
            new TrainingSession(folder, request, out, err).run(snapshot);
            return 0;
        } catch (IOException e) {
            throw new RunFailure(directory + " cannot be read or written: " + Errors.reason(e));
        }
    }

    private static void warnOfAnotherSimulator(RunFolder folder, RunRequest request, PrintWriter err)
            throws IOException {
        String before = folder.simulator().orElse("");
        String now = request.environment().simulator().orElse("");
        if (!before.isEmpty() && !before.equals(now)) {
            err.println("sgmrl: warning: the run was made with " + before + ", this is "
                    + (now.isEmpty() ? "none" : now) + "; results may differ in bits");
        }
    }

    private static void put(Map<String, Object> values, String name, @Nullable String raw) {
        if (raw != null) {
            SettingKey key = SettingKeys.byName(name);
            values.put(name, key.read("--" + name, raw));
        }
    }
}
