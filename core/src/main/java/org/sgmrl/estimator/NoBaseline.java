package org.sgmrl.estimator;

/// b = 0.
final class NoBaseline implements SplitCoefficients {
    private static final TaskWeights WEIGHTS = new TaskWeights.ReturnLess(new double[0]);

    @Override
    public TaskWeights weights(double[][] taskParameters) {
        return WEIGHTS;
    }
}
