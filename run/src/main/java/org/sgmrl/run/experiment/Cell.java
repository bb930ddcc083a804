package org.sgmrl.run.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.CheckpointSelection;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.SettingsChanged;
import org.sgmrl.run.failure.UnusableResult;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.training.RunListener;
import org.sgmrl.run.training.Training;
import org.sgmrl.statistics.Medians;
import org.sgmrl.statistics.Series;
import org.sgmrl.training.MetaTester;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.JsonNode;

/// One run of an experiment: trained or resumed, then tested.
public final class Cell {
    private static final int ALL_CHECKPOINTS = 1000;

    /// Seed of validation and test tasks of the comparison, the same for all runs: comparisons are paired over tasks.
    static final long TASK_SEED = 0;

    /// Seed of the tasks on which tuning candidates are compared: no run of the comparison is tested on them.
    static final long TUNING_TASK_SEED = 1;

    private final Experiment experiment;
    private final Experiment.Row row;
    private final Experiment.Variant variant;
    private final long seed;
    private final long taskSeed;
    private final GivenSettings candidate;

    /// Otherwise what is on disk may be of other settings than these.
    private final boolean decided;

    private final boolean tries;

    private final Path path;
    private final GivenSettings given;
    private final RunRequest request;

    private Cell(
            Experiment experiment,
            Experiment.Row row,
            Experiment.Variant variant,
            GivenSettings candidate,
            boolean decided,
            boolean tries,
            long seed,
            Execution execution,
            Path path) {
        this.experiment = experiment;
        this.row = row;
        this.variant = variant;
        this.seed = seed;
        this.taskSeed = tries ? TUNING_TASK_SEED : TASK_SEED;
        this.candidate = candidate;
        this.decided = decided;
        this.tries = tries;
        this.path = path;
        GivenSettings all = experiment
                .settings()
                .with(row.settings())
                .with(variant.settings())
                .with(candidate)
                .with(Settings.ENV, row.environment())
                .with(Settings.SEED, seed)
                .with(Settings.THREADS, execution.threads())
                .with(Settings.ENGINE, execution.engine())
                .with(Settings.TEST_TASKS, experiment.testTasks());
        if (!execution.master().isEmpty()) {
            all = all.with(Settings.MASTER, execution.master());
        }
        if (experiment.validationTasks() > 0) {
            all = all.with(Settings.KEEP_CHECKPOINTS, ALL_CHECKPOINTS); // a selection needs them
        }
        Long budget = experiment.envSteps();
        if (budget != null) {
            double steps = nominalSteps(RunRequest.resolve(all).settings());
            all = all.with(Settings.ITERATIONS, (int) Math.clamp(Math.rint(budget / steps), 1, Integer.MAX_VALUE));
        }
        this.given = all;
        this.request = RunRequest.resolve(all);
    }

    /// A run of the comparison.
    ///
    /// @param tuned what tuning chose for the variant, possibly nothing
    static Cell of(
            Experiment experiment,
            Experiment.Row row,
            Experiment.Variant variant,
            Tuning.Choice tuned,
            long seed,
            Execution execution,
            Path folder) {
        return new Cell(
                experiment,
                row,
                variant,
                tuned.of(row, variant),
                tuned.decided() || variant.tune().isEmpty(),
                false,
                seed,
                execution,
                folder.resolve("runs").resolve(row.id() + "-" + variant.name() + "-seed" + seed));
    }

    /// A run that tries a tuning candidate.
    static Cell trying(
            Experiment experiment,
            Experiment.Row row,
            Experiment.Variant variant,
            int candidate,
            long seed,
            Execution execution,
            Path folder) {
        return new Cell(
                experiment,
                row,
                variant,
                variant.candidate(candidate),
                true,
                true,
                seed,
                execution,
                folder.resolve("tuning")
                        .resolve(row.id() + "-" + variant.name() + "-candidate" + candidate + "-seed" + seed));
    }

    /// Its environment.
    ///
    /// @return the row of the table
    public Experiment.Row row() {
        return row;
    }

    /// What is trained.
    ///
    /// @return the variant
    public Experiment.Variant variant() {
        return variant;
    }

    /// Its seed.
    ///
    /// @return the seed
    public long seed() {
        return seed;
    }

    /// Its run folder, which may not exist yet.
    ///
    /// @return the folder
    public Path path() {
        return path;
    }

    /// What is trained, in full.
    ///
    /// @return the request
    public RunRequest request() {
        return request;
    }

    /// Name in messages.
    ///
    /// @return the last part of its path
    public String name() {
        return path.getFileName().toString();
    }

    /// Whether the run tries a tuning candidate.
    boolean tries(Experiment.Row ofRow, Experiment.Variant ofVariant, int index) {
        return row.equals(ofRow) && variant.equals(ofVariant) && candidate.equals(ofVariant.candidate(index));
    }

    /// Levels of which is told when they are reached.
    List<Double> levels() {
        return experiment.levels();
    }

    /// The command that makes the run.
    ///
    /// @return words after `./sgmrl`
    public List<String> command() {
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(given.options());
        command.addAll(List.of("--out", path.toString()));
        return command;
    }

    /// Environment steps of one iteration if no episode ends early.
    private static double nominalSteps(TrainingSettings settings) {
        return settings.tasks() * taskSteps(settings);
    }

    private static double taskSteps(TrainingSettings settings) {
        return (double) settings.sampling().horizon()
                * (settings.innerStep().steps() * settings.sampling().innerTrajectories()
                        + settings.sampling().outerTrajectories());
    }

    /// Environment steps of training, if no episode ends early.
    ///
    /// @return environment steps
    public double trainingSteps() {
        return request.settings().iterations() * nominalSteps(request.settings());
    }

    /// Environment steps of training, selection and test, if no episode ends early.
    double plannedSteps() {
        TrainingSettings settings = request.settings();
        return trainingSteps()
                + (checkpoints() * experiment.validationTasks() + 3.0 * experiment.testTasks()) * taskSteps(settings);
    }

    /// Whether there is anything to read. A run that starts in another thread at this moment, or was killed as it
    /// started, has an empty folder.
    public boolean isBegun() {
        return decided && Files.exists(path.resolve("config.json"));
    }

    private int checkpoints() {
        return Math.ceilDiv(request.settings().iterations(), request.options().checkpointEvery());
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
        if (!decided) {
            return null;
        }
        requireSource();
        return CellResult.read(
                path.resolve("cell.json"),
                List.of(fingerprint(request.digest()), fingerprint(request.earlierDigest())));
    }

    /// Runs of a file that was changed in between are not alike.
    private void requireSource() {
        String changed = isBegun() ? RunFolder.open(path).runConfig().changedSource(request) : null;
        if (changed != null) {
            throw new SettingsChanged(changed + "; give another folder with --out");
        }
    }

    private String fingerprint(String digest) {
        return digest + "-" + request.settings().iterations() + "-" + experiment.testTasks() + "-"
                + experiment.validationTasks() + "-" + request.options().checkpointEvery();
    }

    /// Does whatever of the run is not done yet.
    ///
    /// @param listener who follows the training
    /// @param selects called when it is done and checkpoints are compared
    /// @throws CellFailure if training fails
    void run(RunListener listener, Runnable selects) throws IOException {
        if (result() != null) {
            return;
        }
        train(listener);
        if (experiment.validationTasks() > 0) {
            selects.run();
        }
        test(request.environment()).write(path.resolve("cell.json"));
        // Only now: a selection that was killed must find all of them again.
        new Checkpoints(path, request).keepNewest(1);
    }

    /// Takes note that the run diverged, if it tries a tuning candidate: too large a step is what a grid is there to find.
    ///
    /// @param failure what training or test threw
    /// @return whether the run counts as done with that
    boolean gaveUp(CellFailure failure) throws IOException {
        if (!tries || !(failure.reason() instanceof UnusableResult)) {
            return false;
        }
        CellResult.diverged(fingerprint(request.digest())).write(path.resolve("cell.json"));
        return true;
    }

    private void train(RunListener listener) {
        if (!isBegun()) {
            orFailure(() -> Training.start(path.toString(), request, listener));
            return;
        }
        RunFolder folder = RunFolder.open(path);
        RunRequest existing = folder.readConfig(GivenSettings.NONE);
        if (!existing.digest().equals(request.digest())
                || existing.settings().iterations() != request.settings().iterations()
                || existing.options().checkpointEvery() != request.options().checkpointEvery()) {
            throw new SettingsChanged(path + " is a run with other settings; give another folder with --out");
        }
        boolean finished = Files.exists(folder.policy()) && Files.exists(folder.evaluation());
        if (finished && listener.isComplete(folder)) {
            return;
        }
        GivenSettings replaced = GivenSettings.NONE
                .with(Settings.THREADS, request.options().threads())
                .with(Settings.ENGINE, request.options().engine());
        if (given.has(Settings.MASTER)) {
            replaced = replaced.with(Settings.MASTER, request.options().master());
        }
        GivenSettings here = replaced;
        orFailure(() -> Training.resume(folder, here, listener));
    }

    private void orFailure(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new CellFailure(name() + " failed", e);
        }
    }

    private <T> CellResult test(MetaEnvironment<T> environment) throws IOException {
        RunFolder folder = RunFolder.open(path);
        Policy policy = request.settings().newPolicy(environment.spec());
        try (MetaTester<T> tester = new MetaTester<>(
                environment,
                policy,
                request.settings(),
                request.settings().innerStep().steps(),
                request.options().threads())) {
            if (experiment.validationTasks() == 0) {
                CellResult.Tested last = tested(
                        tester,
                        new CheckpointSelection.Candidate(
                                request.settings().iterations(), Double.NaN, PolicyFile.read(folder.policy(), policy)));
                return timed(folder, last, last);
            }
            CheckpointSelection selection = select(tester);
            CheckpointSelection.Candidate best = selection.best();
            request.trainedPolicy(policy, best.theta(), best.iteration()).save(path.resolve("selected.safetensors"));
            CellResult.Tested last = tested(tester, selection.last());
            CellResult.Tested chosen = best.iteration() == selection.last().iteration() ? last : tested(tester, best);
            return timed(folder, last, chosen);
        }
    }

    private CheckpointSelection select(MetaTester<?> tester) throws IOException {
        CheckpointSelection selection =
                CheckpointSelection.of(tester, new Checkpoints(path, request), experiment.validationTasks(), taskSeed);
        if (selection.last().iteration() != request.settings().iterations()) {
            throw new DamagedFile(path + ": the checkpoint of the last iteration is missing; delete the folder and"
                    + " the run is made again");
        }
        int expected = Math.min(request.options().keepCheckpoints(), checkpoints());
        if (selection.candidates() < expected) {
            throw new DamagedFile(path + ": " + selection.candidates() + " of " + expected
                    + " checkpoints to select from are left; delete the folder and the run is made again");
        }
        return selection;
    }

    private CellResult.Tested tested(MetaTester<?> tester, CheckpointSelection.Candidate candidate) {
        double[][] returns = tester.returns(candidate.theta(), experiment.testTasks(), taskSeed, StreamDomain.TEST);
        orFailure(() -> Evaluation.requireFinite(path, returns));
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
                fingerprint(request.digest()),
                last,
                selected,
                before,
                seconds,
                rates.length == 0 ? 0 : Medians.of(rates));
    }
}
