package org.sgmrl.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;

/// Meta-training in one place: what is trained on, by which method and settings, with which parts of one's own, by which
/// engine, watched by whom. `sgmrl train` is this, in a run folder
/// (`org.sgmrl.run.training.Training`).
///
///     TrainingResult<Goal> result = MetaTraining.of(environment)
///             .method(Method.SG_MRL)
///             .settings(s -> s.withOuterStep(step -> step.withSize(1e-3)))
///             .iterations(200)
///             .seed(3)
///             .run();
///     double[] theta = result.theta();
///
/// A value: each call gives a new one, in any order with the same outcome, but for the changes of [#settings], which
/// are made one after the other on top of preset, method and inner steps. [#run] checks everything before it samples
/// anything; [#check] does that alone.
///
/// @param <T> type of the task
public final class MetaTraining<T> {
    private final MetaEnvironment<T> environment;
    private final Method method;
    private final Preset preset;
    private final int innerSteps;
    private final List<UnaryOperator<TrainingSettings>> changes;
    private final OwnParts parts;
    private final int threads;
    private final @Nullable EngineFactory<T> engine;
    private final List<TrainingTracker> trackers;
    private final boolean skipBadUpdates;
    private final @Nullable Start start;

    /// What a run begins with.
    private sealed interface Start {}

    private record FromSnapshot(TrainingSnapshot snapshot) implements Start {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record FromTheta(double[] theta) implements Start {}

    private MetaTraining(
            MetaEnvironment<T> environment,
            Method method,
            Preset preset,
            int innerSteps,
            List<UnaryOperator<TrainingSettings>> changes,
            OwnParts parts,
            int threads,
            @Nullable EngineFactory<T> engine,
            List<TrainingTracker> trackers,
            boolean skipBadUpdates,
            @Nullable Start start) {
        this.environment = environment;
        this.method = method;
        this.preset = preset;
        this.innerSteps = innerSteps;
        this.changes = changes;
        this.parts = parts;
        this.threads = threads;
        this.engine = engine;
        this.trackers = trackers;
        this.skipBadUpdates = skipBadUpdates;
        this.start = start;
    }

    /// Training with SG-MRL, one inner step and preset tuned, by a thread for each processor.
    ///
    /// @param environment environment and tasks
    /// @param <T> type of the task
    /// @return the training
    public static <T> MetaTraining<T> of(MetaEnvironment<T> environment) {
        Arguments.given("environment", environment);
        Arguments.given("environment.spec", environment.spec());
        Arguments.given("environment.tasks", environment.tasks());
        return new MetaTraining<>(
                environment,
                Method.SG_MRL,
                Preset.TUNED,
                1,
                List.of(),
                OwnParts.NONE,
                Runtime.getRuntime().availableProcessors(),
                null,
                List.of(),
                false,
                null);
    }

    /// Training with another method.
    ///
    /// @param changed the method
    /// @return the rest as it is
    public MetaTraining<T> method(Method changed) {
        Arguments.given("method", changed);
        return with(changed, preset, innerSteps, changes, parts, start);
    }

    /// Training with the settings of another preset.
    ///
    /// @param changed the preset
    /// @return the rest as it is
    public MetaTraining<T> preset(Preset changed) {
        Arguments.given("preset", changed);
        return with(method, changed, innerSteps, changes, parts, start);
    }

    /// Training with another number of inner steps, on which a preset's other settings may depend.
    ///
    /// @param changed ζ in 0..1000
    /// @return the rest as it is
    public MetaTraining<T> innerSteps(int changed) {
        Arguments.require(changed >= 0 && changed <= 1000, "innerSteps", changed, "be in 0..1000");
        return with(method, preset, changed, changes, parts, start);
    }

    /// Training with changed settings.
    ///
    /// @param change of the settings as they are so far
    /// @return the rest as it is
    public MetaTraining<T> settings(UnaryOperator<TrainingSettings> change) {
        Arguments.given("change", change);
        List<UnaryOperator<TrainingSettings>> all = new ArrayList<>(changes);
        all.add(change);
        return with(method, preset, innerSteps, List.copyOf(all), parts, start);
    }

    /// Training with another seed.
    ///
    /// @param seed seed of all randomness
    /// @return the rest as it is
    public MetaTraining<T> seed(long seed) {
        return settings(s -> s.withSeed(seed));
    }

    /// Training with another number of outer steps.
    ///
    /// @param iterations the number, at least 0
    /// @return the rest as it is
    public MetaTraining<T> iterations(int iterations) {
        Arguments.require(iterations >= 0, "iterations", iterations, "be at least 0");
        return settings(s -> s.withIterations(iterations));
    }

    /// Training with a policy of one's own.
    ///
    /// @param policy makes it
    /// @return the rest as it is
    public MetaTraining<T> policy(Policy.Factory policy) {
        return parts(parts.withPolicy(policy));
    }

    /// Training with trajectories weighted in one's own way.
    ///
    /// @param advantageEstimators makes what weights them
    /// @return the rest as it is
    public MetaTraining<T> advantageEstimators(AdvantageEstimator.Factory advantageEstimators) {
        return parts(parts.withAdvantageEstimators(advantageEstimators));
    }

    /// Training with scores multiplied in one's own way, in the place of the settings' baseline.
    ///
    /// @param scoreCoefficients makes the coefficients
    /// @return the rest as it is
    public MetaTraining<T> scoreCoefficients(ScoreCoefficients.Factory scoreCoefficients) {
        return parts(parts.withScoreCoefficients(scoreCoefficients));
    }

    /// Training with an optimiser of one's own.
    ///
    /// @param optimizer makes it
    /// @return the rest as it is
    public MetaTraining<T> optimizer(Optimizer.Factory optimizer) {
        return parts(parts.withOptimizer(optimizer));
    }

    /// Training with these parts of one's own and no others.
    ///
    /// @param changed the parts
    /// @return the rest as it is
    public MetaTraining<T> parts(OwnParts changed) {
        Arguments.given("parts", changed);
        return with(method, preset, innerSteps, changes, changed, start);
    }

    /// Training, and testing afterwards, on another number of threads; results do not depend on it.
    ///
    /// @param changed threads of this process, at least 1
    /// @return the rest as it is
    public MetaTraining<T> threads(int changed) {
        Arguments.positive("threads", changed);
        return new MetaTraining<>(
                environment,
                method,
                preset,
                innerSteps,
                changes,
                parts,
                changed,
                engine,
                trackers,
                skipBadUpdates,
                start);
    }

    /// Training by another engine than threads of this process; results do not depend on it. It is closed at the end.
    ///
    /// @param changed starts it
    /// @return the rest as it is
    public MetaTraining<T> engine(EngineFactory<T> changed) {
        Arguments.given("engine", changed);
        return new MetaTraining<>(
                environment,
                method,
                preset,
                innerSteps,
                changes,
                parts,
                threads,
                changed,
                trackers,
                skipBadUpdates,
                start);
    }

    /// Training by an engine of a library, such as `SparkEngineProvider`.
    ///
    /// @param provider starts it
    /// @param master where it finds its workers, in its own form; empty for its default
    /// @return the rest as it is
    /// @throws IllegalArgumentException if nothing can be there
    public MetaTraining<T> engine(EngineProvider provider, String master) {
        Arguments.given("provider", provider);
        Arguments.given("master", master);
        provider.check(master);
        return engine(request -> provider.create(new EngineRequest<>(
                request.environment(), request.policy(), request.settings(), request.parts(), master)));
    }

    /// Training watched by one more tracker; those that were added first are called first.
    ///
    /// @param tracker told of every iteration, on the thread that runs
    /// @return the rest as it is
    public MetaTraining<T> tracker(TrainingTracker tracker) {
        Arguments.given("tracker", tracker);
        List<TrainingTracker> all = new ArrayList<>(trackers);
        all.add(tracker);
        return trackers(all);
    }

    /// Training watched by these trackers and no others.
    ///
    /// @param changed told of every iteration, in this order, on the thread that runs
    /// @return the rest as it is
    public MetaTraining<T> trackers(List<? extends TrainingTracker> changed) {
        Arguments.given("trackers", changed);
        changed.forEach(tracker -> Arguments.given("tracker", tracker));
        return new MetaTraining<>(
                environment,
                method,
                preset,
                innerSteps,
                changes,
                parts,
                threads,
                engine,
                List.copyOf(changed),
                skipBadUpdates,
                start);
    }

    /// Training that leaves updates out that are not finite, or ends with a [NonFiniteGradientException], as it does by
    /// default.
    ///
    /// @param skip whether to go on
    /// @return the rest as it is
    public MetaTraining<T> skipBadUpdates(boolean skip) {
        return new MetaTraining<>(
                environment, method, preset, innerSteps, changes, parts, threads, engine, trackers, skip, start);
    }

    /// Training that goes on from a state, to the same bits as if it had never stopped.
    ///
    /// @param snapshot of a training with the same environment, settings and parts; the number of iterations may differ
    /// @return the rest as it is
    public MetaTraining<T> startFrom(TrainingSnapshot snapshot) {
        Arguments.given("snapshot", snapshot);
        return with(method, preset, innerSteps, changes, parts, new FromSnapshot(snapshot));
    }

    /// Training that begins with given parameters instead of such as the seed draws.
    ///
    /// @param theta θ, `[parameterCount]`; copied
    /// @return the rest as it is
    public MetaTraining<T> startFrom(double[] theta) {
        Arguments.given("theta", theta);
        for (int j = 0; j < theta.length; j++) {
            Arguments.require(Double.isFinite(theta[j]), "theta[" + j + "]", theta[j], "be a finite number");
        }
        return with(method, preset, innerSteps, changes, parts, new FromTheta(theta.clone()));
    }

    private MetaTraining<T> with(
            Method newMethod,
            Preset newPreset,
            int newInnerSteps,
            List<UnaryOperator<TrainingSettings>> newChanges,
            OwnParts newParts,
            @Nullable Start newStart) {
        return new MetaTraining<>(
                environment,
                newMethod,
                newPreset,
                newInnerSteps,
                newChanges,
                newParts,
                threads,
                engine,
                trackers,
                skipBadUpdates,
                newStart);
    }

    /// What is trained on.
    ///
    /// @return environment and tasks
    public MetaEnvironment<T> environment() {
        return environment;
    }

    /// The preset that is varied.
    ///
    /// @return the preset
    public Preset preset() {
        return preset;
    }

    /// Parts of one's own.
    ///
    /// @return the parts
    public OwnParts parts() {
        return parts;
    }

    /// Threads of this process.
    ///
    /// @return the number
    public int threads() {
        return threads;
    }

    /// Whether updates that are not finite are left out.
    ///
    /// @return whether training goes on then
    public boolean skipsBadUpdates() {
        return skipBadUpdates;
    }

    /// Whether it was said what to begin with.
    ///
    /// @return whether [#startFrom] was called
    public boolean startsFromState() {
        return start != null;
    }

    /// Who does the work.
    ///
    /// @return what [#engine] was given, or else makes threads of this process
    public EngineFactory<T> engines() {
        return engine == null ? request -> new LocalEngine<>(request, threads) : engine;
    }

    /// Who watches.
    ///
    /// @return the trackers, in the order in which they are called
    public List<TrainingTracker> trackers() {
        return trackers;
    }

    /// The settings as they come out.
    ///
    /// @return complete settings
    /// @throws IllegalArgumentException if they do not go together; the message names setting, value and rule
    public TrainingSettings settings() {
        TrainingSettings settings = TrainingSettings.of(preset, environment.spec(), method, innerSteps);
        if (parts.scoreCoefficients() != null) {
            // The preset's would leave no scores for one's own to multiply.
            settings = settings.withMethod(m -> m.withCoefficient(Coefficient.NONE));
        }
        for (UnaryOperator<TrainingSettings> change : changes) {
            settings = Objects.requireNonNull(
                    change.apply(settings), "settings = null must be given: a change returned null");
        }
        return settings;
    }

    /// Checks everything that can be checked without sampling: settings, parts, what to begin with, whether the
    /// environment is available.
    ///
    /// @throws IllegalArgumentException if something does not go together; the message names it, its value and the rule
    /// @throws org.sgmrl.environment.EnvironmentException if the environment is not available here
    public void check() {
        policy(settings());
        environment.requireAvailable();
    }

    /// The policy, after a look at all that must go with it.
    private Policy policy(TrainingSettings settings) {
        EnvironmentSpec spec = environment.spec();
        parts.requireFit(settings);
        Policy policy = parts.newPolicy(settings, spec);
        int length = switch (start) {
            case null -> policy.parameterCount();
            case FromTheta(double[] theta) -> theta.length;
            case FromSnapshot(TrainingSnapshot snapshot) -> snapshot.theta().length;
        };
        Arguments.require(
                length == policy.parameterCount(),
                "theta.length",
                length,
                "be " + policy.parameterCount() + ", as policy " + policy.description() + " has");
        if (start instanceof FromSnapshot(TrainingSnapshot snapshot)) {
            Arguments.require(
                    snapshot.iteration() <= settings.iterations(),
                    "iterations",
                    settings.iterations(),
                    "be at least " + snapshot.iteration() + ", which the snapshot has done");
        }
        return policy;
    }

    /// Trains, until the iterations are done, a tracker stops it, or the thread is interrupted.
    ///
    /// @return what came of it
    /// @throws IllegalArgumentException as [#check] does, before anything is sampled
    /// @throws org.sgmrl.environment.EnvironmentException if the environment is not available, or fails
    /// @throws EngineException if the engine fails
    /// @throws NonFiniteGradientException if an update is not finite and such are not to be skipped
    public TrainingResult<T> run() {
        TrainingSettings settings = settings();
        Policy policy = policy(settings);
        environment.requireAvailable();
        EngineRequest<T> request = new EngineRequest<>(environment, policy, settings, parts, "");
        List<IterationReport> reports = new ArrayList<>();
        List<TrainingTracker> all = new ArrayList<>();
        all.add((report, _) -> reports.add(report));
        all.addAll(trackers);
        try (TaskEngine<T> working = Objects.requireNonNull(
                engines().create(request), "the engine's factory returned null; it must make one")) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, parts, working);
            trainer.skipBadUpdates(skipBadUpdates);
            switch (start) {
                case null -> {}
                case FromSnapshot(TrainingSnapshot snapshot) -> trainer.restore(snapshot);
                case FromTheta(double[] theta) -> {
                    TrainingSnapshot fresh = trainer.snapshot();
                    trainer.restore(new TrainingSnapshot(0, 0, theta, fresh.optimizer(), fresh.baseline()));
                }
            }
            trainer.run(all);
            return new TrainingResult<>(environment, policy, settings, parts, threads, trainer.snapshot(), reports);
        }
    }
}
