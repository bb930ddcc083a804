package org.sgmrl.estimator;

import java.util.Arrays;
import org.sgmrl.kernel.Cholesky;

/// b_i = ridge regression of J̃ on simple features of the task's parameters x, fitted on the last
/// iterations, so that it is independent of this iteration's data: features 1, x_j, x_j x_k (j ≤ k),
/// Σ|x_j|, ‖x‖. With more than [#MAX_PARAMETERS_FOR_PRODUCTS] parameters the products of different
/// parameters are left out.
///
/// Before the first iteration is over there is nothing to regress on: leave-one-out stands in.
final class TaskRegressionBaseline implements SplitCoefficients {
    private static final SplitCoefficients LEAVE_ONE_OUT = new LeaveOneOutBaseline();
    private static final int WINDOW = 10;
    private static final double RIDGE = 1e-3;
    private static final int MAX_PARAMETERS_FOR_PRODUCTS = 8;

    private final int parameters;
    private final int features;
    private final double[] row;
    private final double[] weights;
    /// Rows (features, J̃) of the last iterations, oldest first, all iterations of the same number of
    /// tasks.
    private double[] memory = new double[0];

    private int remembered;

    TaskRegressionBaseline(int parameters) {
        this.parameters = parameters;
        int products = parameters <= MAX_PARAMETERS_FOR_PRODUCTS ? parameters * (parameters - 1) / 2 : 0;
        this.features = 1 + 2 * parameters + products + 2;
        this.row = new double[features];
        this.weights = new double[features];
    }

    @Override
    public TaskWeights weights(double[][] taskParameters) {
        if (remembered == 0) {
            return LEAVE_ONE_OUT.weights(taskParameters);
        }
        fit();
        double[] baselines = new double[taskParameters.length];
        Arrays.setAll(baselines, i -> predict(taskParameters[i]));
        return new TaskWeights.ReturnLess(baselines);
    }

    @Override
    public void factors(TaskStatistics[] tasks, double[] factors) {
        if (remembered == 0) {
            LEAVE_ONE_OUT.factors(tasks, factors);
        } else {
            SplitCoefficients.super.factors(tasks, factors);
        }
    }

    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public double[] state() {
        return Arrays.copyOf(memory, remembered * (features + 1));
    }

    @Override
    public void restore(double[] state) {
        if (state.length % (features + 1) != 0) {
            throw new IllegalArgumentException("the regression's memory has " + state.length
                    + " numbers, which is not a multiple of " + (features + 1));
        }
        memory = state.clone();
        remembered = state.length / (features + 1);
    }

    @Override
    public void learn(TaskStatistics[] tasks, double[][] taskParameters) {
        int width = features + 1;
        int capacity = WINDOW * tasks.length;
        if (memory.length < capacity * width) {
            memory = Arrays.copyOf(memory, capacity * width);
        }
        int excess = Math.max(0, remembered + tasks.length - capacity);
        System.arraycopy(memory, excess * width, memory, 0, (remembered - excess) * width);
        remembered -= excess;
        for (int i = 0; i < tasks.length; i++) {
            fillFeatures(taskParameters[i]);
            System.arraycopy(row, 0, memory, remembered * width, features);
            memory[remembered * width + features] = tasks[i].outerReturn;
            remembered++;
        }
    }

    private void fit() {
        double[] normal = new double[features * features];
        Arrays.fill(weights, 0);
        int width = features + 1;
        // Centring leaves the intercept unpenalised in effect: the ridge then shrinks towards the mean return.
        double mean = 0;
        for (int i = 0; i < remembered; i++) {
            mean += memory[i * width + features] / remembered;
        }
        for (int i = 0; i < remembered; i++) {
            int start = i * width;
            double target = memory[start + features] - mean;
            for (int j = 0; j < features; j++) {
                for (int k = 0; k < features; k++) {
                    normal[j * features + k] += memory[start + j] * memory[start + k];
                }
                weights[j] += memory[start + j] * target;
            }
        }
        for (int j = 0; j < features; j++) {
            normal[j * features + j] += RIDGE * remembered;
        }
        Cholesky solver = new Cholesky(features);
        if (solver.factorize(normal)) {
            solver.solve(weights);
        } else {
            Arrays.fill(weights, 0);
        }
        weights[0] += mean;
    }

    private double predict(double[] x) {
        fillFeatures(x);
        double value = 0;
        for (int j = 0; j < features; j++) {
            value += weights[j] * row[j];
        }
        return value;
    }

    private void fillFeatures(double[] x) {
        int next = 0;
        row[next++] = 1;
        double absolute = 0;
        double squares = 0;
        for (int j = 0; j < parameters; j++) {
            row[next++] = x[j];
            row[next++] = x[j] * x[j];
            absolute += Math.abs(x[j]);
            squares += x[j] * x[j];
        }
        if (parameters <= MAX_PARAMETERS_FOR_PRODUCTS) {
            for (int j = 0; j < parameters; j++) {
                for (int k = 0; k < j; k++) {
                    row[next++] = x[j] * x[k];
                }
            }
        }
        row[next++] = absolute;
        row[next] = Math.sqrt(squares);
    }
}
