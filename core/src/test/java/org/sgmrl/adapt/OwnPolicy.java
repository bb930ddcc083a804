package org.sgmrl.adapt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;

/// A policy that the library does not know: another one by another name, with nothing but what it must have.
record OwnPolicy(Policy hidden) implements Policy {
    @Override
    public String description() {
        return "own(" + parameterCount() + ")";
    }

    @Override
    public int parameterCount() {
        return hidden.parameterCount();
    }

    @Override
    public List<ParameterBlock> layout() {
        return hidden.layout();
    }

    @Override
    public int observationSize() {
        return hidden.observationSize();
    }

    @Override
    public int actionSize() {
        return hidden.actionSize();
    }

    @Override
    public void initialize(RandomStream random, double[] theta) {
        hidden.initialize(random, theta);
    }

    @Override
    public double standardDeviation(double[] theta) {
        return hidden.standardDeviation(theta);
    }

    @Override
    public PolicyEvaluator newEvaluator() {
        PolicyEvaluator evaluator = hidden.newEvaluator();
        return new PolicyEvaluator() {
            @Override
            public void setParameters(double[] theta) {
                evaluator.setParameters(theta);
            }

            @Override
            public int noiseSize() {
                return evaluator.noiseSize();
            }

            @Override
            public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
                evaluator.drawNoise(random, actions, out, offset);
            }

            @Override
            public void act(int rows, double[] observations, double[] noise, double[] actions) {
                evaluator.act(rows, observations, noise, actions);
            }

            @Override
            public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
                evaluator.logProbability(batch, from, to, out);
            }

            @Override
            public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
                evaluator.gradient(batch, from, to, weights, out);
            }

            @Override
            public void scoresAlong(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
                evaluator.scoresAlong(batch, from, to, direction, out);
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
                evaluator.hessianVectorProduct(batch, from, to, weights, direction, scoreWeights, out);
            }
        };
    }
}
