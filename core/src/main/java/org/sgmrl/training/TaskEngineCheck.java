package org.sgmrl.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.estimator.TaskWeights;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;

/// Tries whether an engine gives the bits of [LocalEngine] with one thread, and says where it does not: of every task, at
/// its place, in every iteration, whatever was estimated before; with the states that a trust region needs; at other
/// parameters where it can estimate again; and of the sums of a [SummingEngine]. Nothing in it is left to chance.
public final class TaskEngineCheck {
    private static final int TASKS = 5;
    private static final String AGAIN = " estimated again";

    private TaskEngineCheck() {}

    /// Checks an engine on short episodes of an environment and a small network.
    ///
    /// @param factory starts it; it is closed here
    /// @param environment where to sample
    /// @param seed of the run
    /// @param <T> type of the task
    /// @return a line for each finding; empty if there is none
    public static <T> List<String> findings(EngineFactory<T> factory, MetaEnvironment<T> environment, long seed) {
        Arguments.given("factory", factory);
        Arguments.given("environment", environment);
        TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.SG_MRL)
                .withTasks(TASKS)
                .withSeed(seed)
                .withOuterStep(_ -> OuterStep.within(TrustRegion.DEFAULT.withStates(3)))
                .withPolicy(policy -> policy.withHidden(List.of(8)))
                .withSampling(sampling -> sampling.withInnerTrajectories(3)
                        .withOuterTrajectories(2)
                        .withHorizon(Math.min(10, environment.spec().horizon())));
        Policy policy = settings.newPolicy(environment.spec());
        double[] theta = new double[policy.parameterCount()];
        MetaTrainer.initialize(policy, seed, theta);
        EngineRequest<T> request = new EngineRequest<>(environment, policy, settings, "");
        List<String> findings = new ArrayList<>();
        try (LocalEngine<T> local = new LocalEngine<>(request, 1);
                TaskEngine<T> engine = Objects.requireNonNull(
                        factory.create(request), "the factory returned null; it must make an engine")) {
            if (!settings.equals(engine.settings())) {
                findings.add("settings must be those that the engine was made with");
            }
            for (Iteration iteration : List.of(Iteration.whole(0), new Iteration(1, 0.25), Iteration.whole(0))) {
                compare(local, engine, request, theta, iteration, findings);
                if (!findings.isEmpty()) {
                    return findings;
                }
                theta[iteration.number()] += 0.01;
            }
            engine.costs()
                    .forEach((name, cost) ->
                            Objects.requireNonNull(cost, () -> "cost " + name + " = null must be given"));
        }
        return findings;
    }

    private static <T> void compare(
            TaskEngine<T> local,
            TaskEngine<T> engine,
            EngineRequest<T> request,
            double[] theta,
            Iteration iteration,
            List<String> findings) {
        List<T> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(MetaTrainer.task(
                    request.environment().tasks(), local.settings().seed(), iteration.number(), i));
        }
        double[] given = theta.clone();
        List<T> givenTasks = List.copyOf(tasks);
        TaskGradient[] expected = shares(request);
        TaskGradient[] actual = shares(request);
        for (TaskGradient share : actual) {
            Arrays.fill(share.base(), Double.NaN); // to be overwritten
            Arrays.fill(share.score(), Double.NaN);
        }
        local.estimate(theta, iteration, tasks, expected);
        engine.estimate(given, iteration, givenTasks, actual);
        if (!Arrays.equals(theta, given)) {
            findings.add("estimate changed theta");
        }
        compareShares("", iteration, expected, actual, findings);
        if (engine instanceof SummingEngine<T> summing && findings.isEmpty()) {
            compareSums(
                    "",
                    (statistics, sums) -> summing.sum(given, iteration, givenTasks, statistics, sums),
                    request,
                    iteration,
                    expected,
                    findings);
        }
        if (!engine.estimatesAgain() || !findings.isEmpty()) {
            return;
        }
        double[] moved = theta.clone();
        moved[0] += 0.01;
        local.estimateAgain(moved, theta, iteration, tasks, expected);
        engine.estimateAgain(moved, given, iteration, givenTasks, actual);
        compareShares(AGAIN, iteration, expected, actual, findings);
        if (engine instanceof SummingEngine<T> summing && findings.isEmpty()) {
            compareSums(
                    AGAIN,
                    (statistics, sums) -> summing.sumAgain(moved, given, iteration, givenTasks, statistics, sums),
                    request,
                    iteration,
                    expected,
                    findings);
        }
    }

    private static void compareShares(
            String how, Iteration iteration, TaskGradient[] expected, TaskGradient[] actual, List<String> findings) {
        List<byte[]> all = Arrays.stream(expected).map(TaskEngineCheck::bytes).toList();
        for (int i = 0; i < TASKS; i++) {
            byte[] bytes = bytes(actual[i]);
            if (!Arrays.equals(all.get(i), bytes)) {
                int other = 0;
                while (other < TASKS && !Arrays.equals(all.get(other), bytes)) {
                    other++;
                }
                findings.add("the share of task " + i + how + " in iteration " + iteration.number()
                        + (other < TASKS
                                ? " is that of task " + other + ": out[i] must receive the share of task i"
                                : " has other bits than LocalEngine's: estimate with the key"
                                        + " LocalEngine.key(seed, iteration.number(), i) and iteration.scoreTermFactor(),"
                                        + " and overwrite all of out[i]"));
                return;
            }
        }
    }

    private static void compareSums(
            String how,
            BiConsumer<TaskStatistics[], SumTree> engine,
            EngineRequest<?> request,
            Iteration iteration,
            TaskGradient[] shares,
            List<String> findings) {
        int parameterCount = request.policy().parameterCount();
        for (TaskWeights weights : List.of(
                new TaskWeights.None(),
                new TaskWeights.One(),
                new TaskWeights.ReturnLess(new double[] {3, -1, 2, 0.5, 4}),
                new TaskWeights.ReturnAndScale())) {
            SumTree expected = new SumTree(TASKS, parameterCount);
            expected.begin(weights);
            for (int i = 0; i < TASKS; i++) {
                expected.add(i, shares[i]);
            }
            TaskStatistics[] statistics = new TaskStatistics[TASKS];
            Arrays.setAll(statistics, _ -> request.settings().newTaskStatistics(request.policy()));
            SumTree actual = new SumTree(TASKS, parameterCount);
            actual.begin(weights);
            engine.accept(statistics, actual);
            if (!Arrays.equals(bytes(expected), bytes(actual))) {
                findings.add(
                        "the sums" + how + " of iteration " + iteration.number() + " with weights " + weights
                                + " have other bits than those of LocalEngine's shares: add every task's share to the tree, once");
            }
            for (int i = 0; i < TASKS; i++) {
                if (!Arrays.equals(statistics(shares[i]), statistics(statistics[i]))) {
                    findings.add("the sums" + how + " must come with the statistics and states of task " + i
                            + " that its share has");
                }
            }
        }
    }

    private static byte[] bytes(SumTree tree) {
        byte[] bytes = new byte[tree.encodedSize()];
        tree.write(ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static byte[] statistics(TaskStatistics statistics) {
        byte[] bytes = new byte[statistics.statisticsSize()];
        statistics.writeStatistics(ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static TaskGradient[] shares(EngineRequest<?> request) {
        TaskGradient[] shares = new TaskGradient[TASKS];
        Arrays.setAll(shares, i -> request.settings().newTaskGradient(request.policy()));
        return shares;
    }

    private static byte[] bytes(TaskGradient share) {
        byte[] bytes = new byte[share.encodedSize()];
        share.write(ByteBuffer.wrap(bytes));
        return bytes;
    }
}
