package org.sgmrl.oracle;

/// The policy π(a|s) = exp θ_sa / Σ_b exp θ_sb.
final class TabularSoftmax {
    private TabularSoftmax() {}

    /// @param theta logits, shape `[S·A]`
    /// @param pi receives π, shape `[S·A]`; overwritten
    static void probabilities(int states, int actions, double[] theta, double[] pi) {
        for (int s = 0; s < states; s++) {
            int row = s * actions;
            double max = theta[row];
            for (int a = 1; a < actions; a++) {
                max = Math.max(max, theta[row + a]);
            }
            double sum = 0;
            for (int a = 0; a < actions; a++) {
                // StrictMath: the intrinsics of Math.exp differ in the last bit across processors.
                double e = StrictMath.exp(theta[row + a] - max);
                pi[row + a] = e;
                sum += e;
            }
            for (int a = 0; a < actions; a++) {
                pi[row + a] /= sum;
            }
        }
    }
}
