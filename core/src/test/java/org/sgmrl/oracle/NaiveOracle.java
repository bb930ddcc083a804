package org.sgmrl.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.EstimatorVariant;

/// The definitions, spelled out: every ordered batch of every ordered trajectory, dense matrices, no
/// merging. Slow, and made for being compared with.
public final class NaiveOracle {
    private final MdpProblem problem;
    private final int states;
    private final int actions;
    private final int d;

    public NaiveOracle(MdpProblem problem) {
        this.problem = problem;
        this.states = problem.states();
        this.actions = problem.actions();
        this.d = states * actions;
    }

    /// A trajectory with its probability, score, g, pathwise curvature matrix and return at some θ.
    public static final class Trajectory {
        private double q;
        private double totalReturn;
        private final double[] score;
        private final double[] g;
        private final double[][] curvature;
        /// ∇log π and R^h of each decision.
        private final List<double[]> decisionScores = new ArrayList<>();

        private final List<Double> toGo = new ArrayList<>();

        Trajectory(int d) {
            score = new double[d];
            g = new double[d];
            curvature = new double[d][d];
        }

        /// q(τ;θ).
        public double probability() {
            return q;
        }

        /// R(τ).
        public double totalReturn() {
            return totalReturn;
        }

        /// ∇log q(τ;θ), shape `[S·A]`.
        public double[] score() {
            return score;
        }

        /// g(τ;θ), shape `[S·A]`.
        public double[] g() {
            return g;
        }

        /// ∇²ν(τ;θ), shape `[S·A][S·A]`.
        public double[][] curvature() {
            return curvature;
        }
    }

    /// Every sequence of H+1 state-action pairs, also those of probability zero.
    public List<Trajectory> trajectories(FiniteMdp mdp, double[] theta) {
        List<Trajectory> result = new ArrayList<>();
        double[] pi = policy(theta);
        int decisions = problem.horizon() + 1;
        int sequences = 1;
        for (int h = 0; h < decisions; h++) {
            sequences *= d;
        }
        for (int code = 0; code < sequences; code++) {
            int[] s = new int[decisions];
            int[] a = new int[decisions];
            int rest = code;
            for (int h = 0; h < decisions; h++) {
                s[h] = rest % d / actions;
                a[h] = rest % d % actions;
                rest /= d;
            }
            result.add(trajectory(mdp, pi, s, a));
        }
        return result;
    }

    private Trajectory trajectory(FiniteMdp mdp, double[] pi, int[] s, int[] a) {
        int decisions = s.length;
        Trajectory tau = new Trajectory(d);
        tau.q = mdp.initial(s[0]);
        for (int h = 0; h < decisions; h++) {
            double toGo = 0;
            for (int t = h; t < decisions; t++) {
                toGo += Math.pow(problem.discount(), t) * mdp.reward(s[t], a[t]);
            }
            if (h == 0) {
                tau.totalReturn = toGo;
            }
            tau.q *= pi[s[h] * actions + a[h]];
            if (h > 0) {
                tau.q *= mdp.transition(s[h - 1], a[h - 1], s[h]);
            }
            double[] decisionScore = new double[d];
            tau.decisionScores.add(decisionScore);
            tau.toGo.add(toGo);
            for (int b = 0; b < actions; b++) {
                int i = s[h] * actions + b;
                double dLog = (b == a[h] ? 1 : 0) - pi[s[h] * actions + b];
                decisionScore[i] = dLog;
                tau.score[i] += dLog;
                tau.g[i] += toGo * dLog;
                for (int c = 0; c < actions; c++) {
                    double pb = pi[s[h] * actions + b];
                    double pc = pi[s[h] * actions + c];
                    tau.curvature[i][s[h] * actions + c] -= toGo * ((b == c ? pb : 0) - pb * pc);
                }
            }
        }
        return tau;
    }

    private double[] policy(double[] theta) {
        double[] pi = new double[d];
        for (int s = 0; s < states; s++) {
            double sum = 0;
            for (int b = 0; b < actions; b++) {
                sum += Math.exp(theta[s * actions + b]);
            }
            for (int a = 0; a < actions; a++) {
                pi[s * actions + a] = Math.exp(theta[s * actions + a]) / sum;
            }
        }
        return pi;
    }

    double expectedReturn(FiniteMdp mdp, double[] theta) {
        double value = 0;
        for (Trajectory t : trajectories(mdp, theta)) {
            value += t.q * t.totalReturn;
        }
        return value;
    }

    /// Σ_τ q(τ) g(τ), eq. (3).
    double[] returnGradient(FiniteMdp mdp, double[] theta) {
        double[] gradient = new double[d];
        for (Trajectory t : trajectories(mdp, theta)) {
            addTo(gradient, t.q, t.g);
        }
        return gradient;
    }

    /// Σ_τ q(τ) u(τ), eq. (8).
    double[][] returnHessian(FiniteMdp mdp, double[] theta) {
        double[][] hessian = new double[d][d];
        for (Trajectory t : trajectories(mdp, theta)) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    hessian[i][j] += t.q * (t.g[i] * t.score[j] + t.curvature[i][j]);
                }
            }
        }
        return hessian;
    }

    double value(double[] theta, Adaptation inner) {
        double value = 0;
        for (MdpTask task : problem.tasks()) {
            value += task.probability() * valueAfter(task.mdp(), theta, inner, inner.steps());
        }
        return value;
    }

    private double valueAfter(FiniteMdp mdp, double[] theta, Adaptation inner, int steps) {
        if (steps == 0) {
            return expectedReturn(mdp, theta);
        }
        List<Trajectory> all = trajectories(mdp, theta);
        double value = 0;
        for (int[] batch : orderedBatches(all.size(), inner.trajectories())) {
            value += probability(all, batch) * valueAfter(mdp, innerStep(all, batch, theta, inner), inner, steps - 1);
        }
        return value;
    }

    Map<EstimatorVariant, double[]> expectations(double[] theta, Adaptation inner) {
        Map<EstimatorVariant, double[]> out = new LinkedHashMap<>();
        for (EstimatorVariant variant : EstimatorVariant.all()) {
            out.put(variant, new double[d]);
        }
        for (MdpTask task : problem.tasks()) {
            paths(task, theta, inner, task.probability(), new ArrayList<>(), new ArrayList<>(), out);
        }
        return out;
    }

    /// Walks over all sequences of batches and, at the end of each, runs the backward loop over the whole
    /// path.
    private void paths(
            MdpTask task,
            double[] theta,
            Adaptation inner,
            double probability,
            List<List<Trajectory>> all,
            List<int[]> path,
            Map<EstimatorVariant, double[]> out) {
        if (path.size() == inner.steps()) {
            double j = expectedReturn(task.mdp(), theta);
            double[] gradient = returnGradient(task.mdp(), theta);
            out.forEach((variant, sum) -> {
                double[] v = gradient;
                for (int t = inner.steps() - 1; t >= 0; t--) {
                    v = backward(variant, t, all.get(t), path.get(t), inner, j, v);
                }
                addTo(sum, probability, v);
            });
            return;
        }
        List<Trajectory> here = trajectories(task.mdp(), theta);
        all.add(here);
        for (int[] batch : orderedBatches(here.size(), inner.trajectories())) {
            path.add(batch);
            double extended = probability * probability(here, batch);
            paths(task, innerStep(here, batch, theta, inner), inner, extended, all, path, out);
            path.removeLast();
        }
        all.removeLast();
    }

    private double[] backward(
            EstimatorVariant variant,
            int t,
            List<Trajectory> all,
            int[] batch,
            Adaptation inner,
            double j,
            double[] v) {
        String id = variant.id();
        boolean firstOrder = id.endsWith("first-order");
        boolean policyHessian = id.endsWith("policy-hessian");
        boolean linear = id.equals("sg-mrl-linear");
        double scoreWeight =
                id.startsWith("sg-mrl") && !linear ? j : id.equals("e-maml") && t == 0 ? j / batch.length : 0;
        double[] next = v.clone();
        for (int place = 0; place < batch.length; place++) {
            Trajectory tau = all.get(batch[place]);
            addTo(next, scoreWeight, tau.score);
            if (linear) {
                addTo(next, lostWithout(all, batch, place, inner, v), tau.score);
            } else if (id.equals("lvc") || id.equals("promp") || id.equals("dice")) {
                addPairs(!id.equals("dice"), tau, inner.stepSize() / batch.length, v, next);
            }
            for (int i = 0; i < d && !firstOrder; i++) {
                for (int k = 0; k < d; k++) {
                    double u = tau.curvature[i][k] + (policyHessian ? tau.g[i] * tau.score[k] : 0);
                    next[i] += inner.stepSize() / batch.length * u * v[k];
                }
            }
        }
        return next;
    }

    /// (θ′(D) − θ′(D without one trajectory))·v.
    private double lostWithout(List<Trajectory> all, int[] batch, int place, Adaptation inner, double[] v) {
        double lost = 0;
        for (int other = 0; other < batch.length; other++) {
            double with = 1.0 / batch.length;
            double without = other == place ? 0 : 1.0 / (batch.length - 1);
            for (int i = 0; i < d; i++) {
                lost += inner.stepSize() * (with - without) * all.get(batch[other]).g[i] * v[i];
            }
        }
        return lost;
    }

    /// Pairs of decisions of a trajectory: Σ_{h,k} α/N R^{max(h,k)} (∇log π_k·v) ∇log π_h, or
    /// those with h = k.
    private void addPairs(boolean equalOnly, Trajectory tau, double factor, double[] v, double[] out) {
        for (int h = 0; h < tau.toGo.size(); h++) {
            for (int k = 0; k < tau.toGo.size(); k++) {
                if (h != k && equalOnly) {
                    continue;
                }
                double along = 0;
                for (int i = 0; i < d; i++) {
                    along += tau.decisionScores.get(k)[i] * v[i];
                }
                addTo(out, factor * tau.toGo.get(Math.max(h, k)) * along, tau.decisionScores.get(h));
            }
        }
    }

    private double[] innerStep(List<Trajectory> all, int[] batch, double[] theta, Adaptation inner) {
        double[] next = theta.clone();
        for (int index : batch) {
            addTo(next, inner.stepSize() / batch.length, all.get(index).g);
        }
        return next;
    }

    private static double probability(List<Trajectory> all, int[] batch) {
        double probability = 1;
        for (int index : batch) {
            probability *= all.get(index).q;
        }
        return probability;
    }

    private static List<int[]> orderedBatches(int n, int size) {
        List<int[]> result = new ArrayList<>();
        int total = 1;
        for (int i = 0; i < size; i++) {
            total *= n;
        }
        for (int code = 0; code < total; code++) {
            int[] batch = new int[size];
            int rest = code;
            for (int i = 0; i < size; i++) {
                batch[i] = rest % n;
                rest /= n;
            }
            result.add(batch);
        }
        return result;
    }

    private static void addTo(double[] sum, double factor, double[] x) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * x[i];
        }
    }
}
