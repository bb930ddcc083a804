package org.sgmrl.run;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyWithStepSizes;
import org.sgmrl.run.failure.InvalidFile;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.run.text.BoundedText;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.MetaTester;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.OwnParts;
import org.sgmrl.training.PolicySettings;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.VarianceStudy;
import tools.jackson.databind.node.ObjectNode;

/// A resolved request to train: environment and complete settings.
///
/// @param environmentId id of the environment
/// @param mdpText text of the problem file of environment `tabular`, else null
/// @param preset the preset that was varied
/// @param environment the environment
/// @param settings what decides the numbers
/// @param options how it is done
/// @param parts parts of one's own, which only the API can give
/// @param ownParts what is given in code, and must be given again to go on: the classes by the names of the parts; empty
///     where the settings say everything
public record RunRequest(
        String environmentId,
        @Nullable String mdpText,
        Preset preset,
        MetaEnvironment<?> environment,
        TrainingSettings settings,
        RunOptions options,
        OwnParts parts,
        Map<String, String> ownParts) {
    /// The environment id of a problem file, which [#mdpText] has.
    public static final String TABULAR = "tabular";

    /// The key under which files have [#ownParts].
    public static final String OWN_PARTS = "own-parts";

    /// The request that training through the API makes.
    ///
    /// @param training what to train; threads and what to do with bad updates are its own
    /// @param options how it is done
    /// @return the request
    /// @throws IllegalArgumentException if something does not go together
    public static RunRequest of(MetaTraining<?> training, RunOptions options) {
        MetaEnvironment<?> environment = training.environment();
        Map<String, String> own = new LinkedHashMap<>();
        if (!Environments.isFoundById(environment)) {
            own.put("environment", environment.getClass().getName());
        }
        own.putAll(training.parts().classes(environment.spec()));
        RunRequest request = new RunRequest(
                environment.spec().id(),
                null,
                training.preset(),
                environment,
                training.settings(),
                options.withEngine(Engines.LOCAL)
                        .withMaster("")
                        .withThreads(training.threads())
                        .withSkipBadUpdates(training.skipsBadUpdates()),
                training.parts(),
                own);
        request.requireMemory(1);
        return request;
    }

    /// The training that is asked for.
    ///
    /// @param of the request's environment
    /// @param <T> type of the task
    /// @return the training, which starts the engine that the options name
    public <T> MetaTraining<T> training(MetaEnvironment<T> of) {
        MetaTraining<T> training = MetaTraining.of(of)
                .preset(preset)
                .settings(_ -> settings)
                .parts(parts)
                .threads(options.threads())
                .skipBadUpdates(options.skipBadUpdates())
                .engine(engine -> Engines.create(options, engine));
        double[] theta = initialTheta();
        return theta == null ? training : training.startFrom(theta);
    }

    /// The policy.
    ///
    /// @return a new description of it
    public Policy newPolicy() {
        return parts.newPolicy(settings, environment.spec());
    }

    /// Everything that decides the numbers, but for the number of iterations and the problem file.
    public ObjectNode decisive() {
        ObjectNode node = Json.object();
        node.put("env", environmentId);
        putOtherSimulator(node);
        putOwnParts(node);
        Settings.put(node, settings);
        node.remove(Settings.ITERATIONS.name());
        return node;
    }

    /// A fingerprint of everything that decides the numbers, but for the number of iterations: SHA-256 in
    /// hex. What does not act with the other settings is not in it.
    public String digest() {
        ObjectNode node = identity();
        Settings.putActing(node, settings);
        return sha256(node);
    }

    /// Whether a fingerprint is this request's: the one that [#digest] makes, or that of earlier versions, which took
    /// in what does not act as well.
    public boolean hasDigest(@Nullable String given) {
        return digest().equals(given) || earlierDigest().equals(given);
    }

    /// The fingerprint of earlier versions, which took in what does not act as well.
    public String earlierDigest() {
        ObjectNode node = identity();
        Settings.putActingOrNot(node, settings);
        return sha256(node);
    }

    private ObjectNode identity() {
        ObjectNode node = Json.object();
        node.put("env", environmentId);
        node.put("mdp", mdpText);
        putOtherSimulator(node);
        putOwnParts(node);
        return node;
    }

    private void putOwnParts(ObjectNode node) {
        if (!ownParts.isEmpty()) {
            ObjectNode names = node.putObject(OWN_PARTS);
            ownParts.forEach(names::put);
        }
    }

    /// Fingerprints do not say what was meant before there was a choice.
    private void putOtherSimulator(ObjectNode node) {
        Simulator chosen = simulator();
        if (chosen != null && chosen != Simulator.MUJOCO) {
            node.put(Settings.SIMULATOR.name(), chosen.id());
        }
    }

    /// Who computes the environment's steps.
    ///
    /// @return null where there is no choice
    public @Nullable Simulator simulator() {
        return Environments.simulators(environment.spec().id()).size() < 2 ? null : simulator(environment);
    }

    private static @Nullable Simulator simulator(MetaEnvironment<?> environment) {
        String name = Environments.simulator(environment);
        return Arrays.stream(Simulator.values())
                .filter(simulator -> simulator.id().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// The same, with the steps computed by another simulator; what was trained stays what it is.
    ///
    /// @param simulator the simulator, or null for the one that it has
    /// @return this for testing there; it does not fit the folder's fingerprints
    public RunRequest in(@Nullable Simulator simulator) {
        if (simulator == null) {
            return this;
        }
        if (environmentId.equals(TABULAR)) {
            throw noChoice(environmentId, simulator, List.of());
        }
        return new RunRequest(
                environmentId,
                mdpText,
                preset,
                environment(environmentId, simulator),
                settings,
                options,
                parts,
                ownParts);
    }

    /// Checks that the environment can be created on this machine, before anything is written or lengthy work begins.
    public void requireAvailable() {
        requireAvailable(environment);
    }

    /// Checks that an environment can be created on this machine.
    ///
    /// @throws EnvironmentException if not; the message names the other simulator where there is one
    public static void requireAvailable(MetaEnvironment<?> environment) {
        try {
            environment.requireAvailable();
        } catch (EnvironmentException e) {
            if (simulator(environment) == Simulator.MUJOCO
                    && Environments.simulators(environment.spec().id()).contains(Simulator.PLANAR.id())) {
                throw new EnvironmentException(
                        e.getMessage() + "; or choose --simulator " + Simulator.PLANAR.id()
                                + ", which needs no library",
                        e);
            }
            throw e;
        }
    }

    private static String sha256(ObjectNode node) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(Json.line(node).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The parameters to start from where a problem file gives them; otherwise null.
    public double @Nullable [] initialTheta() {
        if (mdpText == null || settings.policy().kind() != PolicySettings.Kind.SOFTMAX_TABULAR) {
            return null;
        }
        double[] theta = Problems.parse("problem file", mdpText).theta().toFlat();
        return newPolicy() instanceof PolicyWithStepSizes adapting ? adapting.withInitialSizes(theta) : theta;
    }

    /// The parameters that the run starts from.
    public double[] startingTheta(Policy of) {
        double[] theta = initialTheta();
        if (theta == null) {
            theta = new double[of.parameterCount()];
            MetaTrainer.initialize(of, settings.seed(), theta);
        }
        return theta;
    }

    /// What the request's training has made.
    ///
    /// @param policy the request's policy
    /// @param theta its parameters
    /// @param iteration after how many iterations
    /// @return the policy as files have it
    public TrainedPolicy trainedPolicy(Policy policy, double[] theta, int iteration) {
        return parts.trainedPolicy(environment.spec(), policy, settings.estimator(), theta, iteration);
    }

    /// The engine that the request asks for, new.
    ///
    /// @param of the request's environment
    /// @param policy what it trains
    /// @param <T> type of the task
    /// @return the engine, to be closed
    public <T> TaskEngine<T> newEngine(MetaEnvironment<T> of, Policy policy) {
        return Engines.create(options, engineRequest(of, policy));
    }

    /// Who tests for the request, by the engine that it asks for.
    ///
    /// @param of the environment to test in
    /// @param innerSteps most steps of adaptation
    /// @param <T> type of the task
    /// @return the tester, to be closed
    public <T> MetaTester<T> newTester(MetaEnvironment<T> of, int innerSteps) {
        return new MetaTester<>(engineRequest(of, newPolicy()), innerSteps, Engines.pieces(options));
    }

    /// Who takes the variance of the request's meta-gradient apart, by the engine that it asks for.
    ///
    /// @param of the request's environment
    /// @param leaveOut what baseline leave-trajectory-out leaves out
    /// @param <T> type of the task
    /// @return the study, to be closed
    public <T> VarianceStudy<T> newVarianceStudy(MetaEnvironment<T> of, LeaveOut leaveOut) {
        return new VarianceStudy<>(engineRequest(of, newPolicy()), leaveOut, Engines.pieces(options));
    }

    private <T> EngineRequest<T> engineRequest(MetaEnvironment<T> of, Policy policy) {
        return new EngineRequest<>(of, policy, settings, parts, "");
    }

    /// Who does the work, for people.
    ///
    /// @return such as `2 threads`
    public String describeEngine() {
        return Engines.describe(options);
    }

    /// Resolves what was given against the preset and the environment's defaults.
    public static RunRequest resolve(GivenSettings given) {
        String mdpFile = given.get(Settings.MDP);
        return mdpFile == null
                ? resolve(given, null)
                : resolve(given, readProblem(Path.of(mdpFile)), "problem file " + mdpFile);
    }

    /// As above, with the text of the problem file at hand.
    public static RunRequest resolve(GivenSettings given, @Nullable String mdpText) {
        return resolve(given, mdpText, "problem file");
    }

    private static RunRequest resolve(GivenSettings given, @Nullable String mdpText, String mdpName) {
        String id = given.get(Settings.ENV, "point-navigation-v1");
        MdpProblem problem = problem(id, mdpText, mdpName);
        Simulator simulator = given.get(Settings.SIMULATOR);
        if (problem != null && simulator != null) {
            throw noChoice(id, simulator, List.of());
        }
        MetaEnvironment<?> environment = problem != null ? new TabularEnvironment(problem) : environment(id, simulator);
        Preset preset = given.get(Settings.PRESET, Preset.TUNED);
        TrainingSettings settings = given.over(defaults(preset, environment, problem, given));
        RunOptions options = given.over(RunOptions.DEFAULT);
        String engine = given.get(Settings.ENGINE, Engines.byDefault());
        if (!engine.equals(Engines.LOCAL)
                && problem == null
                && !Environments.isFoundById(environment)
                && !(environment instanceof Serializable)) {
            throw new InvalidSettings("engine = " + engine + " is not for environment "
                    + environment.spec().id()
                    + ": workers find it by no id, and it cannot be copied to them; use engine "
                    + Engines.LOCAL);
        }
        options = options.withEngine(Engines.checked(engine, options.master()));
        checkPolicy(environment, settings);
        RunRequest request = new RunRequest(
                problem != null ? id : environment.spec().id(),
                mdpText,
                preset,
                environment,
                settings,
                options,
                OwnParts.NONE,
                Map.of());
        request.requireMemory(1);
        return request;
    }

    /// The fewest settings that ask for the same: environment, method, seed, and what differs from the preset's.
    ///
    /// @return settings that [#resolve(GivenSettings)] makes a run with the same numbers of; empty where settings cannot say
    ///     it: with a problem file, or with parts of one's own
    public Optional<GivenSettings> given() {
        if (mdpText != null || !ownParts.isEmpty()) {
            return Optional.empty();
        }
        GivenSettings given = GivenSettings.NONE
                .with(Settings.ENV, environmentId)
                .with(Settings.ALGORITHM, settings.method().kind())
                .with(Settings.SEED, settings.seed());
        Simulator chosen = simulator();
        if (chosen != null) {
            given = given.with(Settings.SIMULATOR, chosen);
        }
        if (preset != Preset.TUNED) {
            given = given.with(Settings.PRESET, preset);
        }
        if (settings.innerStep().steps() != 1) {
            given = given.with(Settings.INNER_STEPS, settings.innerStep().steps());
        }
        TrainingSettings same = given.over(defaults(preset, environment, null, given));
        for (Setting.OfTraining<?> setting : Settings.TRAINING) {
            given = withDifference(given, setting, same);
        }
        if (options.testTasks() != RunOptions.DEFAULT.testTasks()) {
            given = given.with(Settings.TEST_TASKS, options.testTasks());
        }
        if (options.skipBadUpdates()) {
            given = given.with(Settings.SKIP_BAD_UPDATES, true);
        }
        return Optional.of(given);
    }

    private <V> GivenSettings withDifference(
            GivenSettings given, Setting.OfTraining<V> setting, TrainingSettings others) {
        V value = setting.get().apply(settings);
        return value.equals(setting.get().apply(others)) ? given : given.with(setting, value);
    }

    /// The preset's settings for the method and the number of inner steps that were given, and for the problem.
    private static TrainingSettings defaults(
            Preset preset, MetaEnvironment<?> environment, @Nullable MdpProblem problem, GivenSettings given) {
        try {
            TrainingSettings settings = TrainingSettings.of(
                    preset,
                    environment.spec(),
                    given.get(Settings.ALGORITHM, Method.SG_MRL),
                    given.get(Settings.INNER_STEPS, 1));
            return problem == null
                    ? settings
                    : settings.withSampling(sampling -> sampling.withDiscount(problem.discount()))
                            .withPolicy(policy -> policy.withKind(PolicySettings.Kind.SOFTMAX_TABULAR));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable MdpProblem problem(String id, @Nullable String mdpText, String mdpName) {
        if (!id.equals(TABULAR)) {
            if (mdpText != null) {
                throw new InvalidSettings("--mdp is for --env " + TABULAR + ", not for --env " + id);
            }
            return null;
        }
        if (mdpText == null) {
            throw new InvalidSettings("--env " + TABULAR + " needs --mdp FILE.json, a problem file");
        }
        return Problems.parse(mdpName, mdpText).problem();
    }

    private static String readProblem(Path file) {
        try {
            return BoundedText.read(file, MdpProblemReader.MAX_BYTES);
        } catch (IOException e) {
            throw new InvalidFile("--mdp " + file + " cannot be read: " + Errors.reason(e));
        }
    }

    /// The environment of an id that needs no problem file.
    ///
    /// @param simulator who is to compute its steps; null for the default
    public static MetaEnvironment<?> environment(String id, @Nullable Simulator simulator) {
        List<String> simulators = Environments.simulators(id);
        if (simulator != null && !simulators.contains(simulator.id())) {
            if (!known().contains(id)) {
                throw unknown(id);
            }
            throw noChoice(id, simulator, simulators);
        }
        try {
            return (simulator == null ? Environments.byId(id) : Environments.byId(id, simulator.id()))
                    .orElseThrow(() -> unknown(id));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(String.valueOf(e.getMessage()));
        }
    }

    private static InvalidSettings unknown(String id) {
        List<String> ids = known();
        return new InvalidSettings("environment " + id + " is unknown; there are " + String.join(", ", ids)
                + " and python:FILE.py, and those of --classpath JAR" + Nearest.hint(id, ids));
    }

    private static List<String> known() {
        List<String> ids = new ArrayList<>(
                Environments.all().stream().map(Environments.Entry::id).toList());
        ids.add(TABULAR);
        return ids;
    }

    private static InvalidSettings noChoice(String id, Simulator simulator, List<String> simulators) {
        List<String> others = Environments.all().stream()
                .map(Environments.Entry::id)
                .filter(other -> Environments.simulators(other).contains(simulator.id()))
                .toList();
        return new InvalidSettings("simulator = " + simulator.id() + " is not for environment " + id
                + (simulators.isEmpty()
                        ? ", which needs no simulator"
                        : ", which has " + String.join(", ", simulators) + " alone")
                + " (it is for "
                + String.join(", ", others) + "); leave it out");
    }

    private static void checkPolicy(MetaEnvironment<?> environment, TrainingSettings settings) {
        try {
            settings.newPolicy(environment.spec());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidSettings(String.valueOf(e.getMessage()));
        }
        if (environment.spec().actionSpace() instanceof ActionSpace.Discrete
                && settings.policy().kind() == PolicySettings.Kind.SOFTMAX_TABULAR
                && !environment.spec().id().equals(TABULAR)) {
            throw new InvalidSettings("policy = softmax-tabular is for --env " + TABULAR);
        }
    }

    /// Refuses so many runs like this one at the same time if they cannot fit in memory.
    public void requireMemory(int runs) {
        Sampling sampling = settings.sampling();
        PolicySettings policy = settings.policy();
        int steps = settings.innerStep().steps();
        double parameters = newPolicy().parameterCount();
        double shares = 2.0 * settings.tasks();
        double row = environment.spec().observationSize()
                + environment.spec().actionSpace().size()
                + 6.0;
        double batchRows =
                sampling.horizon() * (steps * (double) sampling.innerTrajectories() + sampling.outerTrajectories());
        // Values and derivatives of all hidden units; two floats are one double.
        double hidden = policy.kind() == PolicySettings.Kind.MLP
                ? policy.hidden().stream().mapToInt(Integer::intValue).sum()
                : 0;
        double remembered = policy.precision() == Precision.DOUBLE ? 2 * hidden : hidden;
        double buffers = options.threads() * (parameters * (2.0 * steps + 12) + batchRows * (row + remembered));
        double bytes = runs * 8 * (parameters * (shares + 6) + buffers);
        long available = Runtime.getRuntime().maxMemory();
        if (bytes > available) {
            throw new InvalidSettings(String.format(
                    Locale.ROOT,
                    "these settings need about %.1f GB%s, and %.1f GB are allowed; lower %stasks, hidden, horizon,"
                            + " trajectories or threads, or set SGMRL_JAVA_OPTS=-Xmx…",
                    bytes * 1e-9,
                    runs > 1 ? " for " + runs + " runs at once" : "",
                    available * 1e-9,
                    runs > 1 ? "parallel-cells, " : ""));
        }
    }
}
