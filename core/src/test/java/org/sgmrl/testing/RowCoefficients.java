package org.sgmrl.testing;

import java.util.ArrayList;
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

    /// A batch, row by row: trajectory i has the rows i (H+1) … (i+1) (H+1) − 1.
    public static final class Rows {
        private final int trajectories;
        /// H + 1.
        private final int length;
        /// R^h of each row: its weight in a batch of N is R^h/N.
        private final double[] toGo;

        Rows(int trajectories, int length, double[] toGo) {
            this.trajectories = trajectories;
            this.length = length;
            this.toGo = toGo;
        }
    }

    /// A rule for the coefficients.
    public interface Rule {
        /// c of each row.
        double[] coefficients(Rows rows, double stepSize, double[] p);
    }

    public RowCoefficients(MdpProblem problem, double innerStepSize, int innerTrajectories, int innerSteps) {
        this.problem = problem;
        this.stepSize = innerStepSize;
        this.batchSize = innerTrajectories;
        this.innerSteps = innerSteps;
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
                int left = n - (to - from) / rows.length;
                double sum = 0;
                for (int k = 0; k < p.length; k++) {
                    double with = rows.toGo[k] / n;
                    double without = k >= from && k < to ? 0 : rows.toGo[k] / left;
                    sum += stepSize * (with - without) * p[k];
                }
                for (int k = from; k < to; k++) {
                    c[k] = sum;
                }
            }
            return c;
        };
    }

    /// The same with the weights of the other rows held fixed: α Σ_{n∈i} w_n p_n.
    public static Rule ownWeights() {
        return (rows, stepSize, p) -> {
            double[] c = new double[p.length];
            for (int k = 0; k < p.length; k++) {
                for (int m = k / rows.length * rows.length; m < (k / rows.length + 1) * rows.length; m++) {
                    c[k] += stepSize * rows.toGo[m] / rows.trajectories * p[m];
                }
            }
            return c;
        };
    }

    /// LVC: α w_h p_h.
    public static Rule diagonal() {
        return (rows, stepSize, p) -> {
            double[] c = new double[p.length];
            for (int k = 0; k < p.length; k++) {
                c[k] = stepSize * rows.toGo[k] / rows.trajectories * p[k];
            }
            return c;
        };
    }

    /// DiCE: α Σ_k w_{max(h,k)} p_k, so that each reward meets the pairs of scores before it.
    public static Rule causal() {
        return (rows, stepSize, p) -> {
            double[] c = new double[p.length];
            for (int k = 0; k < p.length; k++) {
                for (int m = k / rows.length * rows.length; m < (k / rows.length + 1) * rows.length; m++) {
                    c[k] += stepSize * rows.toGo[Math.max(k, m)] / rows.trajectories * p[m];
                }
            }
            return c;
        };
    }

    /// The outer product of eq. (9): α w_h Σ_k p_k.
    public static Rule policyHessian() {
        return (rows, stepSize, p) -> {
            double[] c = new double[p.length];
            for (int k = 0; k < p.length; k++) {
                for (int m = k / rows.length * rows.length; m < (k / rows.length + 1) * rows.length; m++) {
                    c[k] += stepSize * rows.toGo[k] / rows.trajectories * p[m];
                }
            }
            return c;
        };
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

    /// The mean of v with some inner steps to go.
    private double[] loop(FiniteMdp mdp, double[] theta, int steps, Rule rule) {
        List<Path> paths = new ArrayList<>();
        int length = problem.horizon() + 1;
        extend(mdp, policy(theta), paths, new int[length], new int[length], 0, 1);
        double[] mean = new double[theta.length];
        if (steps == 0) {
            for (Path path : paths) {
                double[] toGo = toGo(mdp, path);
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
        double[] adapted = theta.clone();
        for (int i = 0; i < batchSize; i++) {
            Path path = paths.get(batch[i]);
            double[] ofPath = toGo(mdp, path);
            for (int h = 0; h < length; h++) {
                int n = i * length + h;
                states[n] = path.states[h];
                actions[n] = path.actions[h];
                toGo[n] = ofPath[h];
                addScore(pi, states[n], actions[n], stepSize * toGo[n] / batchSize, adapted);
            }
        }
        double[] v = loop(mdp, adapted, steps - 1, rule);
        double[] p = new double[count];
        double[] next = v.clone();
        for (int n = 0; n < count; n++) {
            double[] score = new double[theta.length];
            addScore(pi, states[n], actions[n], 1, score);
            p[n] = Vectors.dot(score, v);
            double weight = stepSize * toGo[n] / batchSize;
            int first = states[n] * problem.actions();
            for (int a = 0; a < problem.actions(); a++) {
                for (int b = 0; b < problem.actions(); b++) {
                    double fisher = (a == b ? pi[states[n]][a] : 0) - pi[states[n]][a] * pi[states[n]][b];
                    next[first + a] -= weight * fisher * v[first + b];
                }
            }
        }
        double[] c = rule.coefficients(new Rows(batchSize, length, toGo), stepSize, p);
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
