package org.sgmrl.oracle;

import java.util.Arrays;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.Objective;

/// The exact expectation of estimator variants on one task over all inner batches, with exact J and ∇J at
/// θ_ζ; and of their derivatives with respect to step sizes α_1..α_d, one of each parameter, at the point where all are α:
///
///     v_α ← 0;   before turn t:   v_α ← v_α + ĝ_t ⊙ v
///
/// The backward loop of [EstimatorVariant] is linear in (v, J), so its expectation given D_1..D_t is the
/// loop applied to the expectations of its parts: each level of the recursion returns the means of J(θ_ζ)
/// and v for the level above.
final class BackwardExpectation {
    private final TaskPaths model;
    private final Adaptation inner;
    private final EstimatorVariant[] variants;
    private final int d;
    private final ExactReturn exactReturn;
    private final double[] leafPolicy;
    /// ∇J(θ).
    private final double[] ownGradient;
    private final BatchNode[] nodes;
    private final MultisetCursor[] cursors;
    /// The mean of v of each variant at each level, `[ζ+1][variants][S·A]`.
    private final double[][][] expectation;
    /// The same of v_α.
    private final double[][][] ofStepSizes;

    private final double[][] batchG;
    private final double[][] batchScore;
    private final double[][] stateWeight;
    private final double[] childTheta;
    private final double[] curved;
    private final AlongScores alongScores;

    /// @param root the node of θ, shared by all workers
    /// @param groups groups of the linear score term
    BackwardExpectation(TaskPaths model, Adaptation inner, BatchNode root, EstimatorVariant[] variants, int groups) {
        this.model = model;
        this.inner = inner;
        this.variants = variants.clone();
        this.d = model.dimension();
        exactReturn = model.newExactReturn();
        leafPolicy = new double[d];
        ownGradient = new double[d];
        int steps = inner.steps();
        nodes = new BatchNode[steps];
        cursors = new MultisetCursor[steps];
        for (int t = 0; t < steps; t++) {
            nodes[t] = t == 0 ? root : model.newNode();
            cursors[t] = new MultisetCursor(root.table.classes, inner.trajectories());
        }
        expectation = new double[steps + 1][variants.length][d];
        ofStepSizes = new double[steps + 1][variants.length][d];
        batchG = new double[steps][d];
        batchScore = new double[steps][d];
        stateWeight = new double[steps][model.states()];
        childTheta = new double[d];
        curved = new double[d];
        alongScores = new AlongScores(model.states(), model.actions(), inner.trajectories(), groups);
    }

    /// The part of the expectations that comes from first batches number `from` to `to` − 1.
    ///
    /// @param out receives the part of the mean of v and v_α of each variant, `[variants][2·S·A]` flat; overwritten
    /// @return the part of V
    double part(long from, long to, double[] out) {
        exactReturn.valueAndGradient(nodes[0].theta, ownGradient);
        double value = level(0, from, to);
        for (int k = 0; k < variants.length; k++) {
            System.arraycopy(expectation[0][k], 0, out, 2 * k * d, d);
            System.arraycopy(ofStepSizes[0][k], 0, out, (2 * k + 1) * d, d);
        }
        return value;
    }

    private double level(int t, long from, long to) {
        for (double[] sum : expectation[t]) {
            Arrays.fill(sum, 0);
        }
        for (double[] sum : ofStepSizes[t]) {
            Arrays.fill(sum, 0);
        }
        BatchNode node = nodes[t];
        MultisetCursor cursor = cursors[t];
        double value = 0;
        cursor.seek(from);
        for (long rank = from; rank < to; rank++) {
            if (rank > from) {
                cursor.next();
            }
            double probability = cursor.probability(node.probability);
            if (probability == 0) {
                continue;
            }
            int[] batch = cursor.element;
            node.sum(node.g, batch, batchG[t]);
            for (int i = 0; i < d; i++) {
                childTheta[i] = node.theta[i] + inner.stepSize() * (batchG[t][i] / inner.trajectories());
            }
            double childValue;
            if (t + 1 < inner.steps()) {
                nodes[t + 1].prepare(childTheta);
                childValue = level(t + 1, 0, model.batches());
            } else {
                childValue = leaf();
            }
            value += probability * childValue;
            node.sum(node.score, batch, batchScore[t]);
            node.stateWeights(batch, stateWeight[t]);
            for (int k = 0; k < variants.length; k++) {
                step(t, variants[k], batch, probability, childValue, expectation[t + 1][k], expectation[t][k]);
                if (variants[k].method().objective() == Objective.ADAPTED_RETURN) {
                    stepOfStepSizes(t, k, probability);
                }
            }
        }
        return value;
    }

    private double leaf() {
        TabularSoftmax.probabilities(model.states(), model.actions(), childTheta, leafPolicy);
        double[][] v = expectation[inner.steps()];
        if (v.length == 0) {
            return exactReturn.valueOfPolicy(leafPolicy);
        }
        double value = exactReturn.valueAndGradientOfPolicy(leafPolicy, v[0]);
        for (int k = 1; k < v.length; k++) {
            System.arraycopy(v[0], 0, v[k], 0, d);
        }
        return value;
    }

    /// One turn of the backward loop, weighted: out += probability · (v + α C v + c J Σ score), or
    /// with scores whose coefficients are linear in v.
    private void step(
            int t,
            EstimatorVariant variant,
            int[] batch,
            double probability,
            double childValue,
            double[] v,
            double[] out) {
        if (variant.method().objective() == Objective.OWN_RETURN) {
            // Whatever the batches: their probabilities add up to 1.
            for (int i = 0; i < d; i++) {
                out[i] += probability * ownGradient[i];
            }
            return;
        }
        switch (variant.curvature()) {
            case NONE -> Arrays.fill(curved, 0);
            case PATHWISE -> {
                Arrays.fill(curved, 0);
                addPathwise(t, v);
            }
            case POLICY_HESSIAN -> {
                Arrays.fill(curved, 0);
                addPathwise(t, v);
                addOuterProducts(t, batch, v);
            }
        }
        if (variant.linear()) {
            alongScores.addLeavingOut(nodes[t], batch, v, curved);
        }
        double alphaMean = inner.stepSize() / inner.trajectories();
        double scoreWeight = switch (variant.scores()) {
            case NONE -> 0;
            case SUM -> variant.linear() ? 0 : childValue;
            case MEAN_OF_FIRST_BATCH -> t == 0 ? childValue / inner.trajectories() : 0;
            case DIAGONAL_PAIRS -> {
                alongScores.addDiagonal(nodes[t], batch, v, curved);
                yield 0;
            }
            case CAUSAL_PAIRS -> {
                alongScores.addCausal(nodes[t], batch, v, curved);
                yield 0;
            }
        };
        for (int i = 0; i < d; i++) {
            out[i] += probability * (v[i] + alphaMean * curved[i] + scoreWeight * batchScore[t][i]);
        }
    }

    /// The same turn of v_α: its mean += probability · (v_α + ĝ_t ⊙ v), v before the turn.
    private void stepOfStepSizes(int t, int variant, double probability) {
        double[] v = expectation[t + 1][variant];
        double[] later = ofStepSizes[t + 1][variant];
        double[] out = ofStepSizes[t][variant];
        for (int i = 0; i < d; i++) {
            out[i] += probability * (later[i] + batchG[t][i] / inner.trajectories() * v[i]);
        }
    }

    /// curved += Σ_τ Σ_h R^h ∇²log π(a_h|s_h) v, where ∇²log π(·|s) = −(diag π − π πᵀ) whatever the action.
    private void addPathwise(int t, double[] v) {
        int actions = model.actions();
        double[] pi = nodes[t].pi;
        for (int s = 0; s < model.states(); s++) {
            int row = s * actions;
            double piV = 0;
            for (int a = 0; a < actions; a++) {
                piV += pi[row + a] * v[row + a];
            }
            for (int a = 0; a < actions; a++) {
                double fisherV = pi[row + a] * v[row + a] - pi[row + a] * piV;
                curved[row + a] -= stateWeight[t][s] * fisherV;
            }
        }
    }

    /// curved += Σ_τ g(τ) (∇log q(τ)ᵀ v).
    private void addOuterProducts(int t, int[] batch, double[] v) {
        BatchNode node = nodes[t];
        for (int c : batch) {
            double along = 0;
            for (int i = 0; i < d; i++) {
                along += node.score[c * d + i] * v[i];
            }
            for (int i = 0; i < d; i++) {
                curved[i] += node.g[c * d + i] * along;
            }
        }
    }
}
