package org.sgmrl.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.Algorithm;
import org.sgmrl.estimator.BaselineKind;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.failure.InvalidFile;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.settings.SettingJson;
import org.sgmrl.run.settings.SettingKey;
import org.sgmrl.run.settings.SettingKeys;
import org.sgmrl.run.text.BoundedText;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.Preset;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// A resolved request to train: environment and complete settings.
///
/// @param environmentId id of the environment
/// @param mdpText text of the problem file of environment `tabular`, else null
/// @param preset the preset that was varied
/// @param environment the environment
/// @param settings complete settings
/// @param threads worker threads
/// @param engine who maps the tasks of a meta-batch
/// @param master where that engine finds its workers; empty for its default
/// @param checkpointEvery iterations between checkpoints
/// @param keepCheckpoints how many of the last checkpoints stay
/// @param testTasks held-out tasks of the final evaluation
/// @param skipBadUpdates whether updates that are not finite are left out instead of ending the run
public record RunRequest(
        String environmentId,
        @Nullable String mdpText,
        Preset preset,
        MetaEnvironment<?> environment,
        TrainingSettings settings,
        int threads,
        String engine,
        String master,
        int checkpointEvery,
        int keepCheckpoints,
        int testTasks,
        boolean skipBadUpdates) {
    /// Id of the environment that a problem file describes.
    public static final String TABULAR = "tabular";
    private static final int MAX_THREADS = 1024;

    /// Everything that decides the numbers, but for the number of iterations and the problem file.
    public ObjectNode decisive() {
        ObjectNode node = Json.object();
        node.put("env", environmentId);
        SettingKeys.values(settings).forEach((name, value) -> {
            if (!name.equals("iterations")) {
                SettingJson.putValue(node, name, value);
            }
        });
        return node;
    }

    /// A fingerprint of everything that decides the numbers, but for the number of iterations: SHA-256 in
    /// hex.
    public String digest() {
        ObjectNode node = Json.object();
        node.put("env", environmentId);
        node.put("mdp", mdpText);
        node.setAll(decisive());
        SettingKeys.LATER.forEach((name, value) -> {
            if (value.equals(SettingKeys.values(settings).get(name))) {
                node.remove(name);
            }
        });
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
        return mdpText != null && settings.policy() == TrainingSettings.PolicyKind.SOFTMAX_TABULAR
                ? Problems.parse(mdpText).theta().toFlat()
                : null;
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

    /// The engine that the request asks for, new.
    ///
    /// @param of the request's environment
    /// @param policy what it trains
    /// @param <T> type of the task
    /// @return the engine, to be closed
    public <T> TaskEngine<T> newEngine(MetaEnvironment<T> of, Policy policy) {
        return Engines.create(engine, master, threads, of, policy, settings);
    }

    /// Who does the work, for people.
    ///
    /// @return such as `2 threads`
    public String describeEngine() {
        return Engines.describe(engine, master, threads);
    }

    /// Resolves explicit values (already read by their keys) against the preset and the environment's
    /// defaults.
    public static RunRequest resolve(Map<String, Object> explicit) {
        String id = (String) explicit.getOrDefault("env", "point-navigation-v1");
        String mdpFile = (String) explicit.get("mdp");
        String mdpText = mdpFile == null ? null : readProblem(Path.of(mdpFile));
        return resolve(explicit, id, mdpText);
    }

    /// As above, with the text of the problem file at hand.
    public static RunRequest resolve(Map<String, Object> explicit, String id, @Nullable String mdpText) {
        MdpProblem problem = problem(id, mdpText);
        MetaEnvironment<?> environment = problem != null ? new TabularEnvironment(problem) : environment(id);
        Preset preset = (Preset) explicit.getOrDefault("preset", Preset.TUNED);
        Algorithm algorithm = (Algorithm) explicit.getOrDefault("algorithm", Algorithm.SG_MRL);

        Map<String, Object> values =
                new LinkedHashMap<>(SettingKeys.values(preset.settings(environment.spec(), algorithm)));
        if (problem != null) {
            values.put("discount", problem.discount());
            values.put("policy", TrainingSettings.PolicyKind.SOFTMAX_TABULAR);
        }
        for (SettingKey key : SettingKeys.TRAINING) {
            Object value = explicit.get(key.name());
            if (value != null) {
                values.put(key.name(), value);
            }
        }
        if (!explicit.containsKey("baseline")
                && values.get("baseline") == BaselineKind.LEAVE_TRAJECTORY_OUT
                && !Integer.valueOf(1).equals(values.get("inner-steps"))) {
            values.put("baseline", BaselineKind.TASK_REGRESSION); // leaving trajectories out is for one inner step
        }
        TrainingSettings settings = SettingKeys.settings(values);
        int threads = inRange(
                explicit, "threads", Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()), MAX_THREADS);
        String master = (String) explicit.getOrDefault("master", "");
        Object named = explicit.get("engine");
        String engine = Engines.checked(named == null ? Engines.byDefault() : (String) named, master);
        checkPolicy(environment, settings);
        checkMemory(environment, settings, threads, 1);
        return new RunRequest(
                id,
                mdpText,
                preset,
                environment,
                settings,
                threads,
                engine,
                master,
                inRange(explicit, "checkpoint-every", 25, Integer.MAX_VALUE),
                inRange(explicit, "keep-checkpoints", 3, Integer.MAX_VALUE),
                inRange(explicit, "test-tasks", 200, 1_000_000),
                (Boolean) explicit.getOrDefault("skip-bad-updates", false));
    }

    private static @Nullable MdpProblem problem(String id, @Nullable String mdpText) {
        if (!id.equals(TABULAR)) {
            if (mdpText != null) {
                throw new InvalidSettings("--mdp is for --env " + TABULAR + ", not for --env " + id);
            }
            return null;
        }
        if (mdpText == null) {
            throw new InvalidSettings("--env " + TABULAR + " needs --mdp FILE.json, a problem file");
        }
        return Problems.parse(mdpText).problem();
    }

    private static String readProblem(Path file) {
        try {
            return BoundedText.read(file, MdpProblemReader.MAX_BYTES);
        } catch (IOException e) {
            throw new InvalidFile("--mdp " + file + " cannot be read: " + Errors.reason(e));
        }
    }

    /// The environment of an id that needs no problem file.
    public static MetaEnvironment<?> environment(String id) {
        List<String> ids = new ArrayList<>(
                Environments.all().stream().map(Environments.Entry::id).toList());
        ids.add(TABULAR);
        return Environments.byId(id)
                .orElseThrow(() -> new InvalidSettings("environment " + id + " is unknown; there are "
                        + String.join(", ", ids) + Nearest.hint(id, ids)));
    }

    private static void checkPolicy(MetaEnvironment<?> environment, TrainingSettings settings) {
        try {
            settings.newPolicy(environment.spec());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidSettings(String.valueOf(e.getMessage()));
        }
        if (environment.spec().actionSpace() instanceof ActionSpace.Discrete
                && settings.policy() == TrainingSettings.PolicyKind.SOFTMAX_TABULAR
                && !environment.spec().id().equals(TABULAR)) {
            throw new InvalidSettings("policy = softmax-tabular is for --env " + TABULAR);
        }
    }

    /// Refuses so many runs like this one at the same time if they cannot fit in memory.
    public void requireMemory(int runs) {
        checkMemory(environment, settings, threads, runs);
    }

    /// Refuses what cannot fit in memory before anything is written.
    private static void checkMemory(MetaEnvironment<?> environment, TrainingSettings settings, int threads, int runs) {
        double parameters = settings.newPolicy(environment.spec()).parameterCount();
        double shares = 2.0 * settings.tasks();
        double row = environment.spec().observationSize()
                + environment.spec().actionSpace().size()
                + 6.0;
        double batchRows = settings.horizon()
                * (settings.innerSteps() * (double) settings.innerTrajectories() + settings.outerTrajectories());
        // Values and derivatives of all hidden units; two floats are one double.
        double hidden = settings.policy() == TrainingSettings.PolicyKind.MLP
                ? settings.hidden().stream().mapToInt(Integer::intValue).sum()
                : 0;
        double remembered = settings.precision() == Precision.DOUBLE ? 2 * hidden : hidden;
        double buffers = threads * (parameters * (2.0 * settings.innerSteps() + 12) + batchRows * (row + remembered));
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

    private static int inRange(Map<String, Object> explicit, String name, int defaultValue, int most) {
        int value = (Integer) explicit.getOrDefault(name, defaultValue);
        if (value < 1 || value > most) {
            throw new InvalidSettings(name + " = " + value + " must be at least 1"
                    + (most == Integer.MAX_VALUE ? "" : " and at most " + most));
        }
        return value;
    }
}
