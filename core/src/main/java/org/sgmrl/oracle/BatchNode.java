package org.sgmrl.oracle;

import java.util.Arrays;

/// Everything about the trajectories of one task at one θ that a batch drawn there can need.
final class BatchNode {
    final TrajectoryTable table;
    private final int states;
    private final int actions;
    final double[] theta;
    /// π, `[S·A]`.
    final double[] pi;
    /// q of each class, `[classes]`.
    final double[] probability;
    /// g(τ;θ) of each class, `[classes][S·A]` flat.
    final double[] g;
    /// ∇log q(τ;θ) of each class, `[classes][S·A]` flat.
    final double[] score;

    BatchNode(TrajectoryTable table, int states, int actions) {
        this.table = table;
        this.states = states;
        this.actions = actions;
        int d = states * actions;
        theta = new double[d];
        pi = new double[d];
        probability = new double[table.classes];
        g = new double[table.classes * d];
        score = new double[table.classes * d];
    }

    /// Moves the node to `theta`.
    void prepare(double[] newTheta) {
        int d = states * actions;
        System.arraycopy(newTheta, 0, theta, 0, d);
        TabularSoftmax.probabilities(states, actions, theta, pi);
        for (int c = 0; c < table.classes; c++) {
            double p = table.coefficient[c];
            for (int h = 0; h < table.decisions; h++) {
                p *= pi[table.visits[c * table.decisions + h]];
            }
            probability[c] = p;
            for (int s = 0; s < states; s++) {
                int row = c * d + s * actions;
                double visits = 0;
                double weights = 0;
                for (int a = 0; a < actions; a++) {
                    visits += table.count[row + a];
                    weights += table.weight[row + a];
                }
                for (int a = 0; a < actions; a++) {
                    double pa = pi[s * actions + a];
                    score[row + a] = table.count[row + a] - pa * visits;
                    g[row + a] = table.weight[row + a] - pa * weights;
                }
            }
        }
    }

    /// Sums a quantity of the classes over a batch.
    ///
    /// @param quantity `[classes][S·A]` flat
    /// @param batch class numbers
    /// @param out receives the sum, `[S·A]`; overwritten
    void sum(double[] quantity, int[] batch, double[] out) {
        int d = states * actions;
        Arrays.fill(out, 0, d, 0);
        for (int c : batch) {
            for (int i = 0; i < d; i++) {
                out[i] += quantity[c * d + i];
            }
        }
    }

    /// W(s) summed over a batch: the factor of −∇² log-partition in the derivative of Σ_τ g(τ;θ).
    ///
    /// @param out receives Σ_τ Σ_a W_τ(s,a), `[S]`; overwritten
    void stateWeights(int[] batch, double[] out) {
        Arrays.fill(out, 0, states, 0);
        for (int c : batch) {
            for (int s = 0; s < states; s++) {
                for (int a = 0; a < actions; a++) {
                    out[s] += table.weight[(c * states + s) * actions + a];
                }
            }
        }
    }
}
