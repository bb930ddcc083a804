package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sgmrl.testing.Vectors.distance;
import static org.sgmrl.testing.Vectors.norm;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;

/// Shares of the methods that do not climb the adapted return, beside those of MAML on the same rows.
final class ObjectiveTest {
    private static final int INNER_TRAJECTORIES = 3;
    private static final int OUTER_TRAJECTORIES = 2;
    private static final List<EstimatorLawsTest.Subject<?>> SUBJECTS = EstimatorLawsTest.subjects().stream()
            .<EstimatorLawsTest.Subject<?>>map(named -> named.getPayload())
            .toList();

    private static List<EstimatorSettings> ofMaml(double stepSize) {
        List<EstimatorSettings> all = new ArrayList<>();
        for (Weighting.Kind weighting : Weighting.Kind.values()) {
            for (Curvature curvature : Curvature.values()) {
                for (int steps = 0; steps <= 3; steps++) {
                    all.add(new EstimatorSettings(
                            MethodSettings.of(Method.MAML).withCurvature(curvature),
                            new Weighting(weighting, 0.95),
                            new InnerStep(steps, stepSize),
                            new Sampling(INNER_TRAJECTORIES, OUTER_TRAJECTORIES, 6, 0.9)));
                }
            }
        }
        return all;
    }

    private static EstimatorSettings by(Method method, EstimatorSettings settings) {
        return settings.withMethod(m -> m.withKind(method));
    }

    /// Its batch as the outer one.
    private static EstimatorSettings onAllTrajectories(EstimatorSettings maml) {
        return maml.withSampling(sampling ->
                sampling.withOuterTrajectories(maml.innerStep().steps() * INNER_TRAJECTORIES + OUTER_TRAJECTORIES));
    }

    @Test
    void preTrainingIsMamlWithoutInnerSteps() {
        for (EstimatorLawsTest.Subject<?> subject : SUBJECTS) {
            for (EstimatorSettings maml : ofMaml(0.3)) {
                TaskGradient share = subject.estimate(by(Method.PRETRAIN, maml));
                TaskGradient zeta0 = subject.estimate(onAllTrajectories(maml).withInnerStep(i -> i.withSteps(0)));
                assertThat(share.base).as("%s", maml).isEqualTo(zeta0.base);
                assertThat(share.score).containsOnly(0);
                assertThat(share.outerReturn).isEqualTo(zeta0.outerReturn);
                assertThat(share.preReturn).isEqualTo(share.postReturn).isEqualTo(zeta0.postReturn);
                assertThat(share.steps).isEqualTo(zeta0.steps);
            }
        }
    }

    /// With a step of length zero every factor I + αA is I, and the outer batch has the random numbers that it has
    /// without the step. The negative control: with steps that move θ the gradients differ.
    @Test
    void preTrainingIsMamlWithStepsOfLengthZero() {
        for (EstimatorLawsTest.Subject<?> subject : SUBJECTS) {
            for (EstimatorSettings maml : ofMaml(0)) {
                double[] share = subject.estimate(by(Method.PRETRAIN, maml)).base;
                assertThat(subject.estimate(onAllTrajectories(maml)).base)
                        .as("%s", maml)
                        .containsExactly(share);
                double[] longer = subject.estimate(by(Method.PRETRAIN, maml).withInnerStep(i -> i.withSize(0.3))).base;
                assertThat(longer).as("no inner step acts").isEqualTo(share);
                if (maml.innerStep().steps() > 0) {
                    double[] adapted =
                            subject.estimate(onAllTrajectories(maml).withInnerStep(i -> i.withSize(0.3))).base;
                    assertThat(distance(adapted, share)).as("%s", maml).isGreaterThan(1e-6 * norm(share));
                }
            }
        }
    }

    /// No episode of the tabular environment ends early.
    @Test
    void allMethodsTakeAsManyEnvironmentSteps() {
        EstimatorLawsTest.Subject<?> tabular = SUBJECTS.getFirst();
        for (EstimatorSettings maml : ofMaml(0.3)) {
            long steps = tabular.estimate(maml).steps;
            assertThat(steps).isEqualTo(6L * (maml.innerStep().steps() * INNER_TRAJECTORIES + OUTER_TRAJECTORIES));
            for (Method method : Method.values()) {
                assertThat(tabular.estimate(by(method, maml)).steps)
                        .as(method.id())
                        .isEqualTo(steps);
            }
        }
    }

    @Test
    void scratchSeesWhatMamlSeesAndClimbsNothing() {
        for (EstimatorLawsTest.Subject<?> subject : SUBJECTS) {
            for (EstimatorSettings maml : ofMaml(0.3)) {
                TaskGradient share = subject.estimate(by(Method.SCRATCH, maml));
                TaskGradient seen = subject.estimate(maml);
                assertThat(share.base).containsOnly(0);
                assertThat(share.score).containsOnly(0);
                assertThat(share.outerReturn).isEqualTo(seen.outerReturn);
                assertThat(share.preReturn).isEqualTo(seen.preReturn);
                assertThat(share.postReturn).isEqualTo(seen.postReturn);
                assertThat(share.steps).isEqualTo(seen.steps);
            }
        }
    }

    /// What is tested after pre-training is what is tested after any other method.
    @Test
    void testsTakeInnerStepsWhateverTrainingDoes() {
        for (EstimatorSettings maml : ofMaml(0.3)) {
            for (Method method : Method.values()) {
                EstimatorSettings test = by(method, maml).forTesting(2);
                assertThat(test.innerStep()).isEqualTo(new InnerStep(2, 0.3));
                assertThat(test.sampling()).isEqualTo(maml.forTesting(2).sampling());
                assertThat(test.method().coefficient()).isEqualTo(Coefficient.NONE);
            }
        }
    }

    @Test
    void oneBatchOfAllTrajectoriesMustFitInMemory() {
        EstimatorSettings settings = new EstimatorSettings(
                MethodSettings.of(Method.MAML),
                Weighting.rewardToGo(),
                new InnerStep(2, 0.1),
                new Sampling(20_000, 20_000, 1000, 0.9));
        assertThat(settings.forTraining()).isSameAs(settings);
        assertThatThrownBy(() -> by(Method.PRETRAIN, settings).forTraining())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("trajectories × horizon = 60000000 must be at most 50000000");
    }
}
