package org.sgmrl.estimator;

/// A number that is known before anything is sampled: 0 where there are no scores, 1 where they have got their
/// coefficients on the way.
///
/// @param scored whether there are scores
record FixedCoefficient(boolean scored) implements SplitCoefficients {
    @Override
    public TaskWeights weights(double[][] taskParameters) {
        return scored ? new TaskWeights.One() : new TaskWeights.None();
    }

    @Override
    public void restore(double[] state) {
        // Without scores, earlier versions kept the memory of a baseline that nothing used.
        if (scored) {
            SplitCoefficients.super.restore(state);
        }
    }
}
