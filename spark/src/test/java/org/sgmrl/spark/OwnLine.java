package org.sgmrl.spark;

import java.io.Serializable;
import java.util.List;
import org.sgmrl.advantage.RewardToGo;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.training.MetaTraining;

/// A training of a program's own parts, which no service loader knows: environment, policy, weights.
final class OwnLine {
    private OwnLine() {}

    static MetaTraining<Double> training(TaskDistribution<Double> tasks) {
        EnvironmentSpec spec = new EnvironmentSpec("own-line-v1", 1, ActionSpace.Box.uniform(1, -1, 1), 12);
        return MetaTraining.of(MetaEnvironment.of(spec, tasks, Line::new))
                .policy(of -> new Wrapped(new GaussianMlpPolicy(1, new int[] {4}, 1, 0, Precision.DOUBLE)))
                .advantageEstimators((discount, _, _) -> new RewardToGo(discount))
                .settings(s -> s.withTasks(5)
                        .withInnerStep(step -> step.withSize(1e-3))
                        .withSampling(
                                sampling -> sampling.withInnerTrajectories(4).withOuterTrajectories(3)))
                .iterations(4)
                .seed(11);
    }

    /// Walks to where the task says.
    private static final class Line implements Environment<Double> {
        private double goal;
        private double x;

        @Override
        public void reset(Double task, RandomStream random, double[] observation) {
            goal = task;
            x = random.nextDouble(-0.1, 0.1);
            observation[0] = x;
        }

        @Override
        public double step(double[] action, double[] observation) {
            x += action[0];
            observation[0] = x;
            return -Math.abs(goal - x);
        }

        @Override
        public boolean terminated() {
            return false;
        }
    }

    /// Tasks that can be copied.
    record Sides(double far) implements TaskDistribution<Double>, Serializable {
        @Override
        public Double sample(RandomStream random) {
            return random.nextDouble(-far, far);
        }

        @Override
        public String label() {
            return "goal";
        }

        @Override
        public int parameterCount() {
            return 1;
        }

        @Override
        public void parameters(Double task, double[] out) {
            out[0] = task;
        }
    }

    /// A policy class that only this program has; its products are differences of gradients.
    private record Wrapped(Policy inner) implements Policy {
        @Override
        public String description() {
            return "own-" + inner.description();
        }

        @Override
        public int parameterCount() {
            return inner.parameterCount();
        }

        @Override
        public List<ParameterBlock> layout() {
            return inner.layout();
        }

        @Override
        public int observationSize() {
            return inner.observationSize();
        }

        @Override
        public int actionSize() {
            return inner.actionSize();
        }

        @Override
        public void initialize(RandomStream random, double[] theta) {
            inner.initialize(random, theta);
        }

        @Override
        public double standardDeviation(double[] theta) {
            return inner.standardDeviation(theta);
        }

        @Override
        public PolicyEvaluator newEvaluator() {
            return PolicyEvaluator.differencing(inner.newEvaluator(), parameterCount());
        }
    }
}
