package org.sgmrl.oracle;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sgmrl.mdp.FiniteMdp;

/// The trajectories of one MDP, grouped into classes that no quantity of the theory can tell apart, at any
/// θ.
///
/// For the softmax-tabular policy a trajectory enters through two tables that do not depend on θ: the visit
/// counts N(s,a) and the visit weights W(s,a) = Σ_{h: (s_h,a_h)=(s,a)} R^h(τ), where R^h(τ) = Σ_{t≥h} γ^t
/// r(s_t,a_t):
///
///     ∇log q(τ)[s][a] = N(s,a) − π(a|s) N(s)
///     g(τ)[s][a]      = W(s,a) − π(a|s) W(s)
///     q(τ)            = c(τ) Π π(a|s)^N(s,a),   c(τ) = μ(s_0) Π P(s_{h+1}|s_h,a_h)
///
/// with N(s), W(s) the sums over a. So trajectories with the same (N, W) are merged and their c added;
/// those with c = 0 are dropped.
///
/// What depends on the order of the decisions too is kept as its mean over the class, which does
/// not depend on θ either: given the class, a trajectory has the probability c(τ) over their sum.
final class TrajectoryTable {
    final int classes;
    final int decisions;
    final int dimension;
    /// Σ of c(τ) over the class, `[classes]`.
    final double[] coefficient;
    /// The visited pairs `s * A + a` in ascending order, `[classes][H+1]` flat.
    final int[] visits;
    /// N, `[classes][S·A]` flat.
    final double[] count;
    /// W, `[classes][S·A]` flat.
    final double[] weight;
    /// The mean of R^{max(h,k)} over the class for each pair of decisions h, k, in the order of
    /// `visits`: `[classes][H+1][H+1]` flat. (Of equal visits the order is any.)
    final double[] pairWeight;

    private TrajectoryTable(int decisions, int dimension, Map<Key, double[]> merged) {
        this.classes = merged.size();
        this.decisions = decisions;
        this.dimension = dimension;
        coefficient = new double[classes];
        visits = new int[classes * decisions];
        count = new double[classes * dimension];
        weight = new double[classes * dimension];
        pairWeight = new double[classes * decisions * decisions];
        int i = 0;
        for (Map.Entry<Key, double[]> entry : merged.entrySet()) {
            coefficient[i] = entry.getValue()[0];
            for (int k = 0; k < decisions * decisions; k++) {
                pairWeight[i * decisions * decisions + k] = entry.getValue()[1 + k] / coefficient[i];
            }
            System.arraycopy(entry.getKey().visits, 0, visits, i * decisions, decisions);
            System.arraycopy(entry.getKey().weight, 0, weight, i * dimension, dimension);
            for (int sa : entry.getKey().visits) {
                count[i * dimension + sa]++;
            }
            i++;
        }
    }

    /// Enumerates the trajectories of positive probability. The caller has checked that
    /// [#countTrajectories] is small.
    static TrajectoryTable enumerate(FiniteMdp mdp, int horizon, double discount) {
        int states = mdp.states();
        int actions = mdp.actions();
        int dimension = states * actions;
        int decisions = horizon + 1;
        Map<Key, double[]> merged = new LinkedHashMap<>();
        int[] state = new int[decisions];
        int[] action = new int[decisions];
        double[] reach = new double[decisions];
        double[] discountPower = new double[decisions];
        discountPower[0] = 1;
        for (int h = 1; h < decisions; h++) {
            discountPower[h] = discountPower[h - 1] * discount;
        }
        // A depth-first walk without recursion: level h holds the current state and action; state −1 means "before
        // the first state".
        int h = 0;
        state[0] = -1;
        action[0] = actions - 1;
        while (h >= 0) {
            if (action[h] < actions - 1) {
                action[h]++;
            } else {
                double p = 0;
                int s = state[h];
                while (p == 0 && ++s < states) {
                    p = h == 0 ? mdp.initial(s) : mdp.transition(state[h - 1], action[h - 1], s);
                }
                if (s == states) {
                    h--;
                    continue;
                }
                state[h] = s;
                action[h] = 0;
                reach[h] = h == 0 ? p : reach[h - 1] * p;
            }
            if (h == horizon) {
                double c = reach[h];
                if (c > 0) {
                    double[] sums = merged.computeIfAbsent(
                            Key.of(mdp, discountPower, state, action, dimension),
                            key -> new double[1 + decisions * decisions]);
                    sums[0] += c;
                    addPairWeights(mdp, discountPower, state, action, c, sums);
                }
            } else {
                h++;
                state[h] = -1;
                action[h] = actions - 1;
            }
        }
        return new TrajectoryTable(decisions, dimension, merged);
    }

    /// Adds c R^{max(h,k)} for all pairs of decisions, in the order of the sorted visits, from
    /// index 1 on.
    private static void addPairWeights(
            FiniteMdp mdp, double[] discountPower, int[] state, int[] action, double c, double[] sums) {
        int decisions = state.length;
        int[] place = new int[decisions];
        double[] toGo = new double[decisions];
        double sum = 0;
        for (int h = decisions - 1; h >= 0; h--) {
            sum += discountPower[h] * mdp.reward(state[h], action[h]);
            toGo[h] = sum;
            int pair = state[h] * mdp.actions() + action[h];
            for (int k = 0; k < decisions; k++) {
                int other = state[k] * mdp.actions() + action[k];
                if (other < pair || (other == pair && k < h)) {
                    place[h]++;
                }
            }
        }
        for (int h = 0; h < decisions; h++) {
            for (int k = 0; k < decisions; k++) {
                sums[1 + place[h] * decisions + place[k]] += c * toGo[Math.max(h, k)];
            }
        }
    }

    /// The number of trajectories of positive probability; exact below 2⁵³.
    static double countTrajectories(FiniteMdp mdp, int horizon) {
        int states = mdp.states();
        double[] ways = new double[states];
        for (int s = 0; s < states; s++) {
            ways[s] = mdp.initial(s) > 0 ? 1 : 0;
        }
        for (int h = 0; h < horizon; h++) {
            double[] next = new double[states];
            for (int s = 0; s < states; s++) {
                for (int a = 0; a < mdp.actions(); a++) {
                    for (int s2 = 0; s2 < states; s2++) {
                        next[s2] += mdp.transition(s, a, s2) > 0 ? ways[s] : 0;
                    }
                }
            }
            ways = next;
        }
        return Arrays.stream(ways).sum() * mdp.actions();
    }

    /// What identifies a class: the sorted visits and the weights.
    private static final class Key {
        private final int[] visits;
        private final double[] weight;
        private final int hash;

        private Key(int[] visits, double[] weight) {
            this.visits = visits;
            this.weight = weight;
            this.hash = 31 * Arrays.hashCode(visits) + Arrays.hashCode(weight);
        }

        static Key of(FiniteMdp mdp, double[] discountPower, int[] state, int[] action, int dimension) {
            int decisions = state.length;
            int[] visits = new int[decisions];
            double[] weight = new double[dimension];
            double toGo = 0;
            for (int h = decisions - 1; h >= 0; h--) {
                int sa = state[h] * mdp.actions() + action[h];
                toGo += discountPower[h] * mdp.reward(state[h], action[h]);
                visits[h] = sa;
                weight[sa] += toGo;
            }
            Arrays.sort(visits);
            return new Key(visits, weight);
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Key k && Arrays.equals(k.visits, visits) && Arrays.equals(k.weight, weight);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
