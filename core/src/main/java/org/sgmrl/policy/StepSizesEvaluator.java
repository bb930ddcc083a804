package org.sgmrl.policy;

import org.jspecify.annotations.Nullable;
import org.sgmrl.random.RandomStream;

/// Evaluates a policy at (θ, α) by an evaluator of θ: the second half of parameters and directions is not looked at, and
/// of sums it stays as it is.
final class StepSizesEvaluator implements PolicyEvaluator {
    private final PolicyEvaluator acting;
    private final double[] theta;
    private final double[] along;
    private final double[] sum;

    /// @param acting owned
    /// @param parameterCount length of θ
    StepSizesEvaluator(PolicyEvaluator acting, int parameterCount) {
        this.acting = acting;
        this.theta = new double[parameterCount];
        this.along = new double[parameterCount];
        this.sum = new double[parameterCount];
    }

    private static double[] firstHalf(double[] all, double[] half) {
        System.arraycopy(all, 0, half, 0, half.length);
        return half;
    }

    private void returnSum(double[] out) {
        System.arraycopy(sum, 0, out, 0, sum.length);
    }

    @Override
    public void setParameters(double[] all) {
        acting.setParameters(firstHalf(all, theta));
    }

    @Override
    public int noiseSize() {
        return acting.noiseSize();
    }

    @Override
    public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
        acting.drawNoise(random, actions, out, offset);
    }

    @Override
    public @Nullable DecisionMemory newMemory(int capacity) {
        return acting.newMemory(capacity);
    }

    @Override
    public void act(int rows, double[] observations, double[] noise, double[] actions) {
        acting.act(rows, observations, noise, actions);
    }

    @Override
    public void act(
            int rows,
            double[] observations,
            double[] noise,
            double[] actions,
            DecisionMemory memory,
            int[] memoryRows) {
        acting.act(rows, observations, noise, actions, memory, memoryRows);
    }

    @Override
    public void mode(int rows, double[] observations, double[] actions) {
        acting.mode(rows, observations, actions);
    }

    @Override
    public int actionNodes() {
        return acting.actionNodes();
    }

    @Override
    public void actionNodes(int rows, double[] observations, double[] actions, double[] weights) {
        acting.actionNodes(rows, observations, actions, weights);
    }

    @Override
    public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
        acting.logProbability(batch, from, to, out);
    }

    @Override
    public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
        acting.gradient(batch, from, to, weights, firstHalf(out, sum));
        returnSum(out);
    }

    @Override
    public void scoresAlong(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
        acting.scoresAlong(batch, from, to, firstHalf(direction, along), out);
    }

    @Override
    public void scoresAlongWithoutProduct(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
        acting.scoresAlongWithoutProduct(batch, from, to, firstHalf(direction, along), out);
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
        acting.hessianVectorProduct(
                batch, from, to, weights, firstHalf(direction, along), scoreWeights, firstHalf(out, sum));
        returnSum(out);
    }
}
