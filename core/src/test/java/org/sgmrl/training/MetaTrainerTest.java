package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.Objective;
import org.sgmrl.method.Preset;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.testing.Breakdown;
import org.sgmrl.testing.Identity;
import org.sgmrl.testing.SinglePointRobot;
import org.sgmrl.worker.Workers;

final class MetaTrainerTest {
    private static final PointNavigation ROBOT = PointNavigation.distance();
    private static final LeaveOut LEAVE_OUT =
            LeaveOut.EVERY_TRAJECTORY.withGroups(5).withRollouts(1).withCap(1);

    @Test
    void oneTwoAndThreeThreadsGiveTheSameBits() {
        for (TrainingSettings settings : List.of(
                robot(Method.SG_MRL, Coefficient.LEAVE_ONE_OUT, 4),
                robot(Method.SG_MRL, Coefficient.TASK_REGRESSION, 4),
                robot(Method.SG_MRL, Coefficient.LEAVE_TRAJECTORY_OUT, 4),
                limited(4))) {
            Run one = train(ROBOT, settings, 1);
            assertThat(one.reports).hasSize(4);
            for (int threads = 2; threads <= 3; threads++) {
                Run many = train(ROBOT, settings, threads);
                assertThat(many.theta).isEqualTo(one.theta);
                assertThat(many.reports).isEqualTo(one.reports);
            }
        }
    }

    @Test
    void brokenDownEpisodesAreCountedAndLeaveTheGradientFinite() {
        MetaEnvironment<Integer> environment = Breakdown.environment(15);
        TrainingSettings settings = robot(Method.SG_MRL, Coefficient.LEAVE_ONE_OUT, 1);
        List<Integer> tasks = List.of(1, 2, 3, 0);
        try (LocalEngine<Integer> engine =
                new LocalEngine<>(environment, settings.newPolicy(environment.spec()), settings, 2)) {
            MetaTrainer<Integer> trainer =
                    new MetaTrainer<>(environment, settings.newPolicy(environment.spec()), settings, engine);
            TaskGradient[] shares = new TaskGradient[4];
            for (int i = 0; i < 4; i++) {
                shares[i] = new TaskGradient(trainer.theta().length);
            }
            engine.estimate(trainer.theta(), Iteration.whole(0), tasks, shares);
            // Every one of 3 inner and 2 outer episodes of the odd tasks.
            assertThat(shares).extracting(TaskGradient::divergedEpisodes).containsExactly(5, 0, 5, 0);
            IterationReport report = trainer.iterate();
            assertThat(report.divergedEpisodes() % 5).isZero();
            assertThat(report.divergedEpisodes()).isBetween(5L, 20L);
            assertThat(trainer.theta()).doesNotContain(Double.NaN);
        }
    }

    @Test
    void anotherSeedGivesAnotherRun() {
        TrainingSettings settings = robot(Method.SG_MRL, Coefficient.LEAVE_ONE_OUT, 2);
        assertThat(train(ROBOT, settings, 1).theta)
                .isEqualTo(train(ROBOT, settings, 1).theta)
                .isNotEqualTo(train(ROBOT, settings.withSeed(1), 1).theta);
    }

    @Test
    void aRunRestoredHalfWayEndsAtTheSameBitsAsOneThatWasNotStopped() {
        for (Method algorithm : whereObjectiveIsNot(Objective.NONE)) {
            Coefficient baseline =
                    algorithm == Method.E_MAML ? Coefficient.STANDARDIZED_REWARD : Coefficient.TASK_REGRESSION;
            restoresHalfWay(robot(algorithm, baseline, 6));
        }
        restoresHalfWay(limited(6));
    }

    /// The score term may have a twentieth of the rest's noise.
    private static TrainingSettings limited(int iterations) {
        return robot(Method.SG_MRL, Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR, iterations)
                .withMethod(method -> method.withScoreTermNoise(0.05));
    }

    @Test
    void theFactorOfTheScoreTermIsToldWhereThereCanBeOne() {
        List<IterationReport> reports = train(ROBOT, limited(8), 1).reports;
        assertThat(reports.getFirst().scoreTermFactor()).isEqualTo(1);
        assertThat(reports.subList(1, 8)).allSatisfy(report -> {
            assertThat(report.scoreTermFactor()).isBetween(0.01, 0.99);
            assertThat(report.scoreTermNorm()).isPositive();
        });
        TrainingSettings growing = limited(8).withMethod(method -> method.withScoreTermRamp(4));
        List<IterationReport> both = train(ROBOT, growing, 1).reports;
        assertThat(both.getFirst().scoreTermFactor()).isZero();
        assertThat(both.get(1).scoreTermFactor())
                .as("the ramp's alone, as nothing is known yet")
                .isEqualTo(0.25);
        assertThat(both.get(7).scoreTermFactor()).isBetween(0.01, 0.99);
        TrainingSettings whole = limited(8).withMethod(method -> method.withScoreTermNoise(0));
        assertThat(train(ROBOT, whole, 1).reports)
                .allSatisfy(report -> assertThat(report.scoreTermFactor()).isNaN());
    }

    private static void restoresHalfWay(TrainingSettings settings) {
        Policy policy = settings.newPolicy(ROBOT.spec());
        List<TrainingSnapshot> snapshots = new ArrayList<>();
        Run whole = train(ROBOT, settings, 1, (report, trainer) -> snapshots.add(trainer.snapshot()));
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, settings, 2)) {
            for (int from = 0; from < 6; from += 2) {
                MetaTrainer<Goal> trainer = new MetaTrainer<>(ROBOT, policy, settings, engine);
                trainer.restore(snapshots.get(from));
                assertThat(trainer.iteration()).isEqualTo(from + 1);
                List<IterationReport> reports = new ArrayList<>();
                trainer.run(List.of((report, t) -> reports.add(untimed(report))));
                assertThat(trainer.theta()).isEqualTo(whole.theta);
                assertThat(reports).isEqualTo(whole.reports.subList(from + 1, 6));
            }
        }
    }

    @Test
    void theOuterStepSizeHalvesInItsHalfLife() {
        TrainingSettings s = robot(Method.MAML, Coefficient.NONE, 5);
        assertThat(s.outerStep().halfLife()).isEqualTo(4);
        assertThat(s.outerStep().stepSize(0)).isEqualTo(s.outerStep().size());
        assertThat(s.outerStep().stepSize(4)).isEqualTo(s.outerStep().size() / 2);
        assertThat(s.outerStep().stepSize(2)).isCloseTo(s.outerStep().size() / Math.sqrt(2), within(1e-18));

        // From the same state, the step of iteration 4 is half of what it is with a step size that stays.
        TrainingSettings halving = s.withOuterStep(step -> OuterStep.sgd(1e-3).withHalfLife(4));
        TrainingSettings steady = s.withOuterStep(step -> OuterStep.sgd(1e-3));
        Policy policy = s.newPolicy(ROBOT.spec());
        double[][] steps = new double[2][];
        double[] theta;
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, s, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(ROBOT, policy, steady, engine);
            for (int k = 0; k < 4; k++) {
                trainer.iterate();
            }
            TrainingSnapshot fourth = trainer.snapshot();
            theta = fourth.theta();
            for (int i = 0; i < 2; i++) {
                MetaTrainer<Goal> next = new MetaTrainer<>(ROBOT, policy, i == 0 ? halving : steady, engine);
                next.restore(fourth);
                next.iterate();
                steps[i] = next.theta();
            }
        }
        for (int j = 0; j < theta.length; j++) {
            assertThat(2 * (steps[0][j] - theta[j])).isCloseTo(steps[1][j] - theta[j], within(1e-15));
        }
        assertThat(steps[1]).isNotEqualTo(theta);
    }

    @Test
    void aMetaGradientLongerThanItMayBeIsShortenedAndKeepsItsDirection() {
        TrainingSettings s = robot(Method.SG_MRL, Coefficient.LEAVE_ONE_OUT, 1);
        Run free = train(ROBOT, s.withOuterStep(step -> OuterStep.sgd(1)), 1);
        double norm = free.reports.getFirst().gradientNorm();
        // So the other tests run with a limit that acts.
        assertThat(s.outerStep().maxGradientNorm()).isPositive().isLessThan(norm);
        double[] start = new double[free.theta.length];
        MetaTrainer.initialize(s.newPolicy(ROBOT.spec()), s.seed(), start);

        Run half = train(ROBOT, s.withOuterStep(step -> OuterStep.sgd(1).withMaxGradientNorm(norm / 2)), 1);
        assertThat(half.reports.getFirst().gradientNorm()).isEqualTo(norm);
        double squares = 0;
        for (int j = 0; j < start.length; j++) {
            double step = half.theta[j] - start[j];
            assertThat(2 * step).isCloseTo(free.theta[j] - start[j], within(1e-14));
            squares += step * step;
        }
        assertThat(Math.sqrt(squares)).isCloseTo(norm / 2, within(1e-12));
        assertThat(train(ROBOT, s.withOuterStep(step -> OuterStep.sgd(1).withMaxGradientNorm(2 * norm)), 1).theta)
                .isEqualTo(free.theta);
    }

    @Test
    void aSnapshotIsNotChangedByTrainingOn() {
        TrainingSettings settings = robot(Method.SG_MRL, Coefficient.TASK_REGRESSION, 3);
        Policy policy = settings.newPolicy(ROBOT.spec());
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, settings, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(ROBOT, policy, settings, engine);
            trainer.iterate();
            TrainingSnapshot snapshot = trainer.snapshot();
            double[] theta = snapshot.theta();
            double[] memory = snapshot.baseline();
            double[] optimizer = snapshot.optimizer();
            trainer.iterate();
            assertThat(snapshot.theta()).isEqualTo(theta).isNotEqualTo(trainer.theta());
            assertThat(snapshot.baseline()).isEqualTo(memory);
            assertThat(snapshot.optimizer()).isEqualTo(optimizer);
        }
    }

    @Test
    void aSnapshotOfAnotherPolicyIsRefusedAndChangesNothing() {
        TrainingSettings settings = robot(Method.MAML, Coefficient.NONE, 1);
        Policy policy = settings.newPolicy(ROBOT.spec());
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, settings, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(ROBOT, policy, settings, engine);
            double[] theta = trainer.theta();
            TrainingSnapshot other = new TrainingSnapshot(4, 5, new double[3], new double[8], new double[0]);
            assertThatThrownBy(() -> trainer.restore(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3 parameters");
            assertThat(trainer.theta()).isEqualTo(theta);
            assertThat(trainer.iteration()).isZero();
        }
    }

    /// Whichever part of a snapshot does not fit, nothing of it is taken.
    @Test
    void aSnapshotOfWhichOnePartDoesNotFitIsRefusedAndChangesNothing() {
        TrainingSettings settings = robot(Method.SG_MRL, Coefficient.TASK_REGRESSION, 5);
        Policy policy = settings.newPolicy(ROBOT.spec());
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, settings, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(ROBOT, policy, settings, engine);
            trainer.iterate();
            TrainingSnapshot earlier = trainer.snapshot();
            trainer.iterate();
            TrainingSnapshot now = trainer.snapshot();
            List<TrainingSnapshot> misfits = List.of(
                    new TrainingSnapshot(1, 9, 0, new double[3], earlier.optimizer(), earlier.baseline()),
                    new TrainingSnapshot(1, 9, 0, earlier.theta(), new double[3], earlier.baseline()),
                    new TrainingSnapshot(1, 9, 0, earlier.theta(), earlier.optimizer(), new double[3]));
            for (TrainingSnapshot misfit : misfits) {
                assertThatThrownBy(() -> trainer.restore(misfit)).isInstanceOf(IllegalArgumentException.class);
                same(trainer.snapshot(), now);
            }
            trainer.restore(earlier);
            trainer.iterate();
            same(trainer.snapshot(), now);
        }
    }

    private static void same(TrainingSnapshot actual, TrainingSnapshot expected) {
        assertThat(actual.theta()).isEqualTo(expected.theta());
        assertThat(actual.optimizer()).isEqualTo(expected.optimizer());
        assertThat(actual.baseline()).isEqualTo(expected.baseline());
        assertThat(actual.iteration()).isEqualTo(expected.iteration());
        assertThat(actual.envSteps()).isEqualTo(expected.envSteps());
    }

    /// No step size helps where the step begins too far out.
    @Test
    void parametersThatWereTooLargeBeforeAStepAreNotBlamedOnTheStep() {
        TrainingSettings settings = robot(Method.SG_MRL, Coefficient.LEAVE_ONE_OUT, 5);
        Policy wild = new GaussianMlpPolicy(2, new int[] {6, 5}, 2, 800, Precision.FLOAT);
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, wild, settings, 1)) {
            assertThatThrownBy(new MetaTrainer<>(ROBOT, wild, settings, engine)::iterate)
                    .isInstanceOf(NonFiniteGradientException.class)
                    .hasMessageContaining(
                            "The policy's standard deviation was Infinity before it: lower initial-log-std")
                    .hasMessageNotContaining("step-size");
        }
        Policy policy = settings.newPolicy(ROBOT.spec());
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, settings, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(ROBOT, policy, settings, engine);
            TrainingSnapshot start = trainer.snapshot();
            double[] theta = start.theta();
            theta[0] = -1e308;
            trainer.restore(new TrainingSnapshot(0, 0, theta, start.optimizer(), start.baseline()));
            assertThatThrownBy(trainer::iterate)
                    .isInstanceOf(NonFiniteGradientException.class)
                    .hasMessageContaining("A parameter was as large as 1.0E308 before it")
                    .hasMessageNotContaining("step-size");
        }
    }

    @Test
    void trackersAreCalledInOrderAfterEveryIteration() {
        TrainingSettings settings = robot(Method.SG_MRL, Coefficient.LEAVE_ONE_OUT, 3);
        Policy policy = settings.newPolicy(ROBOT.spec());
        List<String> calls = new ArrayList<>();
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, settings, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(ROBOT, policy, settings, engine);
            TrainingTracker first = (report, t) -> {
                assertThat(t).isSameAs(trainer);
                assertThat(t.iteration()).isEqualTo(report.iteration());
                calls.add("first " + report.iteration());
            };
            trainer.run(List.of(first, (report, t) -> calls.add("second " + report.iteration())));
            // Nothing is left to do.
            trainer.run(List.of(first));
        }
        assertThat(calls).containsExactly("first 1", "second 1", "first 2", "second 2", "first 3", "second 3");
    }

    @Test
    void environmentStepsAreCounted() {
        TrainingSettings settings = robot(Method.SG_MRL, Coefficient.LEAVE_ONE_OUT, 2);
        Run run = train(ROBOT, settings, 1);
        // 4 tasks, one inner batch of 3 and an outer batch of 2 trajectories of 15 steps at most: two iterations.
        assertThat(run.reports.get(1).envSteps()).isBetween(400L, 2L * 4 * (3 + 2) * 15);
        assertThat(run.reports.get(1).envSteps())
                .isGreaterThan(run.reports.get(0).envSteps());
        // Each of the 3 inner trajectories is left out once and has one rollout of its own.
        Run leavingOut = train(ROBOT, robot(Method.SG_MRL, Coefficient.LEAVE_TRAJECTORY_OUT, 2), 1);
        long more = leavingOut.reports.get(0).envSteps() - run.reports.get(0).envSteps();
        assertThat(more).isBetween(4L * 3, 4L * 3 * 15);
    }

    @Test
    void rewardsThatAreNotNumbersStopTheRunWithIterationAndTaskAndLeaveTheStateAlone() {
        for (Coefficient baseline : List.of(Coefficient.NONE, Coefficient.LEAVE_ONE_OUT, Coefficient.TASK_REGRESSION)) {
            AtomicInteger poisoned = new AtomicInteger(-1);
            MetaEnvironment<Goal> environment = poisoned(poisoned);
            TrainingSettings settings = robot(Method.SG_MRL, baseline, 10);
            Policy policy = settings.newPolicy(environment.spec());
            try (LocalEngine<Goal> engine = new LocalEngine<>(environment, policy, settings, 1)) {
                MetaTrainer<Goal> trainer = new MetaTrainer<>(environment, policy, settings, engine);
                trainer.iterate();
                trainer.iterate();
                TrainingSnapshot good = trainer.snapshot();
                poisoned.set(2);
                assertThatThrownBy(trainer::iterate)
                        .isInstanceOf(NonFiniteGradientException.class)
                        .hasMessageContaining("iteration 3 is not finite")
                        .hasMessageContaining("first seen in task 2, Goal[")
                        .hasMessageContaining("inner-step-size (0.1)");
                TrainingSnapshot after = trainer.snapshot();
                assertThat(after.theta()).isEqualTo(good.theta());
                assertThat(after.optimizer()).isEqualTo(good.optimizer());
                assertThat(after.baseline()).isEqualTo(good.baseline());
                assertThat(after.iteration()).isEqualTo(2);
                assertThat(after.envSteps()).isEqualTo(good.envSteps());
                // With the cause gone, training goes on as if nothing had been.
                poisoned.set(-1);
                trainer.iterate();
                Run undisturbed = train(poisoned(new AtomicInteger(-1)), settings.withIterations(3), 1);
                assertThat(trainer.theta()).isEqualTo(undisturbed.theta);
            }
        }
    }

    @Test
    void aBadUpdateThatIsSkippedIsCountedAndChangesNothingElse() {
        for (Coefficient baseline : List.of(Coefficient.NONE, Coefficient.LEAVE_ONE_OUT, Coefficient.TASK_REGRESSION)) {
            AtomicInteger poisoned = new AtomicInteger(-1);
            MetaEnvironment<Goal> environment = poisoned(poisoned);
            TrainingSettings settings = robot(Method.SG_MRL, baseline, 10);
            Policy policy = settings.newPolicy(environment.spec());
            try (LocalEngine<Goal> engine = new LocalEngine<>(environment, policy, settings, 1)) {
                MetaTrainer<Goal> trainer = new MetaTrainer<>(environment, policy, settings, engine);
                trainer.skipBadUpdates(true);
                trainer.iterate();
                TrainingSnapshot good = trainer.snapshot();
                poisoned.set(2);
                IterationReport skipped = trainer.iterate();
                assertThat(skipped.iteration()).isEqualTo(2);
                assertThat(skipped.skippedUpdates()).isEqualTo(1);
                assertThat(skipped.gradientNorm()).isNaN();
                assertThat(skipped.envSteps()).isGreaterThan(good.envSteps());
                TrainingSnapshot after = trainer.snapshot();
                assertThat(after.theta()).isEqualTo(good.theta());
                assertThat(after.optimizer()).isEqualTo(good.optimizer());
                assertThat(after.baseline()).isEqualTo(good.baseline());
                assertThat(after.skippedUpdates()).isEqualTo(1);
                poisoned.set(-1);
                IterationReport next = trainer.iterate();

                // From a checkpoint in between, the rest is the same.
                MetaTrainer<Goal> resumed = new MetaTrainer<>(environment, policy, settings, engine);
                resumed.restore(after);
                assertThat(untimed(resumed.iterate())).isEqualTo(untimed(next));
                assertThat(next.skippedUpdates()).isEqualTo(1);
                assertThat(resumed.theta()).isEqualTo(trainer.theta()).isNotEqualTo(good.theta());
            }
        }
    }

    @Test
    void aStepThatWouldOverflowIsNotTaken() {
        TrainingSettings s = robot(Method.MAML, Coefficient.NONE, 3);
        TrainingSettings settings = s.withOuterStep(step -> OuterStep.adam(1e308))
                .withEstimator(e -> e.withWeighting(w -> w.withKind(Weighting.Kind.REWARD_TO_GO)));
        Policy policy = settings.newPolicy(ROBOT.spec());
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, settings, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(ROBOT, policy, settings, engine);
            TrainingSnapshot start = trainer.snapshot();
            assertThatThrownBy(trainer::iterate)
                    .isInstanceOf(NonFiniteGradientException.class)
                    .hasMessageContaining("iteration 1")
                    .hasMessageContaining("lower outer-step-size (1.0E308)");
            assertThat(trainer.snapshot().theta()).isEqualTo(start.theta());
            assertThat(trainer.snapshot().optimizer()).isEqualTo(start.optimizer());
            assertThat(trainer.iteration()).isZero();
            trainer.skipBadUpdates(true);
            assertThat(trainer.iterate().skippedUpdates()).isEqualTo(1);
            assertThat(trainer.snapshot().theta()).isEqualTo(start.theta());
        }
    }

    @Test
    void anEngineThatEstimatesSomethingElseIsRefused() {
        TrainingSettings settings = robot(Method.SG_MRL, Coefficient.LEAVE_TRAJECTORY_OUT, 1);
        Policy policy = settings.newPolicy(ROBOT.spec());
        for (TrainingSettings other : List.of(
                settings.withMethod(method -> method.withCoefficient(Coefficient.NONE)),
                settings.withInnerStep(step -> step.withSize(0.2)),
                settings.withSampling(sampling -> sampling.withDiscount(0.5)),
                settings.withSeed(4))) {
            try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, other, 1)) {
                assertThatThrownBy(() -> new MetaTrainer<>(ROBOT, policy, settings, engine))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("the engine")
                        .hasMessageContaining("other settings");
            }
        }
        // What an outer step asks of the engine is, and what happens to the gradient afterwards is not.
        TrainingSettings once = robot(Method.LVC, Coefficient.NONE, 1);
        OuterStep again = OuterStep.adam(0.01).withReuse(reuse -> reuse.withEpochs(2));
        for (OuterStep step : List.of(
                OuterStep.within(TrustRegion.DEFAULT),
                again.withReuse(reuse -> reuse.withKlPenalty(1)),
                again.withReuse(reuse -> reuse.withClip(0.3)))) {
            try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, once.withOuterStep(_ -> step), 1)) {
                assertThatThrownBy(() -> new MetaTrainer<>(ROBOT, policy, once, engine))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("for another outer step than the trainer's, which keeps 0 states");
            }
        }
        TrainingSettings longer = settings.withIterations(9).withOuterStep(step -> step.withSize(1));
        try (LocalEngine<Goal> engine = new LocalEngine<>(ROBOT, policy, longer, 1)) {
            assertThat(new MetaTrainer<>(ROBOT, policy, settings, engine).iteration())
                    .isZero();
        }
    }

    @Test
    void aFailureInAnEnvironmentReachesTheCallerAfterAllWorkersHaveStopped() {
        TrainingSettings settings = robot(Method.MAML, Coefficient.NONE, 1);
        for (Throwable failure : List.of(new IllegalStateException("broken"), new AssertionError("broken"))) {
            AtomicInteger running = new AtomicInteger();
            CountDownLatch otherBegan = new CountDownLatch(1);
            TaskEngine<Goal> engine = new TaskEngine<>() {
                private final Workers<AutoCloseable> pool = new Workers<>(3, () -> () -> {});

                @Override
                public TrainingSettings settings() {
                    return settings;
                }

                @Override
                public void estimate(double[] theta, Iteration iteration, List<Goal> tasks, TaskGradient[] out) {
                    pool.forEach(tasks.size(), (_, index) -> {
                        running.incrementAndGet();
                        try {
                            if (index == 0) {
                                otherBegan.await();
                                switch (failure) {
                                    case Error e -> throw e;
                                    case RuntimeException e -> throw e;
                                    default -> throw new IllegalStateException(failure);
                                }
                            }
                            otherBegan.countDown();
                            Thread.sleep(200);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            running.decrementAndGet();
                        }
                    });
                }

                @Override
                public void close() {
                    pool.close();
                }
            };
            try (engine) {
                MetaTrainer<Goal> trainer =
                        new MetaTrainer<>(ROBOT, settings.newPolicy(ROBOT.spec()), settings, engine);
                assertThatThrownBy(trainer::iterate).isSameAs(failure);
                assertThat(running).hasValue(0);
                assertThat(trainer.iteration()).isZero();
            }
        }
    }

    @Test
    void everyAlgorithmSolvesTheIdentityGame() {
        MetaEnvironment<Integer> environment = Identity.environment(3, 1, 10);
        for (Method algorithm : whereObjectiveIsNot(Objective.NONE)) {
            for (PolicySettings.Kind policy : PolicySettings.Kind.values()) {
                TrainingSettings settings = game(algorithm, policy, 1, 60);
                Run run = train(environment, settings, 1);
                IterationReport last = run.reports.getLast();
                // Chance is 10/3 of 10.
                assertThat(run.reports.getFirst().preReturn()).isBetween(1.5, 5.5);
                assertThat(last.postReturn())
                        .describedAs("%s, %s", algorithm, policy)
                        .isGreaterThan(9);
            }
        }
    }

    private static List<Method> whereObjectiveIsNot(Objective excluded) {
        return Arrays.stream(Method.values())
                .filter(method -> method.objective() != excluded)
                .toList();
    }

    /// The same θ after its one iteration by any optimiser, with the returns of MAML's first iteration from there.
    @Test
    void scratchMeasuresOnceAndStaysAsItWasDrawn() {
        for (Optimizer.Kind optimizer : Optimizer.Kind.values()) {
            TrainingSettings settings =
                    robot(Method.SCRATCH, Coefficient.NONE, 100).withOuterStep(step -> step.withOptimizer(optimizer));
            assertThat(settings.iterations()).isOne();
            Run run = train(ROBOT, settings, 2);
            double[] drawn = new double[run.theta.length];
            MetaTrainer.initialize(settings.newPolicy(ROBOT.spec()), settings.seed(), drawn);
            assertThat(run.theta).isEqualTo(drawn);
            IterationReport maml = train(ROBOT, robot(Method.MAML, Coefficient.NONE, 1), 1)
                    .reports
                    .getFirst();
            IterationReport only = run.reports.getFirst();
            assertThat(run.reports).containsExactly(only);
            assertThat(only.gradientNorm()).isZero();
            assertThat(maml.gradientNorm()).isPositive();
            assertThat(List.of(only.preReturn(), only.postReturn(), only.envSteps()))
                    .isEqualTo(List.of(maml.preReturn(), maml.postReturn(), maml.envSteps()));
        }
        assertThat(robot(Method.SCRATCH, Coefficient.NONE, 0).iterations()).isZero();
    }

    /// Two arms, of which the second is better in both tasks: that is learned without adapting, from as many environment
    /// steps as another method takes in an iteration.
    @Test
    void preTrainingRaisesTheReturnOfThetaItself() {
        TabularEnvironment bandit = new TabularEnvironment(new MdpProblem(
                9, 0.9, List.of(new MdpTask(0.5, arms(0, 1)), new MdpTask(0.5, arms(0.2, 0.6)))));
        TrainingSettings settings = game(Method.PRETRAIN, PolicySettings.Kind.SOFTMAX_TABULAR, 1, 60);
        Run run = train(bandit, settings, 1);
        assertThat(run.reports)
                .allSatisfy(report -> assertThat(report.postReturn()).isEqualTo(report.preReturn()));
        // Of ten steps, half at the better arm at first; 8 is the most.
        assertThat(run.reports.getFirst().preReturn()).isBetween(3.0, 6.0);
        assertThat(run.reports.getLast().preReturn()).isGreaterThan(7);
        TrainingSettings maml =
                settings.withMethod(m -> m.withKind(Method.MAML)).withIterations(1);
        assertThat(run.reports.getFirst().envSteps())
                .isEqualTo(train(bandit, maml, 1).reports.getFirst().envSteps());
    }

    private static FiniteMdp arms(double first, double second) {
        return FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{first, second}});
    }

    @Test
    void trainingMakesANetworkFindOutInOneStepWhichOfTwoShiftsItIs() {
        MetaEnvironment<Integer> environment = Identity.environment(2, 2, 10);
        TrainingSettings settings = game(Method.SG_MRL, PolicySettings.Kind.MLP, 1.5, 80);
        Policy policy = settings.newPolicy(environment.spec());
        double[] start = train(environment, settings.withIterations(0), 1).theta;
        double[] end = train(environment, settings, 1).theta;
        try (MetaTester<Integer> tester = new MetaTester<>(environment, policy, settings, 1, 1)) {
            double[][] before = tester.returns(start, 40, 9, StreamDomain.TEST);
            double[][] after = tester.returns(end, 40, 9, StreamDomain.TEST);
            // Nothing but chance, 5 of 10, before the task is seen.
            assertThat(mean(after[0])).isBetween(4.0, 6.0);
            assertThat(mean(before[1])).isLessThan(8);
            assertThat(mean(after[1])).isGreaterThan(8.5).isGreaterThan(mean(before[1]) + 1);
        }
    }

    private static final class Run {
        private final double[] theta;
        private final List<IterationReport> reports;

        Run(double[] theta, List<IterationReport> reports) {
            this.theta = theta;
            this.reports = reports;
        }
    }

    private static <T> Run train(
            MetaEnvironment<T> environment, TrainingSettings settings, int threads, TrainingTracker... trackers) {
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> engine = new LocalEngine<>(environment, policy, settings, threads)) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            List<IterationReport> reports = new ArrayList<>();
            List<TrainingTracker> all = new ArrayList<>(List.of(trackers));
            all.add((report, t) -> reports.add(untimed(report)));
            trainer.run(all);
            return new Run(trainer.theta(), reports);
        }
    }

    private static IterationReport untimed(IterationReport report) {
        assertThat(report.seconds()).isPositive();
        return report.withSeconds(0);
    }

    static TrainingSettings robot(Method method, Coefficient coefficient, int iterations) {
        return new TrainingSettings(
                new EstimatorSettings(
                        MethodSettings.of(method).withLeaveOut(LEAVE_OUT).withCoefficient(coefficient),
                        new Weighting(Weighting.Kind.GENERALIZED_ADVANTAGE, 0.97),
                        new InnerStep(1, 0.1),
                        new Sampling(3, 2, 15, 0.99)),
                OuterStep.adam(1e-3).withHalfLife(4).withMaxGradientNorm(0.05),
                4,
                iterations,
                3,
                PolicySettings.mlp(6, 5));
    }

    private static TrainingSettings game(
            Method method, PolicySettings.Kind policy, double innerStepSize, int iterations) {
        return new TrainingSettings(
                new EstimatorSettings(
                        MethodSettings.of(method).withCoefficient(method.defaultCoefficient(Preset.RELEASED, 1)),
                        new Weighting(Weighting.Kind.GENERALIZED_ADVANTAGE, 0.9),
                        new InnerStep(1, innerStepSize),
                        new Sampling(8, 8, 10, 0.9)),
                OuterStep.adam(0.1),
                8,
                iterations,
                1,
                PolicySettings.mlp(8).withKind(policy).withPrecision(Precision.DOUBLE));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /// The point robot, but every reward of the n-th task estimated since `poisoned` was set to n is NaN: a
    /// task is known by its 5 resets of batches (3 inner rollouts, then 2 outer).
    private static MetaEnvironment<Goal> poisoned(AtomicInteger poisoned) {
        AtomicInteger resets = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger(-1);
        return MetaEnvironment.of(ROBOT.spec(), ROBOT.tasks(), () -> new Environment<>() {
            private final SinglePointRobot robot = new SinglePointRobot();
            private boolean bad;

            @Override
            public void reset(Goal task, RandomStream random, double[] observation) {
                if (seen.getAndSet(poisoned.get()) != poisoned.get()) {
                    resets.set(0);
                }
                bad = resets.getAndIncrement() / 5 == poisoned.get();
                robot.reset(task, random, observation);
            }

            @Override
            public double step(double[] action, double[] observation) {
                double reward = robot.step(action, observation);
                return bad ? Double.NaN : reward;
            }

            @Override
            public boolean terminated() {
                return robot.terminated();
            }
        });
    }
}
