package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.advantage.RewardToGo;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.testing.OwnPolicy;

/// The facade against what it is made of, bit by bit.
final class MetaTrainingTest {
    private static final PointNavigation ENVIRONMENT = PointNavigation.distance();

    private static TrainingSettings small(TrainingSettings settings) {
        return settings.withTasks(3)
                .withPolicy(policy -> policy.withHidden(List.of(6)))
                .withSampling(sampling -> sampling.withInnerTrajectories(4)
                        .withOuterTrajectories(2)
                        .withHorizon(8));
    }

    private static MetaTraining<Goal> small() {
        return MetaTraining.of(ENVIRONMENT)
                .settings(MetaTrainingTest::small)
                .iterations(4)
                .seed(5)
                .threads(1);
    }

    private static double[] byHand(TrainingSettings settings) {
        Policy policy = settings.newPolicy(ENVIRONMENT.spec());
        try (LocalEngine<Goal> engine = new LocalEngine<>(ENVIRONMENT, policy, settings, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(ENVIRONMENT, policy, settings, engine);
            trainer.run(List.of());
            return trainer.theta();
        }
    }

    @Test
    void itTrainsToTheBitsOfItsParts() {
        TrainingSettings settings = small(TrainingSettings.of(Preset.RELEASED, ENVIRONMENT.spec(), Method.E_MAML, 2))
                .withIterations(4)
                .withSeed(5);
        MetaTraining<Goal> training = MetaTraining.of(ENVIRONMENT)
                .seed(5)
                .threads(2)
                .settings(MetaTrainingTest::small)
                .innerSteps(2)
                .preset(Preset.RELEASED)
                .iterations(4)
                .method(Method.E_MAML);
        assertThat(training.settings()).isEqualTo(settings);
        TrainingResult<Goal> result = training.run();
        assertThat(result.theta()).containsExactly(byHand(settings));
        assertThat(result.isFinished()).isTrue();
        assertThat(result.reports()).extracting(IterationReport::iteration).containsExactly(1, 2, 3, 4);
        assertThat(result.settings()).isEqualTo(settings);
    }

    @Test
    void itsTestIsThatOfTheMetaTester() {
        TrainingResult<Goal> result = small().run();
        TrainingResult.MetaTest test = result.test(6, 2, 9);
        try (MetaTester<Goal> tester = new MetaTester<>(ENVIRONMENT, result.policy(), result.settings(), 2, 1)) {
            assertThat(test.perTask()).isDeepEqualTo(tester.returns(result.theta(), 6, 9, StreamDomain.TEST));
        }
        assertThat(test.returns()).hasSize(3);
        assertThat(test.returns().getFirst().mean()).isBetween(-1000.0, 0.0);
    }

    @Test
    void partsOfOnesOwnThatDoWhatTheSettingsDoGiveTheSameBits() {
        UnaryOperator<TrainingSettings> paper = s -> s.withEstimator(
                        e -> e.withWeighting(w -> w.withKind(Weighting.Kind.REWARD_TO_GO)))
                .withInnerStep(step -> step.withSize(1e-4))
                .withMethod(m -> m.withCoefficient(Coefficient.LEAVE_ONE_OUT).withScoreTermNoise(0))
                .withOuterStep(step -> step.withOptimizer(Optimizer.Kind.ADAM));
        TrainingSettings settings = small().settings(paper).settings();
        ScoreTerm term = settings.estimator().scoreTerm();
        MetaTraining<Goal> own = small().settings(paper)
                .settings(s -> s.withOuterStep(step -> step.withOptimizer(Optimizer.Kind.SGD))
                        .withEstimator(e -> e.withWeighting(w -> w.withKind(Weighting.Kind.GENERALIZED_ADVANTAGE)))
                        .withMethod(m -> m.withCoefficient(Coefficient.NONE))
                        .withPolicy(policy -> policy.withHidden(List.of(50))))
                .policy(spec -> settings.newPolicy(spec))
                .advantageEstimators((discount, _, _) -> new RewardToGo(discount))
                .scoreCoefficients(parameters -> ScoreCoefficients.of(term, parameters))
                .optimizer(length -> Optimizer.create(Optimizer.Kind.ADAM, length));
        TrainingResult<Goal> result = own.run();
        assertThat(result.theta()).containsExactly(byHand(settings));
        // The test adapts by one's own weights, too.
        TrainingResult<Goal> plain = small().settings(paper).run();
        assertThat(result.test(3, 1, 1).perTask())
                .isDeepEqualTo(plain.test(3, 1, 1).perTask());
        assertThat(small().parts(own.parts()).parts().classes(ENVIRONMENT.spec()))
                .containsOnlyKeys("policy", "advantageEstimators", "scoreCoefficients", "optimizer")
                .containsEntry("advantageEstimators", "org.sgmrl.advantage.RewardToGo");
    }

    @Test
    void aPolicyWithGradientsAloneLearns() {
        // Linear in the position, which is relative to where all robots start: it must learn to move at all.
        TrainingResult<Goal> result = MetaTraining.of(ENVIRONMENT)
                .policy(spec ->
                        new OwnPolicy(spec.observationSize(), spec.actionSpace().size()))
                .settings(s -> s.withTasks(4).withSampling(sampling -> sampling.withHorizon(20)))
                .iterations(30)
                .threads(2)
                .run();
        TrainingResult.MetaTest after = result.test(40, 1, 0);
        double before = MetaTraining.of(ENVIRONMENT)
                .policy(spec ->
                        new OwnPolicy(spec.observationSize(), spec.actionSpace().size()))
                .settings(s -> s.withSampling(sampling -> sampling.withHorizon(20)))
                .iterations(0)
                .threads(2)
                .run()
                .test(40, 1, 0)
                .returns()
                .get(1)
                .mean();
        assertThat(after.returns().get(1).mean()).isGreaterThan(before);
    }

    @Test
    void aTrackerStopsTheRunAndTheStateGoesOnToTheSameBits() {
        List<Integer> told = new ArrayList<>();
        TrainingResult<Goal> stopped = small().tracker((report, trainer) -> {
                    if (report.iteration() == 2) {
                        trainer.stop();
                    }
                })
                .tracker((report, _) -> told.add(report.iteration()))
                .run();
        assertThat(stopped.isFinished()).isFalse();
        assertThat(told).as("all trackers see the last iteration").containsExactly(1, 2);
        TrainingResult<Goal> on = small().startFrom(stopped.snapshot()).run();
        assertThat(on.isFinished()).isTrue();
        assertThat(on.reports()).extracting(IterationReport::iteration).containsExactly(3, 4);
        assertThat(on.theta()).containsExactly(small().run().theta());
    }

    @Test
    void itBeginsWithGivenParameters() {
        double[] theta = small().iterations(0).run().theta();
        theta[0] = 0.25;
        MetaTraining<Goal> begun = small().iterations(0).startFrom(theta);
        theta[0] = 7; // it keeps a copy
        assertThat(begun.run().theta()[0]).isEqualTo(0.25);
    }

    @Test
    void anEngineOfOnesOwnIsUsedAndClosed() {
        List<String> told = new ArrayList<>();
        TrainingResult<Goal> result = small().engine(request -> new TaskEngineCheckTest.Backwards<>(request) {
                    @Override
                    public void close() {
                        told.add("closed");
                        super.close();
                    }
                })
                .run();
        assertThat(told).containsExactly("closed");
        assertThat(result.theta()).containsExactly(small().run().theta());
    }

    @Test
    void oneTrainingRunsInTwoThreadsAtOnce() throws InterruptedException {
        MetaTraining<Goal> training = small();
        List<double[]> results = Collections.synchronizedList(new ArrayList<>());
        Thread other =
                Thread.ofPlatform().start(() -> results.add(training.run().theta()));
        results.add(training.run().theta());
        other.join();
        assertThat(results.get(0)).containsExactly(results.get(1));
    }

    static Stream<Arguments> wrong() {
        MetaTraining<Goal> small = small();
        return Stream.of(
                wrong(
                        "tasks = 1 must be at least 2 for baseline leave-one-out",
                        () -> small.preset(Preset.RELEASED)
                                .settings(s -> s.withTasks(1))
                                .run()),
                wrong("innerSteps = -1 must be in 0..1000", () -> small.innerSteps(-1)),
                wrong("iterations = -3 must be at least 0", () -> small.iterations(-3)),
                wrong("threads = 0 must be at least 1", () -> small.threads(0)),
                wrong(
                        "gae-lambda = NaN must be in [0, 1]",
                        () -> small.settings(s -> s.withEstimator(e -> e.withWeighting(w -> w.withLambda(Double.NaN))))
                                .run()),
                wrong("theta[1] = NaN must be a finite number", () -> small.startFrom(new double[] {0, Double.NaN})),
                wrong(
                        "theta.length = 2 must be 34, as policy gaussian-mlp(2-6-2) has",
                        () -> small.startFrom(new double[2]).run()),
                wrong(
                        "iterations = 1 must be at least 4, which the snapshot has done",
                        () -> small.startFrom(small.run().snapshot())
                                .iterations(1)
                                .run()),
                wrong(
                        "policy.observationSize = 3 must be 2, as environment point-navigation-v1 has",
                        () -> small.policy(_ -> new OwnPolicy(3, 2)).check()),
                wrong(
                        "policy.actionSize = 1 must be 2, as environment point-navigation-v1 has",
                        () -> small.policy(_ -> new OwnPolicy(2, 1)).check()),
                wrong(
                        "scoreCoefficients is given, and algorithm = maml with baseline = none must be one whose scores"
                                + " wait for one coefficient a task: sg-mrl or e-maml with baseline none",
                        () -> small.method(Method.MAML)
                                .scoreCoefficients(_ -> (_, _, _) -> {})
                                .run()),
                wrong(
                        "change = null must be given",
                        () -> small.settings(MetaTrainingTest.<UnaryOperator<TrainingSettings>>nothing())),
                wrong(
                        "settings = null must be given: a change returned null",
                        () -> small.settings(_ -> nothing()).run()),
                wrong(
                        "the factory policy returned null; it must make one",
                        () -> small.policy(_ -> nothing()).run()),
                wrong(
                        "the factory optimizer returned null; it must make one",
                        () -> small.optimizer(_ -> nothing()).run()),
                wrong(
                        "the engine's factory returned null; it must make one",
                        () -> small.engine(_ -> nothing()).run()));
    }

    /// What a caller without NullAway can give.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <X> X nothing() {
        return null;
    }

    private static Arguments wrong(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void whatDoesNotGoTogetherIsRefusedByName(String message, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage(message);
    }
}
