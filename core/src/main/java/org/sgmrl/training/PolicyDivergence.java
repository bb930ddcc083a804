package org.sgmrl.training;

import java.util.Arrays;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;

/// How far a policy is from its neighbours: the mean Kullback-Leibler divergence over N states, in nats, and its Hessian
/// at the policy itself, the Fisher information.
///
///     D(θ′) = (1/N) Σ_n KL(π(·|s_n; θ) ‖ π(·|s_n; θ′)),   D(θ) = 0,   ∇D(θ) = 0,   F = ∇²D(θ)
///
/// Where the policy has action nodes ([PolicyEvaluator#actionNodes()]), both are exact at these states:
///
///     D(θ′) = (1/N) Σ_n Σ_k w_nk (log π(a_nk|s_n; θ) − log π(a_nk|s_n; θ′)),   F v = −(1/N) Σ_n Σ_k w_nk ∇²log π(a_nk|s_n; θ) v
///
/// Otherwise the actions that were drawn at θ stand for all, with q_n = π(a_n|s_n; θ′)/π(a_n|s_n; θ), whose mean is 1:
///
///     D(θ′) = (1/N) Σ_n (q_n − 1 − log q_n),   F v = (1/N) Σ_n (∇log π_n·v) ∇log π_n
///
/// Both estimates are without bias, neither is ever negative, and the second is the Hessian of the first. F is positive
/// semidefinite in either case. Used by one thread.
final class PolicyDivergence {
    private final PolicyEvaluator evaluator;
    private final int nodes;
    private final DecisionBatch rows;
    /// w_nk/N, or 1/N.
    private final double[] weights;

    private final double[] logBefore;
    private final double[] logAfter;
    private final double[] along;
    private final double[] states;
    private final double[] theta;

    /// @param mostStates most states that it is to average over
    PolicyDivergence(Policy policy, int mostStates) {
        this.evaluator = policy.newEvaluator();
        this.nodes = evaluator.actionNodes();
        int capacity = Math.multiplyExact(mostStates, Math.max(1, nodes));
        this.rows = new DecisionBatch(capacity, policy.observationSize(), policy.actionSize());
        this.weights = new double[capacity];
        this.logBefore = new double[capacity];
        this.logAfter = new double[capacity];
        this.along = new double[capacity];
        this.states = new double[Math.multiplyExact(mostStates, policy.observationSize())];
        this.theta = new double[policy.parameterCount()];
    }

    /// Begins at a policy and the states that the tasks kept.
    ///
    /// @throws IllegalStateException if an engine has kept none
    void begin(double[] at, TaskStatistics[] tasks) {
        System.arraycopy(at, 0, theta, 0, theta.length);
        evaluator.setParameters(theta);
        int count = gather(tasks);
        if (nodes > 0) {
            rows.rows(count * nodes);
            evaluator.actionNodes(count, states, rows.actions(), weights);
            int width = rows.observationSize();
            for (int k = 0; k < rows.rows(); k++) {
                System.arraycopy(states, k / nodes * width, rows.observations(), k * width, width);
                weights[k] /= count;
            }
        } else {
            rows.rows(count);
            System.arraycopy(states, 0, rows.observations(), 0, count * rows.observationSize());
            Arrays.fill(weights, 0, count, 1.0 / count);
        }
        evaluator.logProbability(rows, 0, rows.rows(), logBefore);
    }

    /// All states in task order, and without nodes their actions.
    private int gather(TaskStatistics[] tasks) {
        int count = 0;
        for (int i = 0; i < tasks.length; i++) {
            DecisionBatch kept = tasks[i].states();
            if (kept == null || kept.rows() == 0) {
                throw new IllegalStateException(
                        "the engine kept no states of task " + i
                                + ": its workers must make their buffers by TrainingSettings.newTaskGradient or newTaskStatistics");
            }
            int width = kept.observationSize();
            System.arraycopy(kept.observations(), 0, states, count * width, kept.rows() * width);
            if (nodes == 0) {
                int size = kept.actionSize();
                System.arraycopy(kept.actions(), 0, rows.actions(), count * size, kept.rows() * size);
            }
            count += kept.rows();
        }
        return count;
    }

    /// F v.
    ///
    /// @param v a direction, `[parameterCount]`; must not be `out`
    /// @param out receives the product, `[parameterCount]`; overwritten
    void fisherVectorProduct(double[] v, double[] out) {
        evaluator.setParameters(theta);
        Arrays.fill(out, 0);
        if (nodes > 0) {
            evaluator.hessianVectorProduct(rows, 0, rows.rows(), weights, v, null, out);
            for (int j = 0; j < out.length; j++) {
                out[j] = -out[j];
            }
            return;
        }
        evaluator.scoresAlong(rows, 0, rows.rows(), v, along);
        for (int n = 0; n < rows.rows(); n++) {
            along[n] *= weights[n];
        }
        evaluator.gradient(rows, 0, rows.rows(), along, out);
    }

    /// out += c ∇D(θ′).
    ///
    /// @param other θ′
    /// @param c a factor
    /// @param out `[parameterCount]`; accumulated
    void addGradient(double[] other, double c, double[] out) {
        evaluator.setParameters(other);
        evaluator.logProbability(rows, 0, rows.rows(), logAfter);
        for (int n = 0; n < rows.rows(); n++) {
            along[n] = c * weights[n] * (nodes > 0 ? -1 : StrictMath.expm1(logAfter[n] - logBefore[n]));
        }
        evaluator.gradient(rows, 0, rows.rows(), along, out);
    }

    /// D(θ′), or what is not a number where θ′ has no finite log-probabilities.
    double at(double[] other) {
        evaluator.setParameters(other);
        evaluator.logProbability(rows, 0, rows.rows(), logAfter);
        double sum = 0;
        for (int n = 0; n < rows.rows(); n++) {
            double logRatio = logAfter[n] - logBefore[n];
            sum += weights[n] * (nodes > 0 ? -logRatio : StrictMath.expm1(logRatio) - logRatio);
        }
        return sum;
    }
}
