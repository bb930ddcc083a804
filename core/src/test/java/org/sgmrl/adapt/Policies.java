package org.sgmrl.adapt;

import java.util.List;
import java.util.stream.Stream;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyWithStepSizes;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.testing.Countdown;
import org.sgmrl.testing.Vectors;

/// Policies of every kind with an environment, and how to act in it by the public interface alone.
final class Policies {
    static final int TRAJECTORIES = 7;
    static final int HORIZON = 30;

    /// @param name for the test's name
    /// @param task some task of the environment
    record Case<T>(String name, MetaEnvironment<T> environment, T task, Policy policy, EstimatorSettings settings) {
        TrainedPolicy trained() {
            double[] theta = new double[policy.parameterCount()];
            policy.initialize(Vectors.stream(5), theta);
            RandomStream random = Vectors.stream(6);
            for (int j = 0; j < theta.length; j++) {
                theta[j] += 0.1 * random.nextGaussian();
            }
            return TrainedPolicy.of(environment.spec(), policy, settings, theta, 12);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Policies() {}

    /// Both weightings of every kind of policy. Large actions: some are clipped, some rollouts end early at the goal.
    static Stream<Case<?>> all() {
        var robot = PointNavigation.distance();
        var near = new org.sgmrl.environment.Goal(0.03, 0.02);
        var chain = new TabularEnvironment(new MdpProblem(
                9,
                1,
                List.of(new MdpTask(
                        1,
                        FiniteMdp.of(
                                new double[] {0.5, 0.5},
                                new double[][][] {{{0.9, 0.1}, {0.4, 0.6}}, {{0.3, 0.7}, {0.5, 0.5}}},
                                new double[][] {{1, 0}, {0, 2}})))));
        var state = new TabularEnvironment.MdpIndex(0);
        var countdown = new Countdown(HORIZON);
        return Stream.of(Weighting.Kind.values()).flatMap(kind -> {
            EstimatorSettings settings = settings(kind);
            return Stream.of(
                    new Case<>(
                            "gaussian float " + kind,
                            robot,
                            near,
                            new GaussianMlpPolicy(2, new int[] {100, 100}, 2, 1.5, Precision.FLOAT),
                            settings),
                    new Case<>(
                            "gaussian double " + kind,
                            robot,
                            near,
                            new GaussianMlpPolicy(2, new int[] {9}, 2, 1.5, Precision.DOUBLE),
                            settings),
                    new Case<>(
                            "gaussian, episodes of all lengths " + kind,
                            countdown,
                            11,
                            new GaussianMlpPolicy(3, new int[] {17, 5}, 1, 0, Precision.FLOAT),
                            settings),
                    new Case<>(
                            "categorical " + kind,
                            chain,
                            state,
                            new CategoricalMlpPolicy(2, new int[] {33}, 2, Precision.FLOAT),
                            settings),
                    new Case<>("tabular " + kind, chain, state, new SoftmaxTabularPolicy(2, 2), settings),
                    new Case<>(
                            "gaussian with step sizes " + kind,
                            robot,
                            near,
                            new PolicyWithStepSizes(
                                    new GaussianMlpPolicy(2, new int[] {9}, 2, 1.5, Precision.FLOAT), 0.1),
                            settings.withInnerStep(step -> step.withLearned(true))),
                    new Case<>(
                            "table with step sizes " + kind,
                            chain,
                            state,
                            new PolicyWithStepSizes(new SoftmaxTabularPolicy(2, 2), 0.1),
                            settings.withInnerStep(step -> step.withLearned(true))));
        });
    }

    /// A small Gaussian policy for 2D navigation.
    static TrainedPolicy robot() {
        return new Case<>(
                        "robot",
                        PointNavigation.distance(),
                        new org.sgmrl.environment.Goal(0.2, 0.1),
                        new GaussianMlpPolicy(2, new int[] {8, 8}, 2, 0, Precision.FLOAT),
                        settings(Weighting.Kind.GENERALIZED_ADVANTAGE))
                .trained();
    }

    /// A tabular policy of two states and two actions.
    static TrainedPolicy table() {
        return all().filter(kind -> kind.name().startsWith("tabular"))
                .findFirst()
                .orElseThrow()
                .trained();
    }

    static EstimatorSettings settings(Weighting.Kind kind) {
        return new EstimatorSettings(
                MethodSettings.of(Method.MAML),
                new Weighting(kind, 0.97),
                new InnerStep(3, 0.1),
                new Sampling(TRAJECTORIES, TRAJECTORIES, HORIZON, 0.9));
    }

    /// Acts in one rollout after the other, with the random numbers that training's sampler would name.
    static <T> Transitions collect(
            MetaEnvironment<T> environment, T task, TrainedPolicy policy, RolloutKey key, int phase, int trajectories) {
        Transitions transitions = policy.newTransitions();
        Decision decision = policy.newDecision();
        double[] observation = new double[policy.policy().observationSize()];
        double[] reward = new double[1];
        boolean[] terminated = new boolean[1];
        int horizon = policy.settings().horizon();
        try (BatchedEnvironment<T> rollout = environment.create(1)) {
            for (int i = 0; i < trajectories; i++) {
                rollout.reset(
                        task, new RandomStream[] {stream(key, phase, i, StreamPurpose.ENVIRONMENT)}, 1, observation);
                RandomStream random = stream(key, phase, i, StreamPurpose.ACTION);
                boolean ended = false;
                for (int h = 0; !ended; h++) {
                    policy.actor().act(observation, random, decision);
                    rollout.step(new int[] {0}, 1, decision.action(), observation, reward, terminated);
                    transitions.append(decision, reward[0], terminated[0], h == horizon - 1);
                    ended = terminated[0] || h == horizon - 1;
                }
            }
        }
        return transitions;
    }

    private static RandomStream stream(RolloutKey key, int phase, int rollout, StreamPurpose purpose) {
        return RandomStream.of(key.seed(), key.domain(), key.iteration(), key.task(), phase, rollout, purpose);
    }
}
