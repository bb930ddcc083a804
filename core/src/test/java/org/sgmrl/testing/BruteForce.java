package org.sgmrl.testing;

import java.util.ArrayList;
import java.util.List;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;

/// V_ζ of a tiny problem under a softmax-tabular policy by listing every trajectory and every inner batch,
/// and its gradient by extrapolated central differences of V_ζ. Uses no policy, estimator or oracle code,
/// and no formula of a meta-gradient: only eqs. (2) to (7) and (12).
public final class BruteForce {
    private final MdpProblem problem;
    private final double stepSize;
    private final int batchSize;
    private final int innerSteps;
    private final List<List<Path>> paths = new ArrayList<>();

    /// A trajectory with everything that does not depend on θ.
    private static final class Path {
        private final int[] states;
        private final int[] actions;
        private final double chance;
        private final double[] rewardToGo;

        Path(int[] states, int[] actions, double chance, double[] rewardToGo) {
            this.states = states.clone();
            this.actions = actions.clone();
            this.chance = chance;
            this.rewardToGo = rewardToGo;
        }
    }

    public BruteForce(MdpProblem problem, double innerStepSize, int innerTrajectories, int innerSteps) {
        if (innerTrajectories > 2) {
            throw new IllegalArgumentException("innerTrajectories = " + innerTrajectories + " must be 1 or 2");
        }
        this.problem = problem;
        this.stepSize = innerStepSize;
        this.batchSize = innerTrajectories;
        this.innerSteps = innerSteps;
        for (MdpTask task : problem.tasks()) {
            List<Path> list = new ArrayList<>();
            int length = problem.horizon() + 1;
            extend(task.mdp(), list, new int[length], new int[length], 0, 1);
            paths.add(list);
        }
    }

    private void extend(FiniteMdp mdp, List<Path> out, int[] states, int[] actions, int h, double chance) {
        if (h == states.length) {
            double[] toGo = new double[h + 1];
            for (int t = h - 1; t >= 0; t--) {
                toGo[t] = toGo[t + 1] + Math.pow(problem.discount(), t) * mdp.reward(states[t], actions[t]);
            }
            out.add(new Path(states, actions, chance, toGo));
            return;
        }
        for (int s = 0; s < mdp.states(); s++) {
            double p = h == 0 ? mdp.initial(s) : mdp.transition(states[h - 1], actions[h - 1], s);
            for (int a = 0; a < mdp.actions() && p > 0; a++) {
                states[h] = s;
                actions[h] = a;
                extend(mdp, out, states, actions, h + 1, chance * p);
            }
        }
    }

    /// V_ζ(θ).
    public double value(double[] theta) {
        double value = 0;
        for (int i = 0; i < paths.size(); i++) {
            value += problem.tasks().get(i).probability() * adapted(paths.get(i), theta, innerSteps);
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
                row[k] = (value(moved(theta, j, h)) - value(moved(theta, j, -h))) / (2 * h);
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

    private static double[] moved(double[] theta, int j, double by) {
        double[] moved = theta.clone();
        moved[j] += by;
        return moved;
    }

    /// E[J(θ_ζ)] from θ with `steps` inner steps to go.
    private double adapted(List<Path> list, double[] theta, int steps) {
        double[][] policy = policy(theta);
        double[] probability = new double[list.size()];
        for (int k = 0; k < probability.length; k++) {
            Path path = list.get(k);
            probability[k] = path.chance;
            for (int h = 0; h < path.states.length; h++) {
                probability[k] *= policy[path.states[h]][path.actions[h]];
            }
        }
        if (steps == 0) {
            double value = 0;
            for (int k = 0; k < probability.length; k++) {
                value += probability[k] * list.get(k).rewardToGo[0];
            }
            return value;
        }
        double[][] gradients = new double[probability.length][theta.length];
        for (int k = 0; k < probability.length; k++) {
            Path path = list.get(k);
            for (int h = 0; h < path.states.length; h++) {
                int first = path.states[h] * problem.actions();
                for (int a = 0; a < problem.actions(); a++) {
                    double score = (a == path.actions[h] ? 1 : 0) - policy[path.states[h]][a];
                    gradients[k][first + a] += score * path.rewardToGo[h];
                }
            }
        }
        return batches(list, theta, steps, probability, gradients, 0, batchSize, 1);
    }

    /// Sum over all ordered completions of a batch whose first trajectories have moved θ already.
    private double batches(
            List<Path> list,
            double[] theta,
            int steps,
            double[] probability,
            double[][] gradients,
            int first,
            int left,
            double chance) {
        if (left == 0) {
            return chance * adapted(list, theta, steps - 1);
        }
        double value = 0;
        for (int k = first; k < probability.length; k++) {
            // A batch is counted once, in ascending order of its trajectories, with its number of orders: here for
            // batches of one or two.
            double orders = left == batchSize ? 1 : k == first ? 1 : 2;
            double[] next = theta.clone();
            for (int j = 0; j < next.length; j++) {
                next[j] += stepSize * gradients[k][j] / batchSize;
            }
            value += batches(list, next, steps, probability, gradients, k, left - 1, chance * orders * probability[k]);
        }
        return value;
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
