package org.sgmrl.planar;

/// Chooses the code that steps.
final class Steppers {
    private Steppers() {}

    /// The fastest stepper of this machine.
    static Stepper fastest(PlanarModel model) {
        return new ScalarStepper(model);
    }
}
