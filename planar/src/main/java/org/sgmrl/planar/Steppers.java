package org.sgmrl.planar;

import org.sgmrl.kernel.VectorApi;

/// Chooses the code that steps.
final class Steppers {
    /// With fewer lanes, vectors are not faster than the scalar twin.
    private static final int LEAST_LANES = 4;

    private Steppers() {}

    /// The fastest stepper of this machine.
    static Stepper fastest(PlanarModel model) {
        if (VectorApi.available()) {
            WarmingStepper stepper = new WarmingStepper(model);
            if (stepper.lanes() >= LEAST_LANES) {
                return stepper;
            }
        }
        return new ScalarStepper(model);
    }

    /// Whether the fastest takes all steps: where it is made of vectors, the scalar twin steps until these are compiled.
    static boolean areWarm(PlanarModel model) {
        return WarmingStepper.isWarm() || fastest(model) instanceof ScalarStepper;
    }
}
