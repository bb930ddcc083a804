package org.sgmrl.run.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.sgmrl.estimator.Algorithm;
import org.sgmrl.estimator.BaselineKind;
import org.sgmrl.estimator.Curvature;
import org.sgmrl.estimator.LeaveOut;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.network.Precision;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.settings.SettingKey.DoubleType;
import org.sgmrl.run.settings.SettingKey.EnumType;
import org.sgmrl.run.settings.SettingKey.FlagType;
import org.sgmrl.run.settings.SettingKey.IntListType;
import org.sgmrl.run.settings.SettingKey.IntType;
import org.sgmrl.run.settings.SettingKey.LongType;
import org.sgmrl.run.settings.SettingKey.StringType;
import org.sgmrl.training.Optimizer;
import org.sgmrl.training.Preset;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSettings.PolicyKind;

/// All settings by name, once for the command line, TOML files and `config.json`.
public final class SettingKeys {
    /// Keys that say what is trained and how it is run; they are not part of [TrainingSettings].
    static final List<SettingKey> RUN = List.of(
            new SettingKey("env", new StringType("ID"), "environment (point-navigation-v1); see list environments"),
            new SettingKey(
                    "mdp",
                    new StringType("FILE.json"),
                    "problem file of environment tabular; training starts from its theta"),
            new SettingKey(
                    "preset", new EnumType(Preset.class), "complete settings that the other options vary (tuned)"),
            new SettingKey(
                    "threads", new IntType("N"), "worker threads (one a processor); results do not depend on it"),
            new SettingKey(
                    "engine",
                    new StringType("local|spark"),
                    "who maps the tasks: threads of this process, or a Spark cluster (local); same results"),
            new SettingKey(
                    "master",
                    new StringType("URL"),
                    "with engine spark: the cluster's master, such as spark://host:7077 (local[*])"),
            new SettingKey("out", new StringType("DIR"), "run folder, new or empty (runs/…)"),
            new SettingKey("checkpoint-every", new IntType("K"), "iterations between checkpoints (25)"),
            new SettingKey("keep-checkpoints", new IntType("K"), "how many of the last checkpoints stay (3)"),
            new SettingKey("test-tasks", new IntType("N"), "held-out tasks of the evaluation at the end (200)"),
            new SettingKey(
                    "skip-bad-updates",
                    new FlagType(),
                    "leave out updates that are not finite and count them, instead of ending the run (false)"));

    /// Keys that decide the numbers: the components of [TrainingSettings], in order.
    public static final List<SettingKey> TRAINING = List.of(
            new SettingKey("algorithm", new EnumType(Algorithm.class), "meta-gradient estimator (sg-mrl)"),
            new SettingKey("curvature", new EnumType(Curvature.class), "derivative of the inner step"),
            new SettingKey(
                    "baseline",
                    new EnumType(BaselineKind.class),
                    "baseline of the score term (tuned: leave-trajectory-out, with other than one inner step task-regression)"),
            new SettingKey(
                    "leave-out-groups",
                    new IntType("G"),
                    "groups of inner trajectories for baseline leave-trajectory-out (5)"),
            new SettingKey(
                    "leave-out-rollouts",
                    new IntType("R"),
                    "rollouts of each of these groups; 0: importance weights instead (0)"),
            new SettingKey(
                    "leave-out-cap",
                    new DoubleType("C"),
                    "most that these weights may be before a decision; 0: no limit, no bias"),
            new SettingKey("weighting", new EnumType(Weighting.class), "weighting of trajectories in every gradient"),
            new SettingKey("inner-steps", new IntType("ζ"), "adaptation steps"),
            new SettingKey("inner-step-size", new DoubleType("α"), "step size of adaptation"),
            new SettingKey("outer-step-size", new DoubleType("β"), "step size of meta-training"),
            new SettingKey(
                    "outer-step-half-life",
                    new DoubleType("K"),
                    "iterations in which the outer step size halves; 0: it stays (0)"),
            new SettingKey(
                    "max-gradient-norm",
                    new DoubleType("X"),
                    "longer meta-gradients are shortened to this length, which biases the step; 0: no limit, no bias (0)"),
            new SettingKey("optimizer", new EnumType(Optimizer.Kind.class), "optimiser of meta-training"),
            new SettingKey("tasks", new IntType("B"), "tasks of a meta-batch"),
            new SettingKey("inner-trajectories", new IntType("N"), "trajectories of each inner batch"),
            new SettingKey("outer-trajectories", new IntType("N"), "trajectories of the outer batch"),
            new SettingKey("horizon", new IntType("T"), "steps of a trajectory"),
            new SettingKey("iterations", new IntType("K"), "steps of meta-training"),
            new SettingKey("discount", new DoubleType("γ"), "discount of rewards"),
            new SettingKey("gae-lambda", new DoubleType("λ"), "λ of generalised advantages"),
            new SettingKey("seed", new LongType("S"), "seed of all randomness (0)"),
            new SettingKey("policy", new EnumType(PolicyKind.class), "kind of policy"),
            new SettingKey("hidden", new IntListType("N,N"), "sizes of the hidden layers, or none"),
            new SettingKey("initial-log-std", new DoubleType("X"), "initial log standard deviation of actions"),
            new SettingKey("precision", new EnumType(Precision.class), "arithmetic of the policy network"));

    /// All keys.
    public static final List<SettingKey> ALL =
            Stream.concat(RUN.stream(), TRAINING.stream()).toList();

    /// Keys that run folders of earlier versions do not have, with what they meant. They enter a run's fingerprint only
    /// with another value.
    public static final Map<String, Object> LATER = Map.of(
            "leave-out-groups",
            5,
            "leave-out-rollouts",
            0,
            "leave-out-cap",
            1.0,
            "outer-step-half-life",
            0.0,
            "max-gradient-norm",
            0.0);

    private SettingKeys() {}

    /// The key of a name.
    public static SettingKey byName(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
    }

    /// The values of complete settings, by key.
    public static Map<String, Object> values(TrainingSettings s) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("algorithm", s.algorithm());
        values.put("curvature", s.curvature());
        values.put("baseline", s.baseline());
        values.put("leave-out-groups", s.leaveOut().groups());
        values.put("leave-out-rollouts", s.leaveOut().rollouts());
        values.put("leave-out-cap", s.leaveOut().cap());
        values.put("weighting", s.weighting());
        values.put("inner-steps", s.innerSteps());
        values.put("inner-step-size", s.innerStepSize());
        values.put("outer-step-size", s.outerStepSize());
        values.put("outer-step-half-life", s.outerStepHalfLife());
        values.put("max-gradient-norm", s.maxGradientNorm());
        values.put("optimizer", s.optimizer());
        values.put("tasks", s.tasks());
        values.put("inner-trajectories", s.innerTrajectories());
        values.put("outer-trajectories", s.outerTrajectories());
        values.put("horizon", s.horizon());
        values.put("iterations", s.iterations());
        values.put("discount", s.discount());
        values.put("gae-lambda", s.gaeLambda());
        values.put("seed", s.seed());
        values.put("policy", s.policy());
        values.put("hidden", s.hidden());
        values.put("initial-log-std", s.initialLogStd());
        values.put("precision", s.precision());
        return values;
    }

    /// Complete settings from the values of all training keys; out-of-range values are a `RequestException`.
    public static TrainingSettings settings(Map<String, Object> v) {
        try {
            return new TrainingSettings(
                    get(v, "algorithm", Algorithm.class),
                    get(v, "curvature", Curvature.class),
                    get(v, "baseline", BaselineKind.class),
                    new LeaveOut(
                            get(v, "leave-out-groups", Integer.class),
                            get(v, "leave-out-rollouts", Integer.class),
                            get(v, "leave-out-cap", Double.class)),
                    get(v, "weighting", Weighting.class),
                    get(v, "inner-steps", Integer.class),
                    get(v, "inner-step-size", Double.class),
                    get(v, "outer-step-size", Double.class),
                    get(v, "outer-step-half-life", Double.class),
                    get(v, "max-gradient-norm", Double.class),
                    get(v, "optimizer", Optimizer.Kind.class),
                    get(v, "tasks", Integer.class),
                    get(v, "inner-trajectories", Integer.class),
                    get(v, "outer-trajectories", Integer.class),
                    get(v, "horizon", Integer.class),
                    get(v, "iterations", Integer.class),
                    get(v, "discount", Double.class),
                    get(v, "gae-lambda", Double.class),
                    get(v, "seed", Long.class),
                    get(v, "policy", PolicyKind.class),
                    ((List<?>) get(v, "hidden", List.class))
                            .stream().map(Integer.class::cast).toList(),
                    get(v, "initial-log-std", Double.class),
                    get(v, "precision", Precision.class));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(String.valueOf(e.getMessage()));
        }
    }

    private static <V> V get(Map<String, Object> values, String name, Class<V> type) {
        return type.cast(Objects.requireNonNull(values.get(name), name));
    }
}
