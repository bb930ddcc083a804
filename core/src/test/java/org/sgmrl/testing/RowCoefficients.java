package org.sgmrl.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;

/// The exact expectation of the backward loop
///
///     v ← ∇J(θ_ζ),   for t = ζ … 1:   v ← v + Σ_n α w_n ∇²log π_n v + Σ_n c_n ∇log π_n
///
/// for any rule that makes the coefficients c of the rows of D_t from p_n = ∇log π_n·v, on a tiny
/// problem under a softmax-tabular policy: every ordered batch of every ordered trajectory, row by
/// row, with the inner step's reward-to-go weights. Uses no policy, estimator or oracle code.
public final class RowCoefficients {
    private final MdpProblem problem;
    private final double stepSize;
    private final int batchSize;
    private final int innerSteps;
    private final Weights weights;

    /// How a batch is weighted, given R^h of its rows.
    public enum Weights {
        /// R^h / N: the paper's.
        REWARD_TO_GO {
            @Override
            double[] of(double[] toGo, int trajectories) {
                return Vectors.combine(trajectories == 0 ? 0 : 1.0 / trajectories, toGo, 0, toGo);
            }
        },
        /// (R^h − mean) / standard deviation / rows: a weight depends on all other rows.
        STANDARDISED {
            @Override
            double[] of(double[] toGo, int trajectories) {
                double mean = 0;
                for (double r : toGo) {
                    mean += r / toGo.length;
                }
                double variance = 0;
                for (double r : toGo) {
                    variance += (r - mean) * (r - mean) / toGo.length;
                }
                double[] weights = new double[toGo.length];
                for (int n = 0; n < toGo.length && variance > 1e-20; n++) {
                    weights[n] = (toGo[n] - mean) / Math.sqrt(variance) / toGo.length;
                }
                return weights;
            }
        };

        abstract double[] of(double[] toGo, int trajectories);
    }

    /// A batch, row by row: trajectory i has the rows i (H+1) … (i+1) (H+1) − 1.
    public static final class Rows {
        private final int trajectories;
        /// H + 1.
        private final int length;
        private final double[] toGo;
        private final Weights weights;

        Rows(int trajectories, int length, double[] toGo, Weights weights) {
            this.trajectories = trajectories;
            this.length = length;
            this.toGo = toGo;
            this.weights = weights;
        }

        /// w(D).
        private double[] weights() {
            return weights.of(toGo, trajectories);
        }

        /// w(D∖g), 0 in the rows of g, which are those from `from` to `to` − 1.
        private double[] weightsWithout(int from, int to) {
            int left = toGo.length - (to - from);
            double[] others = new double[left];
            System.arraycopy(toGo, 0, others, 0, from);
            System.arraycopy(toGo, to, others, from, toGo.length - to);
            double[] ofOthers = weights.of(others, left / length);
            double[] out = new double[toGo.length];
            System.arraycopy(ofOthers, 0, out, 0, from);
            System.arraycopy(ofOthers, from, out, to, toGo.length - to);
            return out;
        }

        private int firstOf(int row) {
            return row / length * length;
        }
    }

    /// A rule for the coefficients.
    public interface Rule {
        /// c of each row.
        double[] coefficients(Rows rows, double stepSize, double[] p);
    }

    public RowCoefficients(
            MdpProblem problem, double innerStepSize, int innerTrajectories, int innerSteps, Weights weights) {
        this.weights = weights;
        this.problem = problem;
        this.stepSize = innerStepSize;
        this.batchSize = innerTrajectories;
        this.innerSteps = innerSteps;
    }

    /// No score term: MAML.
    public static Rule nothing() {
        return (rows, stepSize, p) -> new double[p.length];
    }

    /// α Σ_n (w_n(D) − w_n(D∖g)) p_n for the rows of group g, by writing both lists of weights
    /// down.
    public static Rule leavingOut(int groups) {
        return (rows, stepSize, p) -> {
            double[] c = new double[p.length];
            int n = rows.trajectories;
            for (int g = 0; g < groups; g++) {
                int from = g * n / groups * rows.length;
                int to = (g + 1) * n / groups * rows.length;
                double[] change = Vectors.minus(rows.weights(), rows.weightsWithout(from, to));
                Arrays.fill(c, from, to, stepSize * Vectors.dot(change, p));
            }
            return c;
        };
    }

    /// Leaving each trajectory out, with the weights of the other rows held fixed: α Σ_{n∈i} w_n
    /// p_n.
    public static Rule ownWeights() {
        return ofPairs((weights, h, k) -> weights[k]);
    }

    /// LVC: α w_h p_h.
    public static Rule diagonal() {
        return ofPairs((weights, h, k) -> h == k ? weights[h] : 0);
    }

    /// DiCE: α Σ_k w_{max(h,k)} p_k, so that each reward meets the pairs of scores before it.
    public static Rule causal() {
        return ofPairs((weights, h, k) -> weights[Math.max(h, k)]);
    }

    /// The outer product of eq. (9): α w_h Σ_k p_k.
    public static Rule policyHessian() {
        return ofPairs((weights, h, k) -> weights[h]);
    }

    private interface Pair {
        double weight(double[] weights, int h, int k);
    }

    /// c_h = α Σ_k weight(h, k) p_k over the rows k of the row's own trajectory.
    private static Rule ofPairs(Pair pair) {
        return (rows, stepSize, p) -> {
            double[] weights = rows.weights();
            double[] c = new double[p.length];
            for (int h = 0; h < p.length; h++) {
                for (int k = rows.firstOf(h); k < rows.firstOf(h) + rows.length; k++) {
                    c[h] += stepSize * pair.weight(weights, h, k) * p[k];
                }
            }
            return c;
        };
    }

    /// V_ζ(θ).
    public double value(double[] theta) {
        double value = 0;
        for (MdpTask task : problem.tasks()) {
            value += task.probability() * loop(task.mdp(), theta, innerSteps, nothing())[theta.length];
        }
        return value;
    }

    /// ∇V_ζ(θ): three levels of Richardson extrapolation, remainder of order h⁸.
    public double[] gradient(double[] theta) {
        double[] gradient = new double[theta.length];
        for (int j = 0; j < theta.length; j++) {
            double[] row = new double[4];
            for (int k = 0; k < 4; k++) {
                double h = 0.1 / (1 << k);
                double[] up = theta.clone();
                double[] down = theta.clone();
                up[j] += h;
                down[j] -= h;
                row[k] = (value(up) - value(down)) / (2 * h);
            }
            for (int level = 1; level < 4; level++) {
                double factor = Math.pow(4, level);
                for (int k = 3; k >= level; k--) {
                    row[k] = (factor * row[k] - row[k - 1]) / (factor - 1);
                }
            }
            gradient[j] = row[3];
        }
        return gradient;
    }

    /// The expectation over all inner batches, with exact ∇J at θ_ζ.
    public double[] expectation(double[] theta, Rule rule) {
        double[] expectation = new double[theta.length];
        for (MdpTask task : problem.tasks()) {
            double[] share = loop(task.mdp(), theta, innerSteps, rule);
            for (int j = 0; j < theta.length; j++) {
                expectation[j] += task.probability() * share[j];
            }
        }
        return expectation;
    }

    /// A trajectory with its probability.
    private static final class Path {
        private final int[] states;
        private final int[] actions;
        private final double probability;

        Path(int[] states, int[] actions, double probability) {
            this.states = states.clone();
            this.actions = actions.clone();
            this.probability = probability;
        }
    }

    /// The mean of v with some inner steps to go, and at the last index that of J(θ_ζ).
    private double[] loop(FiniteMdp mdp, double[] theta, int steps, Rule rule) {
        List<Path> paths = new ArrayList<>();
        int length = problem.horizon() + 1;
        extend(mdp, policy(theta), paths, new int[length], new int[length], 0, 1);
        double[] mean = new double[theta.length + 1];
        if (steps == 0) {
            for (Path path : paths) {
                double[] toGo = toGo(mdp, path);
                mean[theta.length] += path.probability * toGo[0];
                for (int h = 0; h < length; h++) {
                    addScore(policy(theta), path.states[h], path.actions[h], path.probability * toGo[h], mean);
                }
            }
            return mean;
        }
        int[] batch = new int[batchSize];
        for (long code = 0; code < Math.round(Math.pow(paths.size(), batchSize)); code++) {
            long rest = code;
            double probability = 1;
            for (int i = 0; i < batchSize; i++) {
                batch[i] = (int) (rest % paths.size());
                rest /= paths.size();
                probability *= paths.get(batch[i]).probability;
            }
            double[] v = turn(mdp, theta, steps, rule, paths, batch);
            for (int j = 0; j < mean.length; j++) {
                mean[j] += probability * v[j];
            }
        }
        return mean;
    }

    private double[] turn(FiniteMdp mdp, double[] theta, int steps, Rule rule, List<Path> paths, int[] batch) {
        double[][] pi = policy(theta);
        int length = problem.horizon() + 1;
        int count = batchSize * length;
        int[] states = new int[count];
        int[] actions = new int[count];
        double[] toGo = new double[count];
        for (int i = 0; i < batchSize; i++) {
            Path path = paths.get(batch[i]);
            double[] ofPath = toGo(mdp, path);
            for (int h = 0; h < length; h++) {
                int n = i * length + h;
                states[n] = path.states[h];
                actions[n] = path.actions[h];
                toGo[n] = ofPath[h];
            }
        }
        Rows rows = new Rows(batchSize, length, toGo, weights);
        double[] step = Vectors.combine(stepSize, rows.weights(), 0, toGo);
        double[] adapted = theta.clone();
        for (int n = 0; n < count; n++) {
            addScore(pi, states[n], actions[n], step[n], adapted);
        }
        double[] v = loop(mdp, adapted, steps - 1, rule);
        double[] p = new double[count];
        double[] next = v.clone();
        for (int n = 0; n < count; n++) {
            double[] score = new double[theta.length];
            addScore(pi, states[n], actions[n], 1, score);
            p[n] = Vectors.dot(score, v);
            double weight = step[n];
            int first = states[n] * problem.actions();
            for (int a = 0; a < problem.actions(); a++) {
                for (int b = 0; b < problem.actions(); b++) {
                    double fisher = (a == b ? pi[states[n]][a] : 0) - pi[states[n]][a] * pi[states[n]][b];
                    next[first + a] -= weight * fisher * v[first + b];
                }
            }
        }
        double[] c = rule.coefficients(rows, stepSize, p);
        for (int n = 0; n < count; n++) {
            addScore(pi, states[n], actions[n], c[n], next);
        }
        return next;
    }

    private void addScore(double[][] pi, int state, int action, double factor, double[] out) {
        for (int a = 0; a < problem.actions(); a++) {
            out[state * problem.actions() + a] += factor * ((a == action ? 1 : 0) - pi[state][a]);
        }
    }

    private double[] toGo(FiniteMdp mdp, Path path) {
        double[] toGo = new double[path.states.length];
        for (int h = 0; h < toGo.length; h++) {
            for (int t = h; t < toGo.length; t++) {
                toGo[h] += Math.pow(problem.discount(), t) * mdp.reward(path.states[t], path.actions[t]);
            }
        }
        return toGo;
    }

    private void extend(
            FiniteMdp mdp, double[][] pi, List<Path> out, int[] states, int[] actions, int h, double probability) {
        if (h == states.length) {
            out.add(new Path(states, actions, probability));
            return;
        }
        for (int s = 0; s < mdp.states(); s++) {
            double reach = h == 0 ? mdp.initial(s) : mdp.transition(states[h - 1], actions[h - 1], s);
            for (int a = 0; a < mdp.actions() && reach > 0; a++) {
                states[h] = s;
                actions[h] = a;
                extend(mdp, pi, out, states, actions, h + 1, probability * reach * pi[s][a]);
            }
        }
    }

    private double[][] policy(double[] theta) {
        double[][] policy = new double[problem.states()][problem.actions()];
        for (int s = 0; s < problem.states(); s++) {
            double sum = 0;
            for (int a = 0; a < problem.actions(); a++) {
                policy[s][a] = Math.exp(theta[s * problem.actions() + a]);
                sum += policy[s][a];
            }
            for (int a = 0; a < problem.actions(); a++) {
                policy[s][a] /= sum;
            }
        }
        return policy;
    }
}
