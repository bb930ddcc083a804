package org.sgmrl.policy;

/// The softmax π(a) = exp l_a / Σ_b exp l_b on logits l, shared by all policies with discrete actions.
final class SoftmaxLogits {
    private SoftmaxLogits() {}

    /// Probabilities of `count` logits; overwrites `out[0 .. count-1]`.
    static void probabilities(double[] logits, int offset, int count, double[] out) {
        double max = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < count; a++) {
            max = Math.max(max, logits[offset + a]);
        }
        double sum = 0;
        for (int a = 0; a < count; a++) {
            out[a] = StrictMath.exp(logits[offset + a] - max);
            sum += out[a];
        }
        for (int a = 0; a < count; a++) {
            out[a] /= sum;
        }
    }

    /// The first of the actions with the largest logit.
    static int largest(double[] logits, int offset, int count) {
        int largest = 0;
        for (int a = 1; a < count; a++) {
            if (logits[offset + a] > logits[offset + largest]) {
                largest = a;
            }
        }
        return largest;
    }

    /// All actions with their probabilities, as the nodes of row `row`.
    static void nodes(double[] probabilities, int count, int row, double[] actions, double[] weights) {
        for (int a = 0; a < count; a++) {
            actions[row * count + a] = a;
            weights[row * count + a] = probabilities[a];
        }
    }

    /// log π(action) from logits.
    static double logProbability(double[] logits, int offset, int count, int action) {
        double max = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < count; a++) {
            max = Math.max(max, logits[offset + a]);
        }
        double sum = 0;
        for (int a = 0; a < count; a++) {
            sum += StrictMath.exp(logits[offset + a] - max);
        }
        return logits[offset + action] - max - StrictMath.log(sum);
    }

    /// w ∂log π(action)/∂l = w (e_action − π) into `seed[offset ..]`.
    static void seed(double[] probabilities, int count, int action, double w, double[] seed, int offset) {
        for (int a = 0; a < count; a++) {
            seed[offset + a] = w * ((a == action ? 1 : 0) - probabilities[a]);
        }
    }

    /// Derivative of log π(action) along the logits' tangent, l̇_action − Σ_b π_b l̇_b.
    static double scoreAlong(double[] probabilities, int count, int action, double[] logitsTangent, int offset) {
        double mean = 0;
        for (int a = 0; a < count; a++) {
            mean += probabilities[a] * logitsTangent[offset + a];
        }
        return logitsTangent[offset + action] - mean;
    }

    /// Derivative of the seed along the logits' tangent, −w π_a (l̇_a − Σ_b π_b l̇_b), plus the seed of
    /// weight c.
    static void seedTangent(
            double[] probabilities,
            int count,
            int action,
            double w,
            double c,
            double[] logitsTangent,
            double[] seedTangent,
            int offset) {
        double mean = 0;
        for (int a = 0; a < count; a++) {
            mean += probabilities[a] * logitsTangent[offset + a];
        }
        for (int a = 0; a < count; a++) {
            seedTangent[offset + a] = -w * probabilities[a] * (logitsTangent[offset + a] - mean)
                    + c * ((a == action ? 1 : 0) - probabilities[a]);
        }
    }
}
