package org.sgmrl.run.settings;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;
import org.sgmrl.method.Objective;
import org.sgmrl.method.Preset;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.network.Precision;
import org.sgmrl.run.settings.SettingType.DoubleType;
import org.sgmrl.run.settings.SettingType.EnumType;
import org.sgmrl.run.settings.SettingType.FlagType;
import org.sgmrl.run.settings.SettingType.IntListType;
import org.sgmrl.run.settings.SettingType.IntType;
import org.sgmrl.run.settings.SettingType.LongType;
import org.sgmrl.run.settings.SettingType.StringType;
import org.sgmrl.training.Optimizer;
import org.sgmrl.training.OuterStep;
import org.sgmrl.training.PolicySettings;
import org.sgmrl.training.Reuse;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrustRegion;
import tools.jackson.databind.node.ObjectNode;

/// All settings, once: options, TOML keys, `config.json`, `--help` and fingerprints are views of this table. A value
/// that an option does not give is the preset's ([TrainingSettings#of]), or that of [RunOptions#DEFAULT].
public final class Settings {
    /// Environment.
    public static final Setting<String> ENV = new Setting.OfRequest<>(
            "env", new StringType("ID"), "environment (point-navigation-v1); see list environments");

    /// Who computes the steps of robots that several simulators have.
    public static final Setting<Simulator> SIMULATOR = new Setting.OfRequest<>(
            "simulator",
            new EnumType<>(Simulator.class),
            "of half-cheetah, hopper, swimmer and walker2d: planar, in Java, or mujoco, with MuJoCo's library (planar)");

    /// Problem file of environment `tabular`.
    public static final Setting<String> MDP = new Setting.OfRequest<>(
            "mdp", new StringType("FILE.json"), "problem file of environment tabular; training starts from its theta");

    /// What the other settings vary.
    public static final Setting<Preset> PRESET = new Setting.OfRequest<>(
            "preset", new EnumType<>(Preset.class), "complete settings that the other options vary (tuned)");

    /// Run folder.
    public static final Setting<String> OUT =
            new Setting.OfRequest<>("out", new StringType("DIR"), "run folder, new or empty (runs/…)");

    /// Worker threads.
    public static final Setting.OfRun<Integer> THREADS = new Setting.OfRun<>(
            "threads",
            new IntType("N"),
            "worker threads (one a processor); results do not depend on it",
            RunOptions::threads,
            RunOptions::withThreads,
            false);

    /// Who maps the tasks.
    public static final Setting.OfRun<String> ENGINE = new Setting.OfRun<>(
            "engine",
            new StringType("local|spark"),
            "who maps the tasks: threads of this process, or a Spark cluster (local); same results",
            RunOptions::engine,
            RunOptions::withEngine,
            false);

    /// Where the engine finds its workers.
    public static final Setting.OfRun<String> MASTER = new Setting.OfRun<>(
            "master",
            new StringType("URL"),
            "with engine spark: the cluster's master, such as spark://host:7077 (local[*])",
            RunOptions::master,
            RunOptions::withMaster,
            false);

    /// Iterations between checkpoints.
    public static final Setting.OfRun<Integer> CHECKPOINT_EVERY = new Setting.OfRun<>(
            "checkpoint-every",
            new IntType("K"),
            "iterations between checkpoints (25)",
            RunOptions::checkpointEvery,
            RunOptions::withCheckpointEvery,
            true);

    /// How many checkpoints stay.
    public static final Setting.OfRun<Integer> KEEP_CHECKPOINTS = new Setting.OfRun<>(
            "keep-checkpoints",
            new IntType("K"),
            "how many of the last checkpoints stay (3)",
            RunOptions::keepCheckpoints,
            RunOptions::withKeepCheckpoints,
            true);

    /// Size of the final evaluation.
    public static final Setting.OfRun<Integer> TEST_TASKS = new Setting.OfRun<>(
            "test-tasks",
            new IntType("N"),
            "held-out tasks of the evaluation at the end (200)",
            RunOptions::testTasks,
            RunOptions::withTestTasks,
            true);

    /// What to do with updates that are not finite.
    public static final Setting.OfRun<Boolean> SKIP_BAD_UPDATES = new Setting.OfRun<>(
            "skip-bad-updates",
            new FlagType(),
            "leave out updates that are not finite and count them, instead of ending the run (false)",
            RunOptions::skipBadUpdates,
            RunOptions::withSkipBadUpdates,
            true);

    /// The method.
    public static final Setting.OfTraining<Method> ALGORITHM = new Setting.OfTraining<>(
            "algorithm",
            new EnumType<>(Method.class),
            "meta-gradient estimator (sg-mrl)",
            s -> s.method().kind(),
            (s, v) -> s.withMethod(m -> m.withKind(v)));

    /// ζ.
    public static final Setting.OfTraining<Integer> INNER_STEPS = new Setting.OfTraining<>(
            "inner-steps",
            new IntType("ζ"),
            "adaptation steps",
            s -> s.innerStep().steps(),
            (s, v) -> s.withInnerStep(i -> i.withSteps(v)));

    /// Outer steps.
    public static final Setting.OfTraining<Integer> ITERATIONS = new Setting.OfTraining<>(
            "iterations",
            new IntType("K"),
            "steps of meta-training; scratch has one, which shows the initial policy",
            TrainingSettings::iterations,
            TrainingSettings::withIterations);

    /// Seed.
    public static final Setting.OfTraining<Long> SEED = new Setting.OfTraining<>(
            "seed",
            new LongType("S"),
            "seed of all randomness (0)",
            TrainingSettings::seed,
            TrainingSettings::withSeed);

    /// What decides the numbers, in the order of `config.json`.
    public static final List<Setting.OfTraining<?>> TRAINING = List.of(
            ALGORITHM,
            new Setting.OfTraining<>(
                            "curvature",
                            new EnumType<>(Curvature.class),
                            "derivative of the inner step",
                            s -> s.method().curvature(),
                            (s, v) -> s.withMethod(m -> m.withCurvature(v)))
                    .where(Settings::climbsAdaptedReturn),
            new Setting.OfTraining<>(
                            "baseline",
                            new EnumType<>(Coefficient.class),
                            "baseline of the score term (tuned: leave-trajectory-out-linear)",
                            s -> s.method().coefficient(),
                            (s, v) -> s.withMethod(m -> m.withCoefficient(v)))
                    .where(Settings::hasScores),
            new Setting.OfTraining<>(
                            "leave-out-groups",
                            new IntType("G"),
                            "groups of inner trajectories for baselines leave-trajectory-out and"
                                    + " leave-trajectory-out-linear",
                            s -> s.method().leaveOut().groups(),
                            (s, v) -> s.withMethod(
                                    m -> m.withLeaveOut(m.leaveOut().withGroups(v))))
                    .where(Settings::leavesOutGroups)
                    .later(5),
            new Setting.OfTraining<>(
                            "leave-out-rollouts",
                            new IntType("R"),
                            "rollouts of each of these groups; 0: importance weights instead (0)",
                            s -> s.method().leaveOut().rollouts(),
                            (s, v) -> s.withMethod(
                                    m -> m.withLeaveOut(m.leaveOut().withRollouts(v))))
                    .where(s -> leavesOut(s)
                            || (leavesOutLinearly(s) && s.method().leaveOut().exact() > 0))
                    .later(0),
            new Setting.OfTraining<>(
                            "leave-out-cap",
                            new DoubleType("C"),
                            "most that these weights may be before a decision; 0: no limit, no bias",
                            s -> s.method().leaveOut().cap(),
                            (s, v) -> s.withMethod(
                                    m -> m.withLeaveOut(m.leaveOut().withCap(v))))
                    .where(s -> leavesOut(s) && s.method().leaveOut().rollouts() == 0)
                    .later(1.0),
            new Setting.OfTraining<>(
                            "leave-out-exact",
                            new DoubleType("P"),
                            "probability with which a task's leave-trajectory-out-linear is corrected, so that it is"
                                    + " without bias where score-term-noise is 0 (0)",
                            s -> s.method().leaveOut().exact(),
                            (s, v) -> s.withMethod(
                                    m -> m.withLeaveOut(m.leaveOut().withExact(v))))
                    .where(Settings::leavesOutLinearly)
                    .later(0.0),
            new Setting.OfTraining<>(
                            "score-term-ramp",
                            new IntType("K"),
                            "iterations in which the score term's factor grows from 0 to 1, which biases the gradient"
                                    + " until then; 0: it is 1 throughout (0)",
                            s -> s.method().scoreTermRamp(),
                            (s, v) -> s.withMethod(m -> m.withScoreTermRamp(v)))
                    .where(Settings::hasScores)
                    .later(0),
            new Setting.OfTraining<>(
                            "score-term-noise",
                            new DoubleType("κ"),
                            "how many times the noise of the rest of the gradient the score term may have; beyond, its factor is"
                                    + " smaller, which biases the gradient; 0: no limit (tuned, sg-mrl: 1)",
                            s -> s.method().scoreTermNoise(),
                            (s, v) -> s.withMethod(m -> m.withScoreTermNoise(v)))
                    .where(Settings::hasScores)
                    .later(0.0),
            new Setting.OfTraining<>(
                    "weighting",
                    new EnumType<>(Weighting.Kind.class),
                    "weighting of trajectories in every gradient",
                    s -> s.estimator().weighting().kind(),
                    (s, v) -> s.withEstimator(e -> e.withWeighting(w -> w.withKind(v)))),
            INNER_STEPS,
            new Setting.OfTraining<>(
                    "inner-step-size",
                    new DoubleType("α"),
                    "step size of adaptation",
                    s -> s.innerStep().size(),
                    (s, v) -> s.withInnerStep(i -> i.withSize(v))),
            new Setting.OfTraining<>(
                            "inner-step-learned",
                            new FlagType(),
                            "learn a step size of adaptation for each parameter, beginning with inner-step-size (false)",
                            s -> s.innerStep().learned(),
                            (s, v) -> s.withInnerStep(i -> i.withLearned(v)))
                    .later(false),
            // Before what one kind of step has and the other has not: changing the kind sets that to nothing.
            new Setting.OfTraining<>(
                            "outer-step",
                            new EnumType<>(OuterStep.Kind.class),
                            "what bounds a step of meta-training: a step size along the gradient, or a trust region around"
                                    + " the policy before adaptation (gradient)",
                            s -> s.outerStep().kind(),
                            (s, v) -> s.withOuterStep(o -> o.withKind(v)))
                    .later(OuterStep.Kind.GRADIENT),
            new Setting.OfTraining<>(
                            "outer-step-size",
                            new DoubleType("β"),
                            "step size of meta-training",
                            s -> s.outerStep().size(),
                            (s, v) -> s.withOuterStep(o -> o.withSize(v)))
                    .where(Settings::followsGradient),
            new Setting.OfTraining<>(
                            "outer-step-half-life",
                            new DoubleType("K"),
                            "iterations in which the outer step's length halves; 0: it stays (0)",
                            s -> s.outerStep().halfLife(),
                            (s, v) -> s.withOuterStep(o -> o.withHalfLife(v)))
                    .where(Settings::climbs)
                    .later(0.0),
            new Setting.OfTraining<>(
                            "max-gradient-norm",
                            new DoubleType("X"),
                            "longer meta-gradients are shortened to this length, which biases the step; 0: no limit, no"
                                    + " bias (0)",
                            s -> s.outerStep().maxGradientNorm(),
                            (s, v) -> s.withOuterStep(o -> o.withMaxGradientNorm(v)))
                    .where(Settings::followsGradient)
                    .later(0.0),
            new Setting.OfTraining<>(
                            "optimizer",
                            new EnumType<>(Optimizer.Kind.class),
                            "optimiser of meta-training",
                            s -> s.outerStep().optimizer(),
                            (s, v) -> s.withOuterStep(o -> o.withOptimizer(v)))
                    .where(Settings::followsGradient),
            // Before what is for several steps alone: a single one sets that to nothing.
            ofReuse(
                    "outer-epochs",
                    new IntType("N"),
                    "outer steps on the same data (1, promp: 5)",
                    Reuse::epochs,
                    Reuse::withEpochs),
            ofReuse(
                            "outer-clip",
                            new DoubleType("ε"),
                            "importance weights of these steps count up to 1 ± ε; 0: no clipping (0, promp: 0.3)",
                            Reuse::clip,
                            Reuse::withClip)
                    .where(Settings::hasEpochs),
            ofReuse(
                            "outer-kl-penalty",
                            new DoubleType("η"),
                            "weight of the policy's mean KL divergence from where these steps began (0, promp: 5e-4)",
                            Reuse::klPenalty,
                            Reuse::withKlPenalty)
                    .where(Settings::hasEpochs),
            ofTrustRegion(
                    "outer-kl",
                    new DoubleType("δ"),
                    "largest mean KL divergence of a step within the trust region (0.01)",
                    TrustRegion::kl,
                    TrustRegion::withKl),
            ofTrustRegion(
                    "outer-states",
                    new IntType("N"),
                    "states of each task that the divergence is averaged over (50)",
                    TrustRegion::states,
                    TrustRegion::withStates),
            ofTrustRegion(
                    "outer-cg-iterations",
                    new IntType("N"),
                    "most conjugate-gradient iterations for the step's direction (10)",
                    TrustRegion::iterations,
                    TrustRegion::withIterations),
            ofTrustRegion(
                    "outer-damping",
                    new DoubleType("λ"),
                    "what is added to the diagonal of the Fisher information (0.1)",
                    TrustRegion::damping,
                    TrustRegion::withDamping),
            ofTrustRegion(
                    "outer-backtracks",
                    new IntType("N"),
                    "how often a step that goes too far is shortened to 0.8 of it (15)",
                    TrustRegion::backtracks,
                    TrustRegion::withBacktracks),
            new Setting.OfTraining<>(
                    "tasks",
                    new IntType("B"),
                    "tasks of a meta-batch",
                    TrainingSettings::tasks,
                    TrainingSettings::withTasks),
            new Setting.OfTraining<>(
                    "inner-trajectories",
                    new IntType("N"),
                    "trajectories of each inner batch",
                    s -> s.sampling().innerTrajectories(),
                    (s, v) -> s.withSampling(b -> b.withInnerTrajectories(v))),
            new Setting.OfTraining<>(
                    "outer-trajectories",
                    new IntType("N"),
                    "trajectories of the outer batch",
                    s -> s.sampling().outerTrajectories(),
                    (s, v) -> s.withSampling(b -> b.withOuterTrajectories(v))),
            new Setting.OfTraining<>(
                    "horizon",
                    new IntType("T"),
                    "steps of a trajectory",
                    s -> s.sampling().horizon(),
                    (s, v) -> s.withSampling(b -> b.withHorizon(v))),
            ITERATIONS,
            new Setting.OfTraining<>(
                    "discount",
                    new DoubleType("γ"),
                    "discount of rewards",
                    s -> s.sampling().discount(),
                    (s, v) -> s.withSampling(b -> b.withDiscount(v))),
            new Setting.OfTraining<>(
                            "gae-lambda",
                            new DoubleType("λ"),
                            "λ of generalised advantages",
                            s -> s.estimator().weighting().lambda(),
                            (s, v) -> s.withEstimator(e -> e.withWeighting(w -> w.withLambda(v))))
                    .where(s -> s.estimator().weighting().kind() == Weighting.Kind.GENERALIZED_ADVANTAGE),
            SEED,
            new Setting.OfTraining<>(
                    "policy",
                    new EnumType<>(PolicySettings.Kind.class),
                    "kind of policy",
                    s -> s.policy().kind(),
                    (s, v) -> s.withPolicy(p -> p.withKind(v))),
            new Setting.OfTraining<>(
                            "hidden",
                            new IntListType("N,N"),
                            "sizes of the hidden layers, or none",
                            s -> s.policy().hidden(),
                            (s, v) -> s.withPolicy(p -> p.withHidden(v)))
                    .where(Settings::isNetwork),
            new Setting.OfTraining<>(
                            "initial-log-std",
                            new DoubleType("X"),
                            "initial log standard deviation of actions",
                            s -> s.policy().initialLogStd(),
                            (s, v) -> s.withPolicy(p -> p.withInitialLogStd(v)))
                    .where(Settings::isNetwork),
            new Setting.OfTraining<>(
                            "precision",
                            new EnumType<>(Precision.class),
                            "arithmetic of the policy network",
                            s -> s.policy().precision(),
                            (s, v) -> s.withPolicy(p -> p.withPrecision(v)))
                    .where(Settings::isNetwork));

    /// How a run is done.
    public static final List<Setting.OfRun<?>> RUN =
            List.of(THREADS, ENGINE, MASTER, CHECKPOINT_EVERY, KEEP_CHECKPOINTS, TEST_TASKS, SKIP_BAD_UPDATES);

    /// All settings, in the order of `--help`.
    public static final List<Setting<?>> ALL = Stream.of(
                    Stream.of(ENV, SIMULATOR, MDP, PRESET, THREADS, ENGINE, MASTER, OUT),
                    Stream.of(CHECKPOINT_EVERY, KEEP_CHECKPOINTS, TEST_TASKS, SKIP_BAD_UPDATES),
                    TRAINING.stream())
            .<Setting<?>>flatMap(settings -> settings)
            .toList();

    private Settings() {}

    private static <V> Setting.OfTraining<V> ofTrustRegion(
            String name,
            SettingType<V> type,
            String description,
            Function<TrustRegion, V> get,
            BiFunction<TrustRegion, V, TrustRegion> with) {
        return new Setting.OfTraining<>(
                        name,
                        type,
                        description,
                        s -> get.apply(s.outerStep().trustRegion()),
                        (s, v) -> s.withOuterStep(o -> o.withTrustRegion(limits -> with.apply(limits, v))))
                .where(Settings::hasTrustRegion)
                .later(get.apply(TrustRegion.DEFAULT));
    }

    private static <V> Setting.OfTraining<V> ofReuse(
            String name,
            SettingType<V> type,
            String description,
            Function<Reuse, V> get,
            BiFunction<Reuse, V, Reuse> with) {
        return new Setting.OfTraining<>(
                        name,
                        type,
                        description,
                        s -> get.apply(s.outerStep().reuse()),
                        (s, v) -> s.withOuterStep(o -> o.withReuse(reuse -> with.apply(reuse, v))))
                .later(get.apply(Reuse.NONE));
    }

    private static boolean hasEpochs(TrainingSettings settings) {
        return settings.outerStep().reuse().epochs() > 1;
    }

    private static boolean hasTrustRegion(TrainingSettings settings) {
        return settings.outerStep().kind() == OuterStep.Kind.TRUST_REGION;
    }

    private static boolean followsGradient(TrainingSettings settings) {
        return climbs(settings) && !hasTrustRegion(settings);
    }

    private static boolean climbs(TrainingSettings settings) {
        return settings.method().kind().objective() != Objective.NONE;
    }

    /// Through the inner steps, where there are some.
    private static boolean climbsAdaptedReturn(TrainingSettings settings) {
        return settings.method().kind().objective() == Objective.ADAPTED_RETURN
                && settings.innerStep().steps() > 0;
    }

    private static boolean hasScores(TrainingSettings settings) {
        return settings.method().hasScores();
    }

    private static boolean leavesOutGroups(TrainingSettings settings) {
        return leavesOut(settings) || leavesOutLinearly(settings);
    }

    private static boolean leavesOutLinearly(TrainingSettings settings) {
        return settings.estimator().scoreTerm() instanceof ScoreTerm.Sum(ScoreTerm.LeavingOutLinear _);
    }

    private static boolean leavesOut(TrainingSettings settings) {
        return settings.estimator().scoreTerm() instanceof ScoreTerm.Sum(ScoreTerm.LeavingOut _);
    }

    private static boolean isNetwork(TrainingSettings settings) {
        return settings.policy().kind() == PolicySettings.Kind.MLP;
    }

    /// The setting of a name that is one.
    public static Setting<?> byName(String name) {
        return ALL.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Puts all training settings into JSON.
    public static void put(ObjectNode node, TrainingSettings settings) {
        TRAINING.forEach(setting -> setting.put(node, settings));
    }

    /// Puts the options that a run folder keeps into JSON.
    public static void put(ObjectNode node, RunOptions options) {
        RUN.stream().filter(Setting.OfRun::kept).forEach(setting -> setting.put(node, options));
    }

    /// Puts what distinguishes runs, whatever their number of iterations: the settings that act, without those that
    /// mean what they meant before there was a choice.
    public static void putActing(ObjectNode node, TrainingSettings settings) {
        TRAINING.stream()
                .filter(setting -> isChosen(setting, settings) && setting.acts().test(settings))
                .forEach(setting -> setting.put(node, settings));
    }

    /// The same with the settings that do not act, as earlier versions had it in fingerprints.
    public static void putActingOrNot(ObjectNode node, TrainingSettings settings) {
        TRAINING.stream()
                .filter(setting -> isChosen(setting, settings))
                .forEach(setting -> setting.put(node, settings));
    }

    private static boolean isChosen(Setting.OfTraining<?> setting, TrainingSettings settings) {
        return !setting.equals(ITERATIONS) && !setting.isAsBefore(settings);
    }
}
