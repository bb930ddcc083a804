package org.sgmrl.oracle;

/// Score terms whose coefficients are linear in the vector v of the backward loop, in expectation
/// over the order of a batch's
/// trajectories. With the inner step's reward-to-go weights w_n = R^h/N and p_n = ∇log π_n·v:
///
///     leaving out   Σ_g c_g S_g,   c_g = α Σ_n (w_n(D) − w_n(D∖g)) p_n,   S_g = Σ_{n∈g} ∇log π_n
///     diagonal      Σ_n α w_n p_n ∇log π_n                       (LVC)
///     causal        Σ_i Σ_{h,k} α w_{i,max(h,k)} p_{i,k} ∇log π_{i,h}       (DiCE)
///
/// What is added here is the term divided by α/N, as the curvature's part of the loop is.
///
/// For the first, with Γ = Σ g_i over D, c_g = α (Γ/N − (Γ − Γ_g)/(N − m))·v for a group of m
/// trajectories, and over all orders of the batch Γ_g and S_g have the means of sampling without
/// replacement: of Γ·v S_g it is m/N Γ·v S, of Γ_g·v S_g it is m/N Q + m (m−1)/(N (N−1)) (Γ·v S −
/// Q), Q = Σ_i (g_i·v) s_i.
final class AlongScores {
    private final int states;
    private final int actions;
    /// Factors of Γ·v S and of Q.
    private final double ofAll;

    private final double ofEach;
    private final double[] gradients;
    private final double[] scores;
    private final double[] along;

    /// @param trajectories N
    /// @param groups how many groups the batch is split into; more than N: each trajectory is one
    AlongScores(int states, int actions, int trajectories, int groups) {
        this.states = states;
        this.actions = actions;
        int d = states * actions;
        gradients = new double[d];
        scores = new double[d];
        along = new double[d];
        double n = trajectories;
        int count = Math.min(groups, trajectories);
        double all = 0;
        double each = 0;
        for (int g = 0; g < count; g++) {
            int from = g * trajectories / count;
            int to = (g + 1) * trajectories / count;
            double m = to - from;
            all += m / n;
            if (m < n) {
                double pairs = n == 1 ? 0 : m * (m - 1) / (n * (n - 1));
                all += n / (n - m) * (pairs - m / n);
                each += n / (n - m) * (m / n - pairs);
            }
        }
        ofAll = all;
        ofEach = each;
    }

    void addLeavingOut(BatchNode node, int[] batch, double[] v, double[] out) {
        node.sum(node.g, batch, gradients);
        node.sum(node.score, batch, scores);
        int d = v.length;
        double alongAll = 0;
        for (int i = 0; i < d; i++) {
            alongAll += gradients[i] * v[i];
        }
        for (int i = 0; i < d; i++) {
            out[i] += ofAll * alongAll * scores[i];
        }
        for (int c : batch) {
            double one = 0;
            for (int i = 0; i < d; i++) {
                one += node.g[c * d + i] * v[i];
            }
            for (int i = 0; i < d; i++) {
                out[i] += ofEach * one * node.score[c * d + i];
            }
        }
    }

    void addDiagonal(BatchNode node, int[] batch, double[] v, double[] out) {
        fillAlong(node, v);
        int d = v.length;
        for (int c : batch) {
            for (int i = 0; i < d; i++) {
                addScore(node, i, node.table.weight[c * d + i] * along[i], out);
            }
        }
    }

    void addCausal(BatchNode node, int[] batch, double[] v, double[] out) {
        fillAlong(node, v);
        int decisions = node.table.decisions;
        for (int c : batch) {
            for (int h = 0; h < decisions; h++) {
                double coefficient = 0;
                for (int k = 0; k < decisions; k++) {
                    coefficient += node.table.pairWeight[(c * decisions + h) * decisions + k]
                            * along[node.table.visits[c * decisions + k]];
                }
                addScore(node, node.table.visits[c * decisions + h], coefficient, out);
            }
        }
    }

    /// p of each state and action.
    private void fillAlong(BatchNode node, double[] v) {
        for (int s = 0; s < states; s++) {
            double mean = 0;
            for (int a = 0; a < actions; a++) {
                mean += node.pi[s * actions + a] * v[s * actions + a];
            }
            for (int a = 0; a < actions; a++) {
                along[s * actions + a] = v[s * actions + a] - mean;
            }
        }
    }

    /// Adds a multiple of ∇log π of a state and action.
    private void addScore(BatchNode node, int pair, double factor, double[] out) {
        int row = pair / actions * actions;
        for (int a = 0; a < actions; a++) {
            out[row + a] -= factor * node.pi[row + a];
        }
        out[pair] += factor;
    }
}
