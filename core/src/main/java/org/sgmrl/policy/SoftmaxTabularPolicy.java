package org.sgmrl.policy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.random.Categorical;
import org.sgmrl.random.RandomStream;

/// Softmax policy with one logit for each state and action, π(a|s; θ) = exp θ_sa / Σ_b exp θ_sb: the policy
/// for which the theory's constants and the exact oracles are computed. Observations are one-hot states;
/// all arithmetic is double.
public final class SoftmaxTabularPolicy implements Policy {
    private final int states;
    private final int actions;

    /// A policy for a finite MDP; all logits are initially zero (the uniform policy).
    ///
    /// @param states number of states
    /// @param actions number of actions
    public SoftmaxTabularPolicy(int states, int actions) {
        if (states < 1 || actions < 1) {
            throw new IllegalArgumentException(
                    "states = " + states + " and actions = " + actions + " must be at least 1");
        }
        this.states = states;
        this.actions = actions;
    }

    @Override
    public String description() {
        return "softmax-tabular(" + states + "×" + actions + ")";
    }

    @Override
    public int parameterCount() {
        return states * actions;
    }

    @Override
    public List<ParameterBlock> layout() {
        return List.of(new ParameterBlock("logits", List.of(states, actions)));
    }

    @Override
    public int observationSize() {
        return states;
    }

    @Override
    public int actionSize() {
        return 1;
    }

    @Override
    public void initialize(RandomStream random, double[] theta) {
        Arrays.fill(theta, 0, states * actions, 0.0);
    }

    @Override
    public double standardDeviation(double[] theta) {
        return Double.NaN;
    }

    @Override
    public PolicyEvaluator newEvaluator() {
        return new Evaluator();
    }

    private final class Evaluator implements PolicyEvaluator {
        private final double[] theta = new double[states * actions];
        private final double[] probabilities = new double[states * actions];
        private final double[] stateProbabilities = new double[actions];
        private final double[] seed = new double[actions];
        private final double[] tangent = new double[actions];

        @Override
        public void setParameters(double[] parameters) {
            System.arraycopy(parameters, 0, theta, 0, theta.length);
            for (int s = 0; s < states; s++) {
                SoftmaxLogits.probabilities(theta, s * actions, actions, stateProbabilities);
                System.arraycopy(stateProbabilities, 0, probabilities, s * actions, actions);
            }
        }

        @Override
        public int noiseSize() {
            return 1;
        }

        @Override
        public void drawNoise(RandomStream random, int count, double[] out, int offset) {
            random.fillUniform(out, offset, count);
        }

        @Override
        public void act(int rows, double[] observations, double[] noise, double[] out) {
            for (int i = 0; i < rows; i++) {
                loadProbabilities(state(observations, i));
                out[i] = Categorical.choose(stateProbabilities, 0, actions, noise[i]);
            }
        }

        @Override
        public void mode(int rows, double[] observations, double[] out) {
            for (int i = 0; i < rows; i++) {
                out[i] = SoftmaxLogits.largest(theta, state(observations, i) * actions, actions);
            }
        }

        @Override
        public int actionNodes() {
            return actions;
        }

        @Override
        public void actionNodes(int rows, double[] observations, double[] out, double[] weights) {
            for (int i = 0; i < rows; i++) {
                loadProbabilities(state(observations, i));
                SoftmaxLogits.nodes(stateProbabilities, actions, i, out, weights);
            }
        }

        @Override
        public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
            for (int i = from; i < to; i++) {
                int s = state(batch.observations(), i);
                out[i - from] = SoftmaxLogits.logProbability(theta, s * actions, actions, (int) batch.actions()[i]);
            }
        }

        @Override
        public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
            for (int i = from; i < to; i++) {
                int s = state(batch.observations(), i);
                loadProbabilities(s);
                SoftmaxLogits.seed(stateProbabilities, actions, (int) batch.actions()[i], weights[i], seed, 0);
                addTo(out, s, seed);
            }
        }

        @Override
        public void scoresAlong(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
            for (int i = from; i < to; i++) {
                int s = state(batch.observations(), i);
                loadProbabilities(s);
                out[i] = SoftmaxLogits.scoreAlong(
                        stateProbabilities, actions, (int) batch.actions()[i], direction, s * actions);
            }
        }

        @Override
        public void hessianVectorProduct(
                DecisionBatch batch,
                int from,
                int to,
                double[] weights,
                double[] direction,
                double @Nullable [] scoreWeights,
                double[] out) {
            for (int i = from; i < to; i++) {
                int s = state(batch.observations(), i);
                int action = (int) batch.actions()[i];
                double c = scoreWeights == null ? 0 : scoreWeights[i];
                loadProbabilities(s);
                System.arraycopy(direction, s * actions, tangent, 0, actions);
                SoftmaxLogits.seedTangent(stateProbabilities, actions, action, weights[i], c, tangent, seed, 0);
                addTo(out, s, seed);
            }
        }

        private int state(double[] observations, int row) {
            for (int s = 0; s < states; s++) {
                if (observations[row * states + s] == 1) {
                    return s;
                }
            }
            throw new IllegalArgumentException("observation " + row + " is not one-hot over " + states
                    + " states; a tabular policy needs a tabular environment");
        }

        private void loadProbabilities(int s) {
            System.arraycopy(probabilities, s * actions, stateProbabilities, 0, actions);
        }

        private void addTo(double[] out, int s, double[] values) {
            for (int a = 0; a < actions; a++) {
                out[s * actions + a] += values[a];
            }
        }
    }
}
