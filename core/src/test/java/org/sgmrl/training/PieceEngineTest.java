package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.testing.Vectors;

/// Tests, draws and studies give the bits of one thread whoever does their pieces.
final class PieceEngineTest {
    private static final PointNavigation ROBOT = PointNavigation.distance();
    private static final TrainingSettings SETTINGS = MetaTrainerTest.robot(Method.SG_MRL, Coefficient.NONE, 1);
    private static final EngineRequest<Goal> REQUEST =
            new EngineRequest<>(ROBOT, SETTINGS.newPolicy(ROBOT.spec()), SETTINGS, "");
    private static final double[] THETA = new double[REQUEST.policy().parameterCount()];

    static {
        REQUEST.policy().initialize(Vectors.stream(1), THETA);
    }

    /// What is measured, by whoever is asked.
    record Measured(String name, Function<PieceEngine.Factory, List<double[]>> by) {}

    static final List<Measured> ALL = List.of(
            new Measured("returns", PieceEngineTest::returns),
            new Measured("draws", engines -> draws(engines, Coefficient.NONE, 1)),
            new Measured("draws of meta-batches", engines -> draws(engines, Coefficient.LEAVE_ONE_OUT, 3)),
            new Measured("draws with what has been learned", engines -> draws(engines, Coefficient.TASK_REGRESSION, 3)),
            new Measured("variance", PieceEngineTest::variance));

    private static List<double[]> returns(PieceEngine.Factory engines) {
        try (MetaTester<Goal> tester = new MetaTester<>(REQUEST, 2, engines)) {
            return Arrays.asList(tester.returns(THETA, 7, 3, StreamDomain.TEST));
        }
    }

    /// Three blocks, the last of which is shorter.
    private static List<double[]> draws(PieceEngine.Factory engines, Coefficient coefficient, int tasks) {
        FiniteMdp first = bandit(1, 0);
        FiniteMdp second = bandit(0.5, 3);
        TabularEnvironment environment = new TabularEnvironment(
                new MdpProblem(0, 0.9, List.of(new MdpTask(0.5, first), new MdpTask(0.5, second))));
        EstimatorSettings estimator = new EstimatorSettings(
                MethodSettings.of(Method.SG_MRL).withCoefficient(coefficient),
                Weighting.rewardToGo(),
                new InnerStep(1, 1),
                new Sampling(1, 1, 1, 0.9));
        TrainingSettings settings =
                new TrainingSettings(estimator, OuterStep.sgd(1), tasks, 0, 0, PolicySettings.softmaxTabular());
        try (EstimatorSampler<TabularEnvironment.MdpIndex> sampler = new EstimatorSampler<>(
                new EngineRequest<>(environment, new SoftmaxTabularPolicy(1, 2), settings, ""), engines)) {
            List<Long> told = new ArrayList<>();
            SampleMoments moments = sampler.sample(new double[] {0.3, -0.2}, 9000 / tasks, 5, told::add);
            assertThat(told).isSorted().endsWith(moments.draws());
            return List.of(moments.mean(), moments.standardError(), new double[] {moments.totalVariance()});
        }
    }

    private static FiniteMdp bandit(double one, double other) {
        return FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{one, other}});
    }

    private static List<double[]> variance(PieceEngine.Factory engines) {
        try (VarianceStudy<Goal> study = new VarianceStudy<>(REQUEST, LeaveOut.EVERY_TRAJECTORY, engines)) {
            VarianceComponents c = study.measure(THETA, 5, 3, 2, 9, _ -> {});
            return List.of(new double[] {
                c.meanReturn(),
                c.betweenTasks(),
                c.innerData(),
                c.outerNoise(),
                c.base().square(),
                c.score().square(),
                c.product(),
                c.baseNoise(),
                c.scoreScale(),
                c.scoreNoiseNone(),
                c.scoreNoiseLeaveOneOut(),
                c.scoreNoiseTaskMean(),
                c.scoreNoiseLeaveTrajectoryOut(),
                c.scoreNoiseLinear()
            });
        }
    }

    /// As a cluster might, only worse: every piece is done by a worker of its own, the last one first, and all that goes there and
    /// comes back is a copy.
    private record Scattered(int offset) implements PieceEngine.Factory {
        @Override
        public <T, Q extends Serializable, A extends Serializable> PieceEngine<Q, A> create(
                EngineRequest<T> request, PieceWork<Q, A> work) {
            return new PieceEngine<>() {
                @Override
                public int workers() {
                    return 1;
                }

                @Override
                public List<A> answers(double[] theta, Q question, int first, int count) {
                    List<A> answers = new ArrayList<>();
                    for (int i = count - 1; i >= 0; i--) {
                        try (PieceWork.Worker<Q, A> worker = copy(work)
                                .newWorker(
                                        request.environment(),
                                        request.policy(),
                                        request.parts().ofWorkers().parts())) {
                            answers.addFirst(copy(worker.answer(theta.clone(), copy(question), offset + first + i)));
                        }
                    }
                    return answers;
                }

                @Override
                public void close() {}
            };
        }
    }

    @SuppressWarnings("unchecked") // a copy is of the type of what is copied
    private static <V extends Serializable> V copy(V value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
            out.flush();
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return (V) in.readObject();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void theBitsAreThoseOfOneThread(Measured measured) {
        List<double[]> expected = measured.by().apply(LocalPieces.onThreads(1));
        for (PieceEngine.Factory engines : List.of(LocalPieces.onThreads(2), new Scattered(0))) {
            List<double[]> actual = measured.by().apply(engines);
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i)).containsExactly(expected.get(i));
            }
        }
    }

    /// Negative control: the number of a piece decides what it answers.
    @ParameterizedTest
    @FieldSource("ALL")
    void otherPiecesAreOtherBits(Measured measured) {
        assertThat(measured.by().apply(new Scattered(1)).getFirst())
                .isNotEqualTo(measured.by().apply(new Scattered(0)).getFirst());
    }

    @Test
    void roundsHoldAllPiecesInOrder() {
        List<Integer> begun = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        PieceEngine<Integer, Integer> engine = new PieceEngine<>() {
            @Override
            public int workers() {
                return 3;
            }

            @Override
            public List<Integer> answers(double[] theta, Integer question, int first, int count) {
                begun.add(first);
                sizes.add(count);
                return IntStream.range(first, first + count)
                        .mapToObj(i -> question * i)
                        .toList();
            }

            @Override
            public void close() {}
        };
        List<Integer> answers = new ArrayList<>();
        List<Integer> told = new ArrayList<>();
        engine.inRounds(
                THETA,
                5,
                100,
                (answer, number) -> {
                    assertThat(number).isEqualTo(answers.size());
                    answers.add(answer);
                },
                told::add);
        assertThat(answers)
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> 5 * i).toList());
        // Each takes far less than ten seconds; the last is what is left.
        assertThat(sizes).containsExactly(12, 24, 48, 16);
        assertThat(begun).containsExactly(0, 12, 36, 84);
        assertThat(told).containsExactly(12, 36, 84, 100);
    }

    @Test
    void roundsGrowUntilTheyTakeTenSeconds() {
        assertThat(Rounds.next(12, 0)).isEqualTo(24);
        assertThat(Rounds.next(12, 9_999_999_999L)).isEqualTo(24);
        assertThat(Rounds.next(12, 10_000_000_000L)).isEqualTo(12);
        assertThat(Rounds.next(1 << 20, 0)).isEqualTo(1 << 20);
    }

    @Test
    void coefficientsOfOnesOwnAreForThreadsAlone() {
        ScoreCoefficients.Factory own = parameters -> ScoreCoefficients.of(new ScoreTerm.None(), parameters);
        EngineRequest<Goal> request =
                new EngineRequest<>(ROBOT, REQUEST.policy(), SETTINGS, OwnParts.NONE.withScoreCoefficients(own), "");
        assertThatThrownBy(() -> new EstimatorSampler<>(request, new Scattered(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("parts.scoreCoefficients = ")
                .hasMessageEndingWith(
                        " must not be given: workers elsewhere do not have them; use the constructor that takes threads");
    }
}
