package org.sgmrl.run.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.method.Method;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.bench.PolicyBench;
import org.sgmrl.run.evaluation.CheckpointSelection;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.SettingsChanged;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.PolicyFile;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.training.RunListener;
import org.sgmrl.run.training.Training;
import org.sgmrl.statistics.Series;
import org.sgmrl.training.MetaTester;
import tools.jackson.databind.JsonNode;

/// One run of a reproduction: trained or resumed, then tested.
public final class ReproductionCell {
    /// Seed of validation and test tasks, the same for all runs: comparisons are paired over tasks.
    private static final long TASK_SEED = 0;

    private final Experiment experiment;
    private final Experiment.Row row;
    private final Method algorithm;
    private final int seed;
    private final Path path;
    private final Map<String, String> options;
    private final RunRequest request;

    ReproductionCell(
            Experiment experiment, Experiment.Row row, Method algorithm, int seed, Execution execution, Path folder) {
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
        this.request = RunRequest.resolve(given(options.keySet()));
    }

    private GivenSettings given(Collection<String> names) {
        GivenSettings given = GivenSettings.NONE;
        for (String name : names) {
            String value = options.get(name);
            if (value != null) {
                given = given.withOption(name, value);
            }
        }
        return given;
    }

    /// What is trained on.
    ///
    /// @return a row of the experiment
    public Experiment.Row row() {
        return row;
    }

    /// What is trained by.
    ///
    /// @return the algorithm
    public Method algorithm() {
        return algorithm;
    }

    /// The seed of training.
    ///
    /// @return 0, 1, …
    public int seed() {
        return seed;
    }

    /// Where.
    ///
    /// @return the run folder
    public Path path() {
        return path;
    }

    /// The run, complete.
    ///
    /// @return what is asked for
    public RunRequest request() {
        return request;
    }

    /// Name in messages.
    public String name() {
        return path.getFileName().toString();
    }

    /// The command that makes the run.
    public List<String> command() {
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
    public boolean isBegun() {
        return Files.exists(path.resolve("config.json"));
    }

    private double trainingSteps() {
        return (double) request.settings().iterations() * request.settings().tasks() * taskSteps();
    }

    private int checkpoints() {
        return (request.settings().iterations() + request.options().checkpointEvery() - 1)
                / request.options().checkpointEvery();
    }

    private double taskSteps() {
        var settings = request.settings();
        return (double) settings.sampling().horizon()
                * (settings.innerStep().steps() * settings.sampling().innerTrajectories()
                        + settings.sampling().outerTrajectories());
    }

    /// Part of the run's training that is on disk, in [0, 1].
    double done() throws IOException {
        if (!isBegun()) {
            return 0;
        }
        RunFolder run = RunFolder.open(path);
        return Math.min(
                1,
                (double) run.metricsLog().complete()
                        / Math.max(1, request.settings().iterations()));
    }

    /// The finished result, or null.
    @Nullable
    public CellResult result() throws IOException {
        return CellResult.read(path.resolve("cell.json"), fingerprint());
    }

    private String fingerprint() {
        return request.digest() + "-" + request.settings().iterations() + "-" + experiment.testTasks() + "-"
                + experiment.validationTasks() + "-" + request.options().checkpointEvery();
    }

    /// Does whatever of the run is not done yet.
    ///
    /// @param listener who follows the training
    /// @param selects called when it is done
    /// @throws CellFailure if training fails
    void run(RunListener listener, Runnable selects) throws IOException {
        if (result() != null) {
            return;
        }
        train(listener);
        selects.run();
        test(request.environment()).write(path.resolve("cell.json"));
        // Only now: a selection that was killed must find all of them again.
        new Checkpoints(path, request).keepNewest(1);
    }

    private void train(RunListener listener) {
        if (!isBegun()) {
            training(() -> Training.start(path.toString(), request, listener));
            return;
        }
        RunFolder folder = RunFolder.open(path);
        RunRequest existing = folder.readConfig(GivenSettings.NONE);
        if (!existing.digest().equals(request.digest())
                || existing.settings().iterations() != request.settings().iterations()
                || existing.options().checkpointEvery() != request.options().checkpointEvery()) {
            throw new SettingsChanged(path + " is a run with other settings; give another folder with --out");
        }
        boolean finished = Files.exists(folder.policy()) && Files.exists(folder.report());
        if (finished) {
            return;
        }
        GivenSettings replaced = given(List.of("threads", "engine", "master"));
        training(() -> Training.resume(folder, replaced, listener));
    }

    private void training(Runnable trains) {
        try {
            trains.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new CellFailure(name() + " failed", e);
        }
    }

    private <T> CellResult test(MetaEnvironment<T> environment) throws IOException {
        RunFolder folder = RunFolder.open(path);
        Policy policy = request.settings().newPolicy(environment.spec());
        Checkpoints checkpoints = new Checkpoints(path, request);
        try (MetaTester<T> tester = new MetaTester<>(
                environment,
                policy,
                request.settings(),
                row.innerSteps(),
                request.options().threads())) {
            CheckpointSelection selection =
                    CheckpointSelection.of(tester, checkpoints, experiment.validationTasks(), TASK_SEED);
            if (selection.last().iteration() != request.settings().iterations()) {
                throw new DamagedFile(path + ": the checkpoint of the last iteration is missing; delete the folder and"
                        + " the run is made again");
            }
            int expected = Math.min(
                    request.options().keepCheckpoints(),
                    Math.ceilDiv(
                            request.settings().iterations(), request.options().checkpointEvery()));
            if (selection.candidates() < expected) {
                throw new DamagedFile(path + ": " + selection.candidates() + " of " + expected
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
        List<JsonNode> lines = folder.metricsLog().lines();
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
