package org.sgmrl.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.advantage.GeneralizedAdvantage;
import org.sgmrl.advantage.RewardToGo;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;

/// A file says everything that acting and adapting need, or what it does not say.
final class TrainedPolicyTest {
    @TempDir
    private Path folder;

    static Stream<Policies.Case<?>> cases() {
        return Policies.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void savedAdaptedAndLoadedItGoesOnWithTheSameBits(Policies.Case<T> kind) throws IOException {
        TrainedPolicy trained = kind.trained();
        TrainedPolicy adapted = trained.adapt(some(trained));
        Path file = folder.resolve("adapted.safetensors");
        adapted.save(file);
        TrainedPolicy loaded = TrainedPolicy.load(file);
        assertThat(loaded.theta()).isEqualTo(adapted.theta());
        assertThat(loaded.settings()).isEqualTo(adapted.settings()).isEqualTo(AdaptationSettings.of(kind.settings()));
        assertThat(loaded.policy().description()).isEqualTo(kind.policy().description());
        assertThat(loaded.environment()).isEqualTo(kind.environment().spec().id());
        assertThat(loaded.iteration()).isEqualTo(12);
        assertThat(loaded.adaptedSteps()).isEqualTo(1);
        assertThat(loaded).hasToString(adapted.toString());
        Transitions before = some(adapted);
        Transitions after = some(loaded);
        assertThat(after.toBatch().decisions().actions())
                .isEqualTo(before.toBatch().decisions().actions());
        assertThat(loaded.adapt(after).theta()).isEqualTo(adapted.adapt(before).theta());
        Path again = folder.resolve("again.safetensors");
        loaded.save(again);
        assertThat(again).hasSameBinaryContentAs(file);
        assertThat(PolicyFile.encode(loaded)).isEqualTo(Files.readAllBytes(file));
    }

    /// In words: a key for each thing.
    @Test
    void theMetadataSayEverything() throws IOException {
        Path file = folder.resolve("policy.safetensors");
        Policies.robot().save(file);
        assertThat(Safetensors.read(file).metadata())
                .containsEntry("policy", "gaussian-mlp(2-8-8-2)")
                .containsEntry("precision", "float")
                .containsEntry("env", "point-navigation-v1")
                .containsEntry("iteration", "12")
                .containsEntry("adapted_steps", "0")
                .containsEntry("observation_size", "2")
                .containsEntry("action_space", "box")
                .containsEntry("action_low", "[-0.1,-0.1]")
                .containsEntry("action_high", "[0.1,0.1]")
                .containsEntry("action_scale", "[0.01,0.01]")
                .containsEntry("action_centre", "[0.0,0.0]")
                .containsEntry("log_std_min", Double.toString(GaussianMlpPolicy.MIN_LOG_STD))
                .containsEntry("horizon", "30")
                .containsEntry("discount", "0.9")
                .containsEntry("inner_step_size", "0.1")
                .containsEntry("inner_steps", "3")
                .containsEntry("inner_trajectories", "7")
                .containsEntry("weighting", "generalized-advantage")
                .containsEntry("gae_lambda", "0.97")
                .hasEntrySatisfying(
                        "adaptation", words -> assertThat(words).contains("standardized", "linear baseline"));
        Policies.table().save(file);
        assertThat(Safetensors.read(file).metadata())
                .containsEntry("action_space", "discrete")
                .containsEntry("action_count", "2")
                .doesNotContainKeys("precision", "action_low");
    }

    @Test
    void theFolderOfAFinishedRunIsItsPolicyFile() throws IOException {
        TrainedPolicy robot = Policies.robot();
        robot.save(folder.resolve("policy.safetensors"));
        assertThat(TrainedPolicy.load(folder).theta()).isEqualTo(robot.theta());
    }

    @Test
    void whereThereIsNoneTheErrorSaysWhatToDo() {
        assertThatThrownBy(() -> TrainedPolicy.load(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("the folder has no policy.safetensors")
                .hasMessageContaining("sgmrl export --safetensors");
        assertThatThrownBy(() -> TrainedPolicy.load(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none: no such file");
    }

    @Test
    void aFileOfAnEarlierVersionIsToldWithTheCommandThatMakesANewOne() throws IOException {
        Path file =
                with(Policies.robot(), metadata -> metadata.keySet().retainAll(Set.of("policy", "env", "iteration")));
        assertThatThrownBy(() -> TrainedPolicy.load(file))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContaining("does not say adapted_steps, action_space, horizon, discount, inner_step_size,"
                        + " inner_steps, inner_trajectories, weighting, gae_lambda, precision in its metadata")
                .hasMessageContaining("sgmrl export RUN --safetensors FILE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy",
                "precision",
                "env",
                "iteration",
                "adapted_steps",
                "action_space",
                "action_low",
                "action_high",
                "horizon",
                "discount",
                "inner_step_size",
                "inner_steps",
                "inner_trajectories",
                "weighting",
                "gae_lambda"
            })
    void everyKeyIsNeeded(String key) throws IOException {
        Path file = with(Policies.robot(), metadata -> metadata.remove(key));
        assertThatThrownBy(() -> TrainedPolicy.load(file))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContaining("does not say " + key + " in its metadata");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy | sage(2-8-8-2) | policy = sage(2-8-8-2) must be gaussian-mlp, categorical-mlp or",
                "policy | gaussian-mlp | TrainedPolicy.load(path, policy)",
                "policy | gaussian-mlp(2-9-8-2) | mean.0.weight has shape [2, 8] instead of [2, 9]",
                "policy | gaussian-mlp(2-99999-99999-2) | give more than 2^31 - 1 parameters",
                "policy | gaussian-mlp(2-20000-20000-2) | mean.0.weight has shape [2, 8] instead of [2, 20000]",
                "policy | gaussian-mlp(2-0-8-2) | must all be at least 1",
                "policy | softmax-tabular(2-8-8-2) | softmax-tabular with two sizes",
                "precision | half | precision = half must be float or double",
                "iteration | -3 | iteration = -3 must be a whole number",
                "iteration | 9999999999 | must be a whole number",
                "action_space | sphere | action_space = sphere must be box or discrete",
                "action_low | -0.1 | action_low = -0.1 must be a list of numbers in brackets",
                "action_low | [-0.1] | high.length = 2 must be 1",
                "action_low | [-0.1,x] | action_low = [-0.1,x] must be finite numbers",
                "action_low | [-0.1,0.3] | bounds of action component 1 = [0.3, 0.1]",
                "action_high | [] | action_high = [] must be finite numbers",
                "horizon | 0 | horizon = 0 must be at least 1",
                "discount | 1.5 | discount = 1.5 must be in [0, 1]",
                "discount | NaN | discount = NaN must be finite numbers",
                "inner_step_size | -1 | inner-step-size = -1.0 must be a finite number",
                "inner_steps | 1001 | inner-steps = 1001 must be in 0..1000",
                "inner_trajectories | 0 | inner-trajectories = 0 must be at least 1",
                "weighting | fair | weighting = fair must be reward-to-go or generalized-advantage",
                "gae_lambda | 2 | gae-lambda = 2.0 must be in [0, 1]"
            })
    void aWrongValueIsToldByItsKeyAndItsRule(String key, String value, String message) throws IOException {
        Path file = with(Policies.robot(), metadata -> metadata.put(key, value));
        assertThatThrownBy(() -> TrainedPolicy.load(file))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void theNumberOfDiscreteActionsIsThePolicys() throws IOException {
        Path file = with(Policies.table(), metadata -> metadata.put("action_count", "3"));
        assertThatThrownBy(() -> TrainedPolicy.load(file))
                .hasMessageContaining("action_count = 3 must be the number of actions of softmax-tabular(2×2)");
        Path none = with(Policies.table(), metadata -> metadata.remove("action_count"));
        assertThatThrownBy(() -> TrainedPolicy.load(none)).hasMessageContaining("does not say action_count");
    }

    @Test
    void whatIsNoPolicyIsRefused() throws IOException {
        Path file = folder.resolve("policy.safetensors");
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> TrainedPolicy.load(file)).isInstanceOf(SafetensorsFormatException.class);
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> TrainedPolicy.load(folder)).isInstanceOf(SafetensorsFormatException.class);
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> TrainedPolicy.load(folder))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContaining("is not a regular file");
    }

    /// The file of a policy of one's own says all but its form.
    @Test
    void aPolicyOfOnesOwnIsLoadedByGivingIt() throws IOException {
        Policy own = new OwnPolicy(new CategoricalMlpPolicy(2, new int[] {3}, 4, Precision.DOUBLE));
        EnvironmentSpec spec = new EnvironmentSpec("own", 2, new ActionSpace.Discrete(4), 5);
        double[] theta = new double[own.parameterCount()];
        theta[1] = 0.5;
        TrainedPolicy trained =
                TrainedPolicy.of(spec, own, Policies.settings(Weighting.Kind.GENERALIZED_ADVANTAGE), theta, 3);
        Path file = folder.resolve("own.safetensors");
        trained.adapt(some(trained)).save(file);
        TrainedPolicy loaded = TrainedPolicy.load(file, own);
        assertThat(loaded.adaptedSteps()).isEqualTo(1);
        assertThat(loaded.theta()).isEqualTo(trained.adapt(some(trained)).theta());
        assertThatThrownBy(() -> TrainedPolicy.load(file))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContaining("policy = own(25) must be")
                .hasMessageContaining("TrainedPolicy.load(path, policy)");
        assertThatThrownBy(() -> TrainedPolicy.load(file, new GaussianMlpPolicy(2, new int[0], 1, 0, Precision.FLOAT)))
                .isInstanceOf(SafetensorsFormatException.class);
    }

    @Test
    void partsThatDoNotFitTogetherAreRefused() {
        EnvironmentSpec spec = PointNavigation.distance().spec();
        Policy policy = new GaussianMlpPolicy(2, new int[0], 2, 0, Precision.FLOAT);
        double[] theta = new double[policy.parameterCount()];
        refused(
                spec,
                new GaussianMlpPolicy(3, new int[0], 2, 0, Precision.FLOAT),
                theta,
                0,
                "has observations of 3 numbers, and must have 2");
        refused(
                spec,
                new GaussianMlpPolicy(2, new int[0], 1, 0, Precision.FLOAT),
                theta,
                0,
                "has actions of 1 numbers, and must have 2");
        refused(spec, policy, new double[3], 0, "theta.length = 3 must be 8");
        refused(spec, policy, theta, -1, "iteration = -1 must be at least 0");
        theta[5] = Double.NaN;
        refused(spec, policy, theta, 0, "theta[5] = NaN must be a finite number");
    }

    @Test
    void itsParametersAreItsOwn() {
        TrainedPolicy robot = Policies.robot();
        double[] theta = robot.theta();
        theta[0]++;
        assertThat(robot.theta()[0]).isEqualTo(theta[0] - 1);
    }

    private static void refused(EnvironmentSpec spec, Policy policy, double[] theta, int iteration, String message) {
        assertThatThrownBy(() -> TrainedPolicy.of(
                        spec, policy, Policies.settings(Weighting.Kind.REWARD_TO_GO), theta, iteration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /// A file knows advantages of one's own by name: adapting without them would be another step than training's.
    @Test
    void advantagesOfOnesOwnAreAskedFor() throws IOException {
        TrainedPolicy trained = Policies.robot();
        assertThat(trained.settings().weighting().kind()).isEqualTo(Weighting.Kind.GENERALIZED_ADVANTAGE);
        TrainedPolicy own = trained.withAdvantages((discount, _, _) -> new RewardToGo(discount));
        double[] adapted = own.adapt(some(own)).theta();
        assertThat(adapted).isNotEqualTo(trained.adapt(some(trained)).theta());
        Path file = folder.resolve("own.safetensors");
        own.save(file);
        TrainedPolicy loaded = TrainedPolicy.load(file);
        assertThatThrownBy(() -> loaded.adapt(some(loaded)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("org.sgmrl.advantage.RewardToGo")
                .hasMessageContaining("withAdvantages");
        assertThatThrownBy(() -> loaded.withAdvantages(
                        (discount, size, rows) -> new GeneralizedAdvantage(discount, 0.9, size, rows)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must make org.sgmrl.advantage.RewardToGo");
        TrainedPolicy given = loaded.withAdvantages((discount, _, _) -> new RewardToGo(discount));
        assertThat(given.adapt(some(given)).theta()).isEqualTo(adapted);
        // What was adapted once adapts by the same again.
        assertThat(given.adapt(some(given)).ownAdvantages()).isEqualTo("org.sgmrl.advantage.RewardToGo");
    }

    private static Transitions some(TrainedPolicy policy) {
        Transitions transitions = policy.newTransitions();
        Decision decision = policy.newDecision();
        var random = Actor.randomStream(2, 3);
        double[] observation = new double[policy.policy().observationSize()];
        observation[0] = 1;
        for (int i = 0; i < 40; i++) {
            policy.actor().act(observation, random, decision);
            transitions.append(decision, i % 7 + decision.action()[0], i % 5 == 4, false);
        }
        return transitions;
    }

    /// A file with other metadata.
    private Path with(TrainedPolicy policy, Consumer<Map<String, String>> change) throws IOException {
        Safetensors original = Safetensors.parse(PolicyFile.encode(policy), "encoded");
        Map<String, String> metadata = new HashMap<>(original.metadata());
        change.accept(metadata);
        Safetensors.Builder builder = Safetensors.builder();
        metadata.forEach(builder::metadata);
        for (String name : original.names()) {
            builder.put(name, original.doubles(name), original.shape(name));
        }
        Path file = folder.resolve("changed.safetensors");
        builder.build().write(file);
        return file;
    }
}
