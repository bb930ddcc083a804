package org.sgmrl.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.advantage.RewardToGo;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;

/// Every public method of the package, called with anything: a result, or an exception of the kinds that its
/// documentation names, whose message says what is wrong. Methods are found by reflection, so that new ones are called
/// too.
final class ApiFuzzTest {
    private static final List<Class<?>> CLASSES = List.of(
            TrainedPolicy.class,
            Actor.class,
            Decision.class,
            Transitions.class,
            AdaptationSettings.class,
            PolicyFile.class);

    private static final double[] NUMBERS = {
        0, 1, -1, 0.05, 1e-320, 9.99, 1e38, 1e39, -1e308, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    private final Random random = new Random(7);
    private final List<TrainedPolicy> policies =
            new ArrayList<>(List.of(Policies.robot(), Policies.robot(), Policies.table()));
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Transitions> transitions = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void aNullIsToldByItsName() throws IOException {
        List<String> told = new ArrayList<>();
        for (Executable method : methods()) {
            for (int i = 0; i < method.getParameterCount(); i++) {
                if (method.getParameterTypes()[i].isPrimitive()) {
                    continue;
                }
                @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
                for (int j = 0; j < arguments.length; j++) {
                    arguments[j] = i == j ? null : rightArgument(method.getParameterTypes()[j]);
                }
                String parameter = method.getParameters()[i].getName();
                Throwable thrown = call(method, arguments);
                assertThat(thrown)
                        .as("%s with null for %s", method, parameter)
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining("= null must be given");
                told.add(method.getName());
            }
        }
        assertThat(told).contains("act", "mode", "append", "adapt", "load", "save", "of", "encode", "read");
    }

    /// 20,000 calls in a row on objects that earlier calls left as they are.
    @Test
    void whateverIsCalledEndsInAResultOrInAnErrorThatSaysWhatIsWrong() throws IOException {
        int errors = 0;
        int results = 0;
        List<Executable> methods = methods();
        for (int i = 0; i < 20_000; i++) {
            Executable method = methods.get(random.nextInt(methods.size()));
            @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
            for (int j = 0; j < arguments.length; j++) {
                arguments[j] = anyArgument(method.getParameterTypes()[j]);
            }
            Throwable thrown = call(method, arguments);
            if (thrown == null) {
                results++;
                continue;
            }
            errors++;
            boolean documented = thrown instanceof IllegalArgumentException
                    || thrown instanceof IllegalStateException
                    || thrown instanceof SafetensorsFormatException
                    || (thrown instanceof NullPointerException
                            && Objects.toString(thrown.getMessage()).contains("= null must be given"))
                    || thrown instanceof IOException;
            if (!documented) {
                fail(method + " with " + Arrays.deepToString(arguments) + " failed undocumented", thrown);
            }
            assertThat(thrown.getMessage()).as("%s", method).isNotBlank().doesNotContain("\n");
        }
        assertThat(results).isGreaterThan(4000);
        assertThat(errors).isGreaterThan(4000);
    }

    private static List<Executable> methods() {
        List<Executable> all = new ArrayList<>();
        for (Class<?> type : CLASSES) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && !method.isSynthetic()
                        && !method.getName().equals("equals")) {
                    all.add(method);
                }
            }
            all.addAll(Arrays.asList(type.getConstructors()));
        }
        all.sort((a, b) -> a.toString().compareTo(b.toString()));
        return all;
    }

    private @Nullable Throwable call(Executable executable, @Nullable Object[] arguments) {
        try {
            Object result = executable instanceof Method method
                    ? method.invoke(receiver(method), arguments)
                    : ((Constructor<?>) executable).newInstance(arguments);
            keep(result);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Object receiver(Method method) {
        if (Modifier.isStatic(method.getModifiers())) {
            return null;
        }
        return rightArgument(method.getDeclaringClass());
    }

    /// Few of each, so that they meet again.
    private void keep(@Nullable Object result) {
        switch (result) {
            case TrainedPolicy policy -> put(policies, policy);
            case Decision decision -> put(decisions, decision);
            case Transitions made -> put(transitions, made);
            case null, default -> {
                // Numbers and words.
            }
        }
    }

    private <T> void put(List<T> list, T value) {
        if (list.size() < 6) {
            list.add(value);
        } else {
            list.set(3 + random.nextInt(3), value);
        }
    }

    private <T> T pick(List<T> list, Supplier<T> maker) {
        if (list.isEmpty()) {
            list.add(maker.get());
        }
        return list.get(random.nextInt(list.size()));
    }

    private TrainedPolicy policy() {
        return pick(policies, Policies::robot);
    }

    private @Nullable Object anyArgument(Class<?> type) {
        return !type.isPrimitive() && random.nextInt(20) == 0 ? null : rightArgument(type);
    }

    /// Of the right type; its content is anything.
    private Object rightArgument(Class<?> type) {
        if (type == double[].class) {
            double[] values = new double[random.nextInt(8) == 0 ? random.nextInt(4) : 2];
            boolean wild = random.nextInt(3) == 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = wild ? NUMBERS[random.nextInt(NUMBERS.length)] : i;
            }
            return values;
        } else if (type == double.class) {
            return random.nextBoolean() ? random.nextGaussian() : NUMBERS[random.nextInt(NUMBERS.length)];
        } else if (type == int.class) {
            return random.nextInt(-2, 40);
        } else if (type == long.class) {
            return random.nextLong();
        } else if (type == boolean.class) {
            return random.nextInt(4) == 0;
        } else if (type == TrainedPolicy.class) {
            return policy();
        } else if (type == Actor.class) {
            return policy().actor();
        } else if (type == Decision.class) {
            return pick(decisions, () -> policy().newDecision());
        } else if (type == Transitions.class) {
            return pick(transitions, () -> policy().newTransitions());
        } else if (type == RandomStream.class) {
            return Actor.randomStream(random.nextInt(3), random.nextInt(3));
        } else if (type == Policy.class) {
            return policy().policy();
        } else if (type == Path.class) {
            return path();
        } else if (type == EnvironmentSpec.class) {
            return PointNavigation.distance().spec();
        } else if (type == EstimatorSettings.class) {
            return Policies.settings(Weighting.Kind.REWARD_TO_GO);
        } else if (type == InnerStep.class) {
            return new InnerStep(1, 0.1);
        } else if (type == Weighting.class) {
            return Weighting.rewardToGo();
        } else if (type == AdvantageEstimator.Factory.class) {
            AdvantageEstimator.Factory factory = (discount, _, _) -> new RewardToGo(discount);
            return factory;
        } else if (type == AdaptationSettings.class) {
            return policy().settings();
        }
        throw new IllegalStateException("no " + type + " to call methods with; add one");
    }

    private Path path() {
        Path file = folder.resolve("file" + random.nextInt(4));
        try {
            return switch (random.nextInt(8)) {
                case 0 -> folder;
                case 1 -> folder.resolve("no").resolve("such");
                case 2 -> Files.write(file, new byte[random.nextInt(200)]);
                case 3 -> {
                    byte[] bytes = PolicyFile.encode(policy());
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    yield Files.write(file, bytes);
                }
                default -> Files.write(file, PolicyFile.encode(policy()));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
