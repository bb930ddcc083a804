package org.sgmrl.adapt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyWithStepSizes;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.rollout.ActionMap;

/// A [TrainedPolicy] without its parameters, as keys and words: what a policy file's metadata say.
final class PolicyMetadata {
    private static final String POLICY = "policy";
    private static final String PRECISION = "precision";
    private static final String ENVIRONMENT = "env";
    static final String ITERATION = "iteration";
    private static final String ADAPTED_STEPS = "adapted_steps";
    private static final String ACTION_SPACE = "action_space";
    private static final String ACTION_LOW = "action_low";
    private static final String ACTION_HIGH = "action_high";
    private static final String ACTION_COUNT = "action_count";
    private static final String HORIZON = "horizon";
    private static final String DISCOUNT = "discount";
    private static final String INNER_STEP_SIZE = "inner_step_size";
    private static final String INNER_STEPS = "inner_steps";
    private static final String INNER_TRAJECTORIES = "inner_trajectories";
    private static final String WEIGHTING = "weighting";
    private static final String GAE_LAMBDA = "gae_lambda";
    private static final String OWN_ADVANTAGES = "own_advantages";

    private static final String BOX = "box";
    private static final String DISCRETE = "discrete";

    private static final List<String> ALWAYS = List.of(
            ENVIRONMENT,
            ITERATION,
            ADAPTED_STEPS,
            ACTION_SPACE,
            HORIZON,
            DISCOUNT,
            INNER_STEP_SIZE,
            INNER_STEPS,
            INNER_TRAJECTORIES,
            WEIGHTING,
            GAE_LAMBDA);

    private static final String STEP =
            "theta + inner_step_size * sum over steps of w * gradient of log pi(action|observation; theta)";

    private static final String STEP_OF_EACH =
            "theta + step_size.theta * sum over steps of w * gradient of log pi(action|observation; theta)";

    private static final Pattern DESCRIPTION =
            Pattern.compile("([a-z-]+)\\((\\d{1,9}(?:[-×]\\d{1,9})+)\\)(\\+step-sizes)?");

    private final Safetensors tensors;
    private final Path file;

    private PolicyMetadata(Safetensors tensors, Path file) {
        this.tensors = tensors;
        this.file = file;
    }

    static Map<String, String> of(TrainedPolicy trained) {
        Map<String, String> metadata = new LinkedHashMap<>();
        Policy policy = trained.policy();
        metadata.put(POLICY, policy.description());
        switch (policy.acting()) {
            case GaussianMlpPolicy gaussian -> {
                metadata.put(PRECISION, word(gaussian.precision()));
                metadata.put("log_std_min", Double.toString(GaussianMlpPolicy.MIN_LOG_STD));
            }
            case CategoricalMlpPolicy categorical -> metadata.put(PRECISION, word(categorical.precision()));
            default -> {
                // All that there is to say of the others is their description.
            }
        }
        metadata.put(ENVIRONMENT, trained.environment());
        metadata.put(ITERATION, Integer.toString(trained.iteration()));
        metadata.put(ADAPTED_STEPS, Integer.toString(trained.adaptedSteps()));
        metadata.put("observation_size", Integer.toString(policy.observationSize()));
        putActions(metadata, trained);
        AdaptationSettings settings = trained.settings();
        metadata.put(HORIZON, Integer.toString(settings.horizon()));
        metadata.put(DISCOUNT, Double.toString(settings.discount()));
        metadata.put(INNER_STEP_SIZE, Double.toString(settings.innerStep().size()));
        metadata.put(INNER_STEPS, Integer.toString(settings.innerStep().steps()));
        metadata.put(INNER_TRAJECTORIES, Integer.toString(settings.trajectories()));
        metadata.put(WEIGHTING, word(settings.weighting().kind()));
        metadata.put(GAE_LAMBDA, Double.toString(settings.weighting().lambda()));
        String step = settings.innerStep().learned() ? STEP_OF_EACH : STEP;
        String own = trained.ownAdvantages();
        if (own == null) {
            metadata.put("adaptation", step + adaptation(settings.weighting().kind()));
        } else {
            metadata.put(OWN_ADVANTAGES, own);
            metadata.put("adaptation", step + "; w by class " + own);
        }
        return metadata;
    }

    private static void putActions(Map<String, String> metadata, TrainedPolicy trained) {
        switch (trained.actionSpace()) {
            case ActionSpace.Box box -> {
                ActionMap map = trained.actionMap();
                metadata.put(ACTION_SPACE, BOX);
                metadata.put(ACTION_LOW, list(box.size(), box::low));
                metadata.put(ACTION_HIGH, list(box.size(), box::high));
                metadata.put("action_centre", list(box.size(), map::centre));
                metadata.put("action_scale", list(box.size(), map::scale));
            }
            case ActionSpace.Discrete discrete -> {
                metadata.put(ACTION_SPACE, DISCRETE);
                metadata.put(ACTION_COUNT, Integer.toString(discrete.count()));
            }
        }
    }

    /// For people who adapt with another tool.
    private static String adaptation(Weighting.Kind kind) {
        return switch (kind) {
            case REWARD_TO_GO ->
                "; w = sum over t >= h of discount^t * reward_t, divided by the number of trajectories";
            case GENERALIZED_ADVANTAGE ->
                "; w = advantage (discount, gae_lambda; linear baseline of observation, its square, and time"
                        + " in the episode to the third power, fitted to the same steps; value 0 after the last"
                        + " step), standardized over all steps, divided by their number";
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String list(int size, IntToDoubleFunction value) {
        return IntStream.range(0, size)
                .mapToObj(i -> Double.toString(value.applyAsDouble(i)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /// @param given the policy's form, or null if the file is to say it
    static TrainedPolicy read(Safetensors tensors, Path file, @Nullable Policy given)
            throws SafetensorsFormatException {
        PolicyMetadata metadata = new PolicyMetadata(tensors, file);
        metadata.requireKeys(given == null);
        try {
            Policy policy = given == null ? metadata.policy() : given;
            AdaptationSettings settings = metadata.settings(policy instanceof PolicyWithStepSizes);
            return new TrainedPolicy(
                    policy,
                    metadata.text(ENVIRONMENT),
                    metadata.actionSpace(policy, given == null),
                    settings,
                    metadata.integer(ITERATION),
                    metadata.integer(ADAPTED_STEPS),
                    PolicyFile.parameters(tensors, file, policy),
                    tensors.metadata().get(OWN_ADVANTAGES),
                    null);
        } catch (IllegalArgumentException wrong) {
            throw new SafetensorsFormatException(file.toString(), String.valueOf(wrong.getMessage()));
        }
    }

    private void requireKeys(boolean withPolicy) throws SafetensorsFormatException {
        List<String> missing = new ArrayList<>(ALWAYS);
        if (withPolicy) {
            missing.add(POLICY);
            if (tensors.metadata().getOrDefault(POLICY, "").contains("-mlp")) {
                missing.add(PRECISION);
            }
        }
        switch (tensors.metadata().getOrDefault(ACTION_SPACE, "")) {
            case BOX -> missing.addAll(List.of(ACTION_LOW, ACTION_HIGH));
            case DISCRETE -> missing.add(ACTION_COUNT);
            default -> {
                // Missing itself, or wrong, which is told when it is read.
            }
        }
        missing.removeAll(tensors.metadata().keySet());
        if (!missing.isEmpty()) {
            throw new SafetensorsFormatException(
                    file.toString(),
                    "does not say " + String.join(", ", missing) + " in its metadata: it is of an earlier version or of"
                            + " another tool; write one that does from the run folder by: sgmrl export RUN"
                            + " --safetensors FILE");
        }
    }

    private Policy policy() throws SafetensorsFormatException {
        Matcher description = DESCRIPTION.matcher(text(POLICY));
        if (!description.matches()) {
            throw wrong(
                    POLICY,
                    "gaussian-mlp, categorical-mlp or softmax-tabular with its sizes, such as"
                            + " gaussian-mlp(2-100-100-2); load a policy of your own by TrainedPolicy.load(path, policy)");
        }
        int[] sizes = Arrays.stream(description.group(2).split("[-×]"))
                .mapToInt(Integer::parseInt)
                .toArray();
        int last = sizes.length - 1;
        int[] hidden = Arrays.copyOfRange(sizes, 1, last);
        Policy acting = switch (description.group(1)) {
            case "gaussian-mlp" -> new GaussianMlpPolicy(sizes[0], hidden, sizes[last], 0, precision());
            case "categorical-mlp" -> new CategoricalMlpPolicy(sizes[0], hidden, sizes[last], precision());
            case "softmax-tabular" -> {
                if (sizes.length != 2) {
                    throw wrong(POLICY, "softmax-tabular with two sizes, states×actions");
                }
                yield new SoftmaxTabularPolicy(sizes[0], sizes[1]);
            }
            default ->
                throw wrong(
                        POLICY,
                        "gaussian-mlp, categorical-mlp or softmax-tabular; load a policy of your own by"
                                + " TrainedPolicy.load(path, policy)");
        };
        return description.group(3) == null ? acting : new PolicyWithStepSizes(acting, number(INNER_STEP_SIZE));
    }

    private Precision precision() throws SafetensorsFormatException {
        return constant(PRECISION, Precision.values());
    }

    private AdaptationSettings settings(boolean learned) throws SafetensorsFormatException {
        return new AdaptationSettings(
                new InnerStep(integer(INNER_STEPS), number(INNER_STEP_SIZE), learned),
                integer(INNER_TRAJECTORIES),
                new Weighting(constant(WEIGHTING, Weighting.Kind.values()), number(GAE_LAMBDA)),
                integer(HORIZON),
                number(DISCOUNT));
    }

    private ActionSpace actionSpace(Policy policy, boolean known) throws SafetensorsFormatException {
        return switch (text(ACTION_SPACE)) {
            case BOX -> new ActionSpace.Box(numbers(ACTION_LOW), numbers(ACTION_HIGH));
            case DISCRETE -> {
                int count = integer(ACTION_COUNT);
                // The last size of a discrete policy is the number of its actions.
                if (known && policy.layout().getLast().shape().getLast() != count) {
                    throw wrong(ACTION_COUNT, "the number of actions of " + policy.description());
                }
                yield new ActionSpace.Discrete(count);
            }
            default -> throw wrong(ACTION_SPACE, BOX + " or " + DISCRETE);
        };
    }

    private String text(String key) throws SafetensorsFormatException {
        String value = tensors.metadata().get(key);
        if (value == null) {
            throw new SafetensorsFormatException(file.toString(), "does not say " + key + " in its metadata");
        }
        return value;
    }

    private int integer(String key) throws SafetensorsFormatException {
        String text = text(key);
        if (!text.matches("\\d{1,9}")) {
            throw wrong(key, "a whole number");
        }
        return Integer.parseInt(text);
    }

    private double number(String key) throws SafetensorsFormatException {
        return number(key, text(key));
    }

    private double number(String key, String text) throws SafetensorsFormatException {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException noNumber) {
            // Told below, as are those that are not finite.
        }
        throw wrong(key, "finite numbers");
    }

    private double[] numbers(String key) throws SafetensorsFormatException {
        String text = text(key);
        if (!text.startsWith("[") || !text.endsWith("]")) {
            throw wrong(key, "a list of numbers in brackets");
        }
        String[] parts = text.substring(1, text.length() - 1).split(",", -1);
        double[] values = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = number(key, parts[i]);
        }
        return values;
    }

    private <E extends Enum<E>> E constant(String key, E[] constants) throws SafetensorsFormatException {
        String text = text(key);
        for (E constant : constants) {
            if (word(constant).equals(text)) {
                return constant;
            }
        }
        throw wrong(key, Arrays.stream(constants).map(PolicyMetadata::word).collect(Collectors.joining(" or ")));
    }

    private SafetensorsFormatException wrong(String key, String rule) throws SafetensorsFormatException {
        return new SafetensorsFormatException(
                file.toString(), key + " = " + PolicyFile.brief(text(key)) + " must be " + rule);
    }
}
