package org.sgmrl.oracle;

import java.util.Arrays;

/// V_ζ and its gradient of one task by forward-mode differentiation along each inner path, with respect to θ or to
/// step sizes α_1..α_d, one of each parameter, at the point where all are α.
///
///     V = Σ_paths q(path;θ) J(θ_ζ(path, θ))
///     ∇V = Σ_paths q(path;θ) [ J(θ_ζ) S + Mᵀ ∇J(θ_ζ) ],   M = ∂θ_ζ/∂θ,   S = ∇_θ log q(path;θ)
///
/// M and S are carried along: with Ψ_t the t-th inner step, M_t = Ψ_t′(θ_{t−1}) M_{t−1} and S_t = S_{t−1} +
/// M_{t−1}ᵀ Σ_{τ∈D_t} ∇log q(τ;θ_{t−1}).
///
/// With respect to step sizes M_0 = 0 and M_t = Ψ_t′(θ_{t−1}) M_{t−1} + diag(ĝ_t), with ĝ_t the mean of g over D_t.
///
/// Shares no code with [BackwardExpectation], which computes the same number for SG-MRL from the other end.
final class ForwardGradient {
    /// What the derivative is with respect to.
    enum Variable {
        /// θ.
        PARAMETERS,
        /// α.
        STEP_SIZES
    }

    private final TaskPaths model;
    private final Adaptation inner;
    private final Variable variable;
    private final int d;
    private final ExactReturn exactReturn;
    private final double[] leafPolicy;
    private final double[] leafGradient;
    private final BatchNode[] nodes;
    private final MultisetCursor[] cursors;
    private final double[][] jacobian;
    private final double[][] pathScore;
    private final double[] batchSum;
    private final double[] stateWeight;
    private final double[] childTheta;
    private double value;

    /// @param root the node of θ, shared by all workers
    ForwardGradient(TaskPaths model, Adaptation inner, BatchNode root, Variable variable) {
        this.model = model;
        this.inner = inner;
        this.variable = variable;
        this.d = model.dimension();
        exactReturn = model.newExactReturn();
        leafPolicy = new double[d];
        leafGradient = new double[d];
        int steps = inner.steps();
        nodes = new BatchNode[steps];
        cursors = new MultisetCursor[steps];
        jacobian = new double[steps + 1][d * d];
        pathScore = new double[steps + 1][d];
        for (int t = 0; t < steps; t++) {
            nodes[t] = t == 0 ? root : model.newNode();
            cursors[t] = new MultisetCursor(root.table.classes, inner.trajectories());
        }
        for (int i = 0; i < d && variable == Variable.PARAMETERS; i++) {
            jacobian[0][i * d + i] = 1;
        }
        batchSum = new double[d];
        stateWeight = new double[model.states()];
        childTheta = new double[d];
    }

    /// The part of V and ∇V that comes from first batches number `from` to `to` − 1.
    ///
    /// @param gradient receives the part of ∇V, `[S·A]`; overwritten
    /// @return the part of V
    double part(long from, long to, double[] gradient) {
        value = 0;
        Arrays.fill(gradient, 0);
        visit(0, from, to, 1, gradient);
        return value;
    }

    private void visit(int t, long from, long to, double pathProbability, double[] gradient) {
        BatchNode node = nodes[t];
        MultisetCursor cursor = cursors[t];
        cursor.seek(from);
        for (long rank = from; rank < to; rank++) {
            if (rank > from) {
                cursor.next();
            }
            double probability = pathProbability * cursor.probability(node.probability);
            if (probability == 0) {
                continue;
            }
            extendPath(t, node, cursor.element);
            node.sum(node.g, cursor.element, batchSum);
            double meanFactor = inner.stepSize() / inner.trajectories();
            for (int i = 0; i < d; i++) {
                childTheta[i] = node.theta[i] + meanFactor * batchSum[i];
            }
            for (int i = 0; i < d && variable == Variable.STEP_SIZES; i++) {
                jacobian[t + 1][i * d + i] += batchSum[i] / inner.trajectories();
            }
            if (t + 1 < inner.steps()) {
                nodes[t + 1].prepare(childTheta);
                visit(t + 1, 0, model.batches(), probability, gradient);
            } else {
                leaf(probability, gradient);
            }
        }
    }

    private void leaf(double probability, double[] gradient) {
        TabularSoftmax.probabilities(model.states(), model.actions(), childTheta, leafPolicy);
        double leafValue = exactReturn.valueAndGradientOfPolicy(leafPolicy, leafGradient);
        double[] m = jacobian[inner.steps()];
        double[] score = pathScore[inner.steps()];
        value += probability * leafValue;
        for (int i = 0; i < d; i++) {
            gradient[i] += probability * leafValue * score[i];
        }
        for (int k = 0; k < d; k++) {
            double scaled = probability * leafGradient[k];
            for (int i = 0; i < d; i++) {
                gradient[i] += scaled * m[k * d + i];
            }
        }
    }

    /// S_{t+1} and M_{t+1} from S_t, M_t. The derivative of θ + (α/D) Σ_τ g(τ;θ) in direction x is, in
    /// state s, x_a − (α/D) W(s) π_a (x_a − Σ_b π_b x_b), because g depends on θ through −π(a|s) W(s)
    /// alone.
    private void extendPath(int t, BatchNode node, int[] batch) {
        int actions = model.actions();
        double[] m = jacobian[t];
        double[] next = jacobian[t + 1];
        double[] nextScore = pathScore[t + 1];
        node.sum(node.score, batch, batchSum);
        System.arraycopy(pathScore[t], 0, nextScore, 0, d);
        for (int k = 0; k < d; k++) {
            for (int i = 0; i < d; i++) {
                nextScore[i] += batchSum[k] * m[k * d + i];
            }
        }
        node.stateWeights(batch, stateWeight);
        for (int s = 0; s < model.states(); s++) {
            double factor = inner.stepSize() / inner.trajectories() * stateWeight[s];
            int row = s * actions;
            for (int i = 0; i < d; i++) {
                double mean = 0;
                for (int b = 0; b < actions; b++) {
                    mean += node.pi[row + b] * m[(row + b) * d + i];
                }
                for (int a = 0; a < actions; a++) {
                    double x = m[(row + a) * d + i];
                    next[(row + a) * d + i] = x - factor * node.pi[row + a] * (x - mean);
                }
            }
        }
    }
}
