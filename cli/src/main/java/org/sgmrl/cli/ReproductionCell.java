package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.Algorithm;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.training.MetaTester;
import tools.jackson.databind.JsonNode;

/// One run of a reproduction: trained by the commands `train` and `resume`, then tested.
final class ReproductionCell {
    /// Seed of validation and test tasks, the same for all runs: comparisons are paired over tasks.
    private static final long TASK_SEED = 0;

    private final Experiment experiment;
    private final Experiment.Row row;
    private final Algorithm algorithm;
    private final int seed;
    private final Path path;
    private final Map<String, String> options;
    private final RunRequest request;

    ReproductionCell(
            Experiment experiment,
            Experiment.Row row,
            Algorithm algorithm,
            int seed,
            Execution execution,
            Path folder) {
        this.experiment = experiment;
        this.row = row;
        this.algorithm = algorithm;
        this.seed = seed;
        this.path = folder.resolve("runs").resolve(row.id() + "-" + algorithm.id() + "-seed" + seed);
        this.options = new TreeMap<>(experiment.options());
        options.put("env", row.environment());
        options.put("algorithm", algorithm.id());
        options.put("inner-steps", Integer.toString(row.innerSteps()));
        options.put("seed", Integer.toString(seed));
        options.put("threads", Integer.toString(execution.threads()));
        options.put("engine", execution.engine());
        if (!execution.master().isEmpty()) {
            options.put("master", execution.master());
        }
        options.put("test-tasks", Integer.toString(experiment.testTasks()));
        Map<String, Object> values = new LinkedHashMap<>();
        options.forEach(
                (name, value) -> values.put(name, SettingKeys.byName(name).read("--" + name, value)));
        this.request = RunRequest.resolve(values);
    }

    Experiment.Row row() {
        return row;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    int seed() {
        return seed;
    }

    Path path() {
        return path;
    }

    RunRequest request() {
        return request;
    }

    /// Name in messages.
    String name() {
        return path.getFileName().toString();
    }

    /// The command that makes the run.
    List<String> command() {
        List<String> command = new ArrayList<>(List.of("train"));
        options.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        command.addAll(List.of("--out", path.toString()));
        return command;
    }

    /// Environment steps of training, selection and test, if no episode ends early.
    double plannedSteps() {
        return trainingSteps()
                + (checkpoints() * experiment.validationTasks() + 3.0 * experiment.testTasks()) * taskSteps();
    }

    /// Whether there is anything to read. A run that starts in another thread at this moment, or was killed as it
    /// started, has an empty folder.
    boolean isBegun() {
        return Files.exists(path.resolve("config.json"));
    }

    private double trainingSteps() {
        return (double) request.settings().iterations() * request.settings().tasks() * taskSteps();
    }

    private int checkpoints() {
        return (request.settings().iterations() + request.checkpointEvery() - 1) / request.checkpointEvery();
    }

    private double taskSteps() {
        var settings = request.settings();
        return (double) settings.horizon()
                * (settings.innerSteps() * settings.innerTrajectories() + settings.outerTrajectories());
    }

    /// Part of the run's training that is on disk, in [0, 1].
    double done() throws IOException {
        if (!isBegun()) {
            return 0;
        }
        RunFolder run = RunFolder.open(path);
        return Math.min(
                1,
                (double) run.completeMetrics() / Math.max(1, request.settings().iterations()));
    }

    /// The finished result, or null.
    @Nullable
    CellResult result() throws IOException {
        return CellResult.read(path.resolve("cell.json"), fingerprint());
    }

    private String fingerprint() {
        return request.digest() + "-" + request.settings().iterations() + "-" + experiment.testTasks() + "-"
                + experiment.validationTasks() + "-" + request.checkpointEvery();
    }

    /// Does whatever of the run is not done yet. Returns the exit code of the command that failed, or 0.
    int run(PrintWriter err) throws IOException {
        if (result() != null) {
            return 0;
        }
        int code = train(err);
        if (code == 0) {
            test(request.environment(), err).write(path.resolve("cell.json"));
            // Only now: a selection that was killed must find all of them again.
            new Checkpoints(path, request).keepNewest(1);
        }
        return code;
    }

    private int train(PrintWriter err) throws IOException {
        PrintWriter quiet = new PrintWriter(PrintWriter.nullWriter());
        if (!isBegun()) {
            return Main.run(quiet, err, command().toArray(String[]::new));
        }
        RunFolder folder = RunFolder.open(path);
        RunRequest existing = folder.readConfig(Map.of());
        if (!existing.digest().equals(request.digest())
                || existing.settings().iterations() != request.settings().iterations()
                || existing.checkpointEvery() != request.checkpointEvery()) {
            throw new UserError(path + " is a run with other settings; give another folder with --out");
        }
        boolean finished = Files.exists(folder.policy()) && Files.exists(folder.report());
        if (finished) {
            return 0;
        }
        List<String> resume = new ArrayList<>(List.of("resume", path.toString()));
        for (String name : List.of("threads", "engine", "master")) {
            String value = options.get(name);
            if (value != null) {
                resume.addAll(List.of("--" + name, value));
            }
        }
        return Main.run(quiet, err, resume.toArray(String[]::new));
    }

    private <T> CellResult test(MetaEnvironment<T> environment, PrintWriter err) throws IOException {
        RunFolder folder = RunFolder.open(path);
        Policy policy = request.settings().newPolicy(environment.spec());
        Checkpoints checkpoints = new Checkpoints(path, request);
        err.println(name() + ": selecting among checkpoints on validation tasks");
        try (MetaTester<T> tester =
                new MetaTester<>(environment, policy, request.settings(), row.innerSteps(), request.threads())) {
            CheckpointSelection selection =
                    CheckpointSelection.of(tester, checkpoints, experiment.validationTasks(), TASK_SEED);
            if (selection.last().iteration() != request.settings().iterations()) {
                throw new RunFailure(path + ": the checkpoint of the last iteration is missing; delete the folder and"
                        + " the run is made again");
            }
            int expected = Math.min(
                    request.keepCheckpoints(),
                    Math.ceilDiv(request.settings().iterations(), request.checkpointEvery()));
            if (selection.candidates() < expected) {
                throw new RunFailure(path + ": " + selection.candidates() + " of " + expected
                        + " checkpoints to select from are left; delete the folder and the run is made again");
            }
            CheckpointSelection.Candidate best = selection.best();
            PolicyFile.write(
                    path.resolve("selected.safetensors"), policy, best.theta(), row.environment(), best.iteration());
            CellResult.Tested last = tested(tester, selection.last());
            CellResult.Tested chosen = best.iteration() == selection.last().iteration() ? last : tested(tester, best);
            return timed(folder, last, chosen);
        }
    }

    private CellResult.Tested tested(MetaTester<?> tester, CheckpointSelection.Candidate candidate) {
        double[][] returns = tester.returns(candidate.theta(), experiment.testTasks(), TASK_SEED, StreamDomain.TEST);
        return new CellResult.Tested(
                candidate.iteration(),
                candidate.validation(),
                Arrays.stream(returns).map(Series::of).toList());
    }

    private CellResult timed(RunFolder folder, CellResult.Tested last, CellResult.Tested selected) throws IOException {
        List<JsonNode> lines = folder.metricLines();
        double[] rates = new double[lines.size()];
        double seconds = 0;
        long before = 0;
        for (int i = 0; i < rates.length; i++) {
            JsonNode line = lines.get(i);
            double taken = line.path("timing").path("seconds").asDouble(Double.NaN);
            long steps = line.path("envSteps").asLong();
            rates[i] = (steps - before) / taken;
            seconds += taken;
            before = steps;
        }
        return new CellResult(
                fingerprint(), last, selected, before, seconds, rates.length == 0 ? 0 : PolicyBench.median(rates));
    }
}
