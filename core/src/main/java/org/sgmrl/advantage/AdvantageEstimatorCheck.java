package org.sgmrl.advantage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.RolloutSampler;
import org.sgmrl.rollout.TrajectoryBatch;

/// Tries whether an advantage estimator keeps the laws that meta-gradients build on, and says which it breaks, on
/// batches of a small environment whose episodes end early now and then.
///
/// | law | tried by |
/// |---|---|
/// | a finite weight for every row, and a positive scale | looking |
/// | weights are a function of the batch alone, which is left as it is | repetition, after another batch and in another instance |
/// | they estimate a gradient of returns: with all rewards k times as large, w/c is k times as large | k = 3 |
/// | left-out rows have weight 0, and what is in them changes no other weight | comparison with other data there |
/// | the weights without some trajectories are those of the batch of the others | comparison, 1e-7 relative |
/// | sums without groups are those of these weights | comparison, 1e-6 relative |
///
/// Nothing in it is left to chance.
public final class AdvantageEstimatorCheck {
    private static final int TRAJECTORIES = 9;
    private static final int HORIZON = 12;
    private static final int OBSERVATIONS = 2;
    private static final int ACTIONS = 2;
    private static final double DISCOUNT = 0.95;

    private final AdvantageEstimator.Factory factory;
    private final long seed;
    private final List<String> findings = new ArrayList<>();

    private AdvantageEstimatorCheck(AdvantageEstimator.Factory factory, long seed) {
        this.factory = factory;
        this.seed = seed;
    }

    /// Checks an estimator.
    ///
    /// @param factory makes it
    /// @param seed of the batches
    /// @return a line for each finding; empty if there is none
    public static List<String> findings(AdvantageEstimator.Factory factory, long seed) {
        Arguments.given("factory", factory);
        AdvantageEstimatorCheck check = new AdvantageEstimatorCheck(factory, seed);
        check.run();
        return List.copyOf(check.findings);
    }

    private AdvantageEstimator make() {
        return Objects.requireNonNull(
                factory.create(DISCOUNT, OBSERVATIONS, TRAJECTORIES * HORIZON),
                "the factory returned null; it must make an estimator");
    }

    /// A robot that hits something now and then.
    private static final class Stumbling implements Environment<Goal> {
        private RandomStream random = new RandomStream();
        private double x;
        private double y;
        private boolean ended;

        @Override
        public void reset(Goal task, RandomStream stream, double[] observation) {
            random = stream;
            x = 0;
            y = 0;
            ended = false;
            observe(observation);
        }

        @Override
        public double step(double[] action, double[] observation) {
            x += action[0];
            y += action[1];
            ended = random.nextDouble() < 0.06;
            observe(observation);
            return x - 0.5 * y + random.nextGaussian();
        }

        private void observe(double[] observation) {
            observation[0] = x;
            observation[1] = y;
        }

        @Override
        public boolean terminated() {
            return ended;
        }
    }

    private TrajectoryBatch sampled(int iteration) {
        EnvironmentSpec spec =
                new EnvironmentSpec("stumbling-v1", OBSERVATIONS, ActionSpace.Box.uniform(ACTIONS, -1, 1), HORIZON);
        MetaEnvironment<Goal> environment =
                MetaEnvironment.of(spec, PointNavigation.distance().tasks(), Stumbling::new);
        Policy policy = new GaussianMlpPolicy(OBSERVATIONS, new int[0], ACTIONS, 0.5, Precision.DOUBLE);
        double[] theta = new double[policy.parameterCount()];
        policy.initialize(
                RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.PARAMETERS), theta);
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        TrajectoryBatch batch = new TrajectoryBatch(TRAJECTORIES, HORIZON, OBSERVATIONS, ACTIONS);
        try (RolloutSampler<Goal> sampler =
                new RolloutSampler<>(environment, evaluator.noiseSize(), TRAJECTORIES, HORIZON)) {
            RolloutKey key = new RolloutKey(seed, StreamDomain.DEMONSTRATION, iteration, 0);
            sampler.sample(new Goal(0, 0), evaluator, key, 0, TRAJECTORIES, batch);
        }
        return batch;
    }

    private void run() {
        TrajectoryBatch batch = sampled(0);
        double[] rewards = batch.rewards().clone();
        double[] observations = batch.decisions().observations().clone();
        AdvantageEstimator estimator = make();
        double[] weights = filled(batch.rows());
        double scale = estimator.weights(batch, weights);
        if (!(scale > 0 && Double.isFinite(scale))) {
            findings.add("the scale = " + scale + " must be a positive number");
            return;
        }
        for (int n = 0; n < weights.length; n++) {
            if (!Double.isFinite(weights[n])) {
                findings.add("weight " + n + " = " + weights[n] + " must be a finite number; every row needs one");
                return;
            }
        }
        if (!Arrays.equals(rewards, batch.rewards())
                || !Arrays.equals(observations, batch.decisions().observations())) {
            findings.add("weights changed the batch");
            return;
        }
        repeats(estimator, batch, weights, scale);
        scales(batch, weights, scale);
        leavesOut(batch, rewards);
        sums(batch);
    }

    private static double[] filled(int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private void repeats(AdvantageEstimator estimator, TrajectoryBatch batch, double[] weights, double scale) {
        TrajectoryBatch other = sampled(1);
        estimator.weights(other, filled(other.rows()));
        double[] again = filled(weights.length);
        double scaleAgain = estimator.weights(batch, again);
        if (!Arrays.equals(weights, again) || scale != scaleAgain) {
            findings.add("weights of the same batch differ after another batch was weighted: they must be a function of"
                    + " the batch alone");
        }
        double scaleElsewhere = make().weights(batch, again);
        if (!Arrays.equals(weights, again) || scale != scaleElsewhere) {
            findings.add("weights of the same batch differ in another instance");
        }
    }

    private void scales(TrajectoryBatch batch, double[] weights, double scale) {
        double k = 3;
        double[] rewards = batch.rewards().clone();
        for (int n = 0; n < batch.rows(); n++) {
            batch.rewards()[n] *= k;
        }
        double[] scaled = filled(weights.length);
        double scaleOfScaled = make().weights(batch, scaled);
        System.arraycopy(rewards, 0, batch.rewards(), 0, rewards.length);
        double[] expected = new double[weights.length];
        for (int n = 0; n < weights.length; n++) {
            expected[n] = k * weights[n] / scale;
            scaled[n] /= scaleOfScaled;
        }
        closeTo(
                "w/c must be 3 times as large where all rewards are, as the gradient of returns is: the scale that"
                        + " weights returns is not that of its weights",
                expected,
                scaled,
                1e-6);
    }

    private void leavesOut(TrajectoryBatch batch, double[] rewards) {
        AdvantageEstimator estimator = make();
        for (int[] range : new int[][] {{0, 1}, {3, 5}, {TRAJECTORIES - 2, TRAJECTORIES}, {2, 2}}) {
            int from = range[0];
            int to = range[1];
            String where = " (trajectories " + from + " to " + to + " left out)";
            double[] without = filled(batch.rows());
            estimator.weightsWithout(batch, from, to, without);
            for (int n = batch.start(from); n < batch.start(to); n++) {
                if (without[n] != 0) {
                    findings.add("weightsWithout gave weight " + without[n] + " to a row that is left out" + where);
                    return;
                }
            }
            TrajectoryBatch others = batch.without(from, to);
            double[] ofOthers = filled(others.rows());
            make().weights(others, ofOthers);
            double[] kept = new double[others.rows()];
            int before = batch.start(from);
            System.arraycopy(without, 0, kept, 0, before);
            System.arraycopy(without, batch.start(to), kept, before, kept.length - before);
            closeTo("weightsWithout must give the weights of the batch of the others" + where, ofOthers, kept, 1e-7);
            for (int n = batch.start(from); n < batch.start(to); n++) {
                batch.rewards()[n] += 100 + n;
            }
            double[] changed = filled(batch.rows());
            estimator.weightsWithout(batch, from, to, changed);
            System.arraycopy(rewards, 0, batch.rewards(), 0, rewards.length);
            if (!Arrays.equals(without, changed)) {
                findings.add("weightsWithout depends on the rewards of what is left out" + where);
            }
        }
        double[] none = filled(batch.rows());
        estimator.weightsWithout(batch, 0, TRAJECTORIES, none);
        for (double weight : none) {
            if (weight != 0) {
                findings.add("weightsWithout gave weight " + weight + " where every trajectory is left out");
                return;
            }
        }
    }

    private void sums(TrajectoryBatch batch) {
        AdvantageEstimator estimator = make();
        double[] p = new double[batch.rows()];
        RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.PROBLEM)
                .fillGaussian(p, 0, p.length);
        for (int groups : new int[] {1, 4, TRAJECTORIES}) {
            double[] expected = new double[groups];
            double[] weights = new double[batch.rows()];
            for (int g = 0; g < groups; g++) {
                estimator.weightsWithout(
                        batch,
                        TrajectoryGroups.start(batch, groups, g),
                        TrajectoryGroups.start(batch, groups, g + 1),
                        weights);
                for (int n = 0; n < weights.length; n++) {
                    expected[g] += weights[n] * p[n];
                }
            }
            double[] sums = filled(groups);
            estimator.sumsWithoutGroups(batch, groups, p, sums);
            closeTo(
                    "sumsWithoutGroups must give Σ w p with the weights without each of " + groups + " groups",
                    expected,
                    sums,
                    1e-6);
        }
    }

    private void closeTo(String finding, double[] expected, double[] actual, double relative) {
        double size = 0;
        for (double value : expected) {
            size = Math.max(size, Math.abs(value));
        }
        for (int n = 0; n < expected.length; n++) {
            if (!(Math.abs(expected[n] - actual[n]) <= relative * Math.max(size, 1e-12))) {
                findings.add(finding + ": " + actual[n] + " instead of " + expected[n] + " at " + n);
                return;
            }
        }
    }
}
