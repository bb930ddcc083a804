package org.sgmrl.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.advantage.RewardToGo;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.Preset;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.GradientEvaluator;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.training.EngineFactory;
import org.sgmrl.training.EngineProvider;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.IterationReport;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.LocalPieces;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.Optimizer;
import org.sgmrl.training.OuterStep;
import org.sgmrl.training.OwnParts;
import org.sgmrl.training.PieceEngine;
import org.sgmrl.training.PieceWork;
import org.sgmrl.training.PolicySettings;
import org.sgmrl.training.Reuse;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingResult;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSnapshot;
import org.sgmrl.training.TrainingTracker;
import org.sgmrl.training.TrustRegion;
import org.sgmrl.training.VarianceComponents;

/// Every public constructor, static method and method of a value in the packages that users build with, called with
/// sound arguments but for one: null, a negative number, no number, an empty array. What is refused is refused at the
/// door, by an exception that names parameter, value and rule; nothing fails in the depths.
///
/// Evaluators, batches and engines at work are not called: their arrays are checked where workers are made, not for
/// every row. Nor is the record that a study of the variance returns.
final class ApiFuzzTest {
    private static final Set<String> PACKAGES = Set.of(
            "org.sgmrl.environment",
            "org.sgmrl.policy",
            "org.sgmrl.advantage",
            "org.sgmrl.estimator",
            "org.sgmrl.training");

    /// Values and the facade, whose methods are called too.
    private static final List<Class<?>> VALUES = List.of(
            EnvironmentSpec.class,
            EstimatorSettings.class,
            InnerStep.class,
            Sampling.class,
            Weighting.class,
            OuterStep.class,
            Reuse.class,
            TrustRegion.class,
            PolicySettings.class,
            TrainingSettings.class,
            OwnParts.class,
            EngineRequest.class,
            TrainingSnapshot.class,
            TrainingResult.class,
            MetaTraining.class);

    /// A refusal: parameter, value, rule.
    private static final String NAMES_ALL = "(?s).*\\S+ = \\S.* must .*";

    /// Stands for null.
    private static final Object MISSING = new Object();

    private final Map<Class<?>, Supplier<Object>> samples = samples();
    private final List<String> violations = new ArrayList<>();
    private final Set<String> withoutSample = new TreeSet<>();
    private int calls;

    private static Map<Class<?>, Supplier<Object>> samples() {
        PointNavigation environment = PointNavigation.distance();
        TrainingSettings settings = MetaTraining.of(environment)
                .settings(s -> s.withTasks(2)
                        .withPolicy(policy -> policy.withHidden(List.of(3)))
                        .withSampling(sampling -> sampling.withInnerTrajectories(2)
                                .withOuterTrajectories(2)
                                .withHorizon(3)))
                .iterations(0)
                .settings();
        Policy policy = settings.newPolicy(environment.spec());
        MdpProblem problem = new MdpProblem(
                1,
                0.9,
                List.of(new MdpTask(1, FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {
                    {0, 1}
                }))));
        MetaTraining<Goal> training =
                MetaTraining.of(environment).settings(_ -> settings).threads(1);
        TrainingResult<Goal> result = training.run();
        AdvantageEstimator.Factory rewardToGo = (discount, _, _) -> new RewardToGo(discount);
        ScoreCoefficients.Factory none = parameters -> ScoreCoefficients.of(new ScoreTerm.None(), parameters);
        Optimizer.Factory sgd = length -> Optimizer.create(Optimizer.Kind.SGD, length);
        EngineFactory<Goal> threads = request -> new LocalEngine<>(request, 1);
        EngineRequest<Goal> request = new EngineRequest<>(environment, policy, settings, "");
        Map<Class<?>, Supplier<Object>> all = new HashMap<>();
        all.put(int.class, () -> 2);
        all.put(long.class, () -> 2L);
        all.put(double.class, () -> 0.5);
        all.put(boolean.class, () -> true);
        all.put(String.class, () -> "point-navigation-v1");
        all.put(double[].class, () -> new double[] {0.25, 0.5});
        all.put(int[].class, () -> new int[] {3});
        all.put(Integer[].class, () -> new Integer[] {3});
        all.put(double[][].class, () -> new double[][] {{1, 2}, {3, 4}});
        all.put(List.class, () -> List.of(3));
        all.put(ActionSpace.class, () -> environment.spec().actionSpace());
        all.put(EnvironmentSpec.class, environment::spec);
        all.put(MetaEnvironment.class, () -> environment);
        all.put(MetaEnvironment.Factory.class, () -> (MetaEnvironment.Factory<Goal>) () -> {
            throw new IllegalStateException("not to be called");
        });
        all.put(TaskDistribution.class, environment::tasks);
        all.put(ClassLoader.class, ApiFuzzTest.class::getClassLoader);
        all.put(Environments.Entry.class, () -> new Environments.Entry("a robot", environment));
        all.put(MdpProblem.class, () -> problem);
        all.put(FiniteMdp.class, () -> problem.tasks().getFirst().mdp());
        all.put(TabularEnvironment.MdpIndex.class, () -> new TabularEnvironment.MdpIndex(0));
        all.put(Policy.class, () -> policy);
        all.put(GradientEvaluator.class, policy::newEvaluator);
        all.put(Precision.class, () -> Precision.DOUBLE);
        all.put(Policy.Factory.class, () -> (Policy.Factory)
                spec -> new GaussianMlpPolicy(spec.observationSize(), new int[0], 2, 0, Precision.DOUBLE));
        all.put(AdvantageEstimator.Factory.class, () -> rewardToGo);
        all.put(ScoreCoefficients.Factory.class, () -> none);
        all.put(Optimizer.Factory.class, () -> sgd);
        all.put(Optimizer.Kind.class, () -> Optimizer.Kind.SGD);
        all.put(EngineFactory.class, () -> threads);
        all.put(TaskEngine.class, () -> new LocalEngine<>(request, 1));
        all.put(EngineRequest.class, () -> request);
        all.put(PieceEngine.Factory.class, () -> LocalPieces.onThreads(1));
        all.put(PieceWork.class, NoWork::new);
        all.put(MethodSettings.class, settings::method);
        all.put(org.sgmrl.method.Method.class, () -> org.sgmrl.method.Method.SG_MRL);
        all.put(Preset.class, () -> Preset.PAPER);
        all.put(LeaveOut.class, () -> LeaveOut.EVERY_TRAJECTORY);
        all.put(ScoreTerm.class, ScoreTerm.None::new);
        all.put(Weighting.class, Weighting::rewardToGo);
        all.put(Weighting.Kind.class, () -> Weighting.Kind.REWARD_TO_GO);
        all.put(InnerStep.class, settings::innerStep);
        all.put(Sampling.class, settings::sampling);
        all.put(EstimatorSettings.class, settings::estimator);
        all.put(OuterStep.class, settings::outerStep);
        all.put(OuterStep.Kind.class, () -> OuterStep.Kind.GRADIENT);
        all.put(Reuse.class, () -> Reuse.NONE);
        all.put(TrustRegion.class, () -> TrustRegion.DEFAULT);
        all.put(PolicySettings.class, settings::policy);
        all.put(PolicySettings.Kind.class, () -> PolicySettings.Kind.MLP);
        all.put(TrainingSettings.class, () -> settings);
        all.put(OwnParts.class, () -> OwnParts.NONE);
        all.put(OwnParts.OfWorkers.class, OwnParts.NONE::ofWorkers);
        all.put(TrainingSnapshot.class, result::snapshot);
        all.put(TrainingResult.class, () -> result);
        all.put(MetaTraining.class, () -> training);
        all.put(TrainingTracker.class, () -> (TrainingTracker) (_, _) -> {});
        all.put(UnaryOperator.class, UnaryOperator::identity);
        all.put(LongConsumer.class, () -> (LongConsumer) _ -> {});
        all.put(EngineProvider.class, Threads::new);
        all.put(VisibleEnvironment.View.class, () -> VisibleEnvironment.View.SIDE);
        all.put(RandomStream.class, RandomStream::new);
        all.put(StreamDomain.class, () -> StreamDomain.TEST);
        all.put(TaskGradient[].class, () -> new TaskGradient[] {new TaskGradient(2), new TaskGradient(2)});
        all.put(TaskStatistics[].class, () -> new TaskStatistics[] {new TaskStatistics(), new TaskStatistics()});
        all.put(SumTree.class, () -> new SumTree(2, 2));
        all.put(ScoreCoefficients.class, () -> none.create(2));
        all.put(IterationReport.Measure.class, () -> IterationReport.Measure.GRADIENT_NORM);
        return all;
    }

    /// An engine of a library.
    private static final class Threads implements EngineProvider {
        @Override
        public String id() {
            return "threads";
        }

        @Override
        public <T> TaskEngine<T> create(EngineRequest<T> request) {
            return new LocalEngine<>(request, 1);
        }
    }

    /// Work that answers with the number of the piece.
    private record NoWork() implements PieceWork<Integer, Integer>, PieceWork.Worker<Integer, Integer> {
        @Override
        public <T> PieceWork.Worker<Integer, Integer> newWorker(
                MetaEnvironment<T> environment, Policy policy, OwnParts parts) {
            return this;
        }

        @Override
        public Integer answer(double[] theta, Integer question, int piece) {
            return piece;
        }

        @Override
        public void close() {}
    }

    @Test
    void oneWrongArgumentIsRefusedAtTheDoor() {
        for (Class<?> type : publicClasses()) {
            for (Executable executable : executables(type)) {
                fuzz(type, executable);
            }
        }
        assertThat(String.join(System.lineSeparator(), violations))
                .as("of " + calls + " calls")
                .isEmpty();
        assertThat(calls).isGreaterThan(400);
        assertThat(withoutSample)
                .as("parameters that no sample is known for: add one")
                .isEmpty();
    }

    private static List<Class<?>> publicClasses() {
        return new ClassFileImporter()
                        .importUrl(MetaTraining.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation())
                        .stream()
                        .filter(type -> PACKAGES.contains(type.getPackageName()))
                        .map(JavaClass::reflect)
                        .<Class<?>>map(type -> type)
                        .filter(ApiFuzzTest::isOpen)
                        .filter(type -> !Throwable.class.isAssignableFrom(type) && type != VarianceComponents.class)
                        .sorted(Comparator.comparing(Class::getName))
                        .toList();
    }

    private static boolean isOpen(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isOpen(type.getEnclosingClass()));
    }

    private static List<Executable> executables(Class<?> type) {
        List<Executable> all = new ArrayList<>();
        if (!Modifier.isAbstract(type.getModifiers())) {
            all.addAll(List.of(type.getConstructors()));
        }
        for (Method method : type.getMethods()) {
            if (type.isEnum() || method.getName().equals("require")) {
                continue; // the JDK's valueOf, and sentences that the callers of TaskDistribution.require begin
            }
            boolean called = Modifier.isStatic(method.getModifiers())
                    || (VALUES.contains(type) && !method.getName().equals("equals"));
            if (called && method.getDeclaringClass() == type && !method.isSynthetic()) {
                all.add(method);
            }
        }
        all.sort(Comparator.comparing(Executable::toString));
        return all;
    }

    private void fuzz(Class<?> type, Executable executable) {
        Parameter[] parameters = executable.getParameters();
        if (Arrays.asList(executable.getParameterTypes()).contains(TrajectoryBatch.class)) {
            return; // of workers
        }
        for (Parameter parameter : parameters) {
            if (!samples.containsKey(parameter.getType())) {
                withoutSample.add(parameter.getType().getName() + " of " + executable);
                return;
            }
        }
        for (int i = 0; i < parameters.length; i++) {
            for (Object wrong : wrong(parameters[i])) {
                Object[] arguments = new Object[parameters.length];
                for (int k = 0; k < arguments.length; k++) {
                    arguments[k] = k == i ? (wrong == MISSING ? null : wrong) : sample(parameters[k].getType());
                }
                String what = type.getSimpleName() + "." + executable.getName() + "(… " + parameters[i].getName()
                        + " = " + (wrong == MISSING ? "null" : text(wrong)) + " …)";
                call(what, type, executable, arguments, wrong == MISSING);
            }
        }
    }

    private Object sample(Class<?> type) {
        return samples.getOrDefault(type, () -> "none").get();
    }

    private static String text(Object value) {
        return value instanceof double[] array ? Arrays.toString(array) : value.toString();
    }

    private static List<Object> wrong(Parameter parameter) {
        Class<?> type = parameter.getType();
        if (type == int.class) {
            return List.of(-1, Integer.MIN_VALUE, 0);
        }
        if (type == long.class || type == boolean.class) {
            return List.of();
        }
        if (type == double.class) {
            return List.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -1.0);
        }
        List<Object> wrong = new ArrayList<>();
        if (!parameter.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            wrong.add(MISSING);
        }
        if (type == double[].class) {
            wrong.add(new double[0]);
            wrong.add(new double[] {Double.NaN, 1});
        }
        if (type == int[].class) {
            wrong.add(new int[] {-1});
        }
        if (type == String.class) {
            wrong.add("");
        }
        return wrong;
    }

    private void call(String what, Class<?> type, Executable executable, Object[] arguments, boolean mustRefuse) {
        calls++;
        Object result = null;
        try {
            if (executable instanceof Constructor<?> constructor) {
                result = constructor.newInstance(arguments);
            } else if (executable instanceof Method method) {
                result = method.invoke(Modifier.isStatic(method.getModifiers()) ? null : sample(type), arguments);
            }
            if (mustRefuse) {
                violations.add(what + " was accepted");
            }
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            String message = String.valueOf(thrown.getMessage());
            boolean known = thrown instanceof IllegalArgumentException
                    || thrown instanceof IllegalStateException
                    || thrown instanceof org.sgmrl.environment.EnvironmentException
                    || (thrown instanceof NullPointerException && message.contains("= null must be given"));
            if (!known || !message.matches(NAMES_ALL)) {
                violations.add(what + " threw " + thrown);
            }
        } catch (ReflectiveOperationException e) {
            violations.add(what + " cannot be called: " + e);
        } finally {
            if (result instanceof AutoCloseable closeable) {
                close(closeable);
            }
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
