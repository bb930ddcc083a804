package org.sgmrl.testing;

import org.jspecify.annotations.Nullable;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;

/// Does what another evaluator does, so that a test can plant one defect.
public class ForwardingEvaluator implements PolicyEvaluator {
    protected final PolicyEvaluator inner;

    /// @param inner the sound one
    public ForwardingEvaluator(PolicyEvaluator inner) {
        this.inner = inner;
    }

    @Override
    public void setParameters(double[] theta) {
        inner.setParameters(theta);
    }

    @Override
    public int noiseSize() {
        return inner.noiseSize();
    }

    @Override
    public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
        inner.drawNoise(random, actions, out, offset);
    }

    @Override
    public void act(int rows, double[] observations, double[] noise, double[] actions) {
        inner.act(rows, observations, noise, actions);
    }

    @Override
    public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
        inner.logProbability(batch, from, to, out);
    }

    @Override
    public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
        inner.gradient(batch, from, to, weights, out);
    }

    @Override
    public void scoresAlong(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
        inner.scoresAlong(batch, from, to, direction, out);
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
        inner.hessianVectorProduct(batch, from, to, weights, direction, scoreWeights, out);
    }
}
