package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.testing.SinglePointRobot;

/// What is closed is used, and what is for one thread is used by two.
final class MisuseTest {
    private static final PointNavigation ENVIRONMENT = PointNavigation.distance();
    private static final TrainingSettings SETTINGS = MetaTraining.of(ENVIRONMENT)
            .settings(s -> s.withTasks(2)
                    .withPolicy(policy -> policy.withHidden(List.of(3)))
                    .withSampling(sampling -> sampling.withInnerTrajectories(2)
                            .withOuterTrajectories(2)
                            .withHorizon(3)))
            .iterations(2)
            .settings();

    private static EngineRequest<Goal> request(MetaEnvironment<Goal> environment) {
        return new EngineRequest<>(environment, SETTINGS.newPolicy(environment.spec()), SETTINGS, "");
    }

    @Test
    void whatIsClosedSaysSo() {
        EngineRequest<Goal> request = request(ENVIRONMENT);
        double[] theta = new double[request.policy().parameterCount()];
        LocalEngine<Goal> engine = new LocalEngine<>(request, 1);
        MetaTrainer<Goal> trainer = new MetaTrainer<>(ENVIRONMENT, request.policy(), SETTINGS, engine);
        engine.close();
        assertThatThrownBy(trainer::iterate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the workers are closed: make a new engine, tester or sampler");

        MetaTester<Goal> tester = new MetaTester<>(ENVIRONMENT, request.policy(), SETTINGS, 1, 1);
        tester.close();
        assertThatThrownBy(() -> tester.returns(theta, 2, 0, StreamDomain.TEST))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");

        EstimatorSampler<Goal> sampler =
                new EstimatorSampler<>(ENVIRONMENT, request.policy(), SETTINGS.estimator(), 2, 1);
        sampler.close();
        assertThatThrownBy(() -> sampler.sample(theta, 2, 0, _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");

        TaskGradientEstimator<Goal> estimator = request.newEstimator();
        estimator.close();
        assertThatThrownBy(() -> estimator.estimate(
                        theta, new Goal(0, 0), LocalEngine.key(0, 0, 0), new TaskGradient(theta.length)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the sampler is closed: make a new one");
    }

    /// A robot that waits in its first step until it may go on.
    private static final class Waiting implements Environment<Goal> {
        private final SinglePointRobot robot = new SinglePointRobot();
        private final CountDownLatch begun;
        private final CountDownLatch goOn;

        Waiting(CountDownLatch begun, CountDownLatch goOn) {
            this.begun = begun;
            this.goOn = goOn;
        }

        @Override
        public void reset(Goal task, RandomStream random, double[] observation) {
            robot.reset(task, random, observation);
        }

        @Override
        public double step(double[] action, double[] observation) {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return robot.step(action, observation);
        }

        @Override
        public boolean terminated() {
            return false;
        }
    }

    @Test
    void whatIsForOneThreadRefusesASecond() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        EngineRequest<Goal> request =
                request(MetaEnvironment.of(ENVIRONMENT.spec(), ENVIRONMENT.tasks(), () -> new Waiting(begun, goOn)));
        try (LocalEngine<Goal> engine = new LocalEngine<>(request, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(request.environment(), request.policy(), SETTINGS, engine);
            Thread first = Thread.ofPlatform().start(trainer::iterate);
            begun.await();
            assertThatThrownBy(trainer::iterate)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the trainer is at work for another thread: one thread at a time must use it");
            assertThatThrownBy(
                            () -> engine.estimate(trainer.theta(), Iteration.whole(0), List.of(), new TaskGradient[0]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("workers are at work for another thread");
            goOn.countDown();
            first.join();
            assertThat(trainer.iteration()).as("the first was not disturbed").isEqualTo(1);
            trainer.iterate();
            assertThat(trainer.iteration()).isEqualTo(2);
        }
    }
}
