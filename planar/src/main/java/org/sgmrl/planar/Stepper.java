package org.sgmrl.planar;

/// Steps robots of one model. All implementations give the same bits.
sealed interface Stepper permits ScalarStepper, SimdStepper, WarmingStepper {
    /// MuJoCo's limit: what is beyond is bad.
    double LARGEST = 1e10;

    /// While the sum of squares of a state is below this, no number in it can be beyond [#LARGEST].
    double SURELY_GOOD = 1e20;

    /// Newton steps of full length before a lane is left to the line search.
    int FULL_STEPS = 6;

    /// Stands for the reference acceleration of a constraint that is not there: it is always exceeded.
    double NEVER = -1e30;

    /// A stepper of the same kind.
    ///
    /// @param model of a robot of the same structure, with other numbers
    Stepper of(PlanarModel model);

    /// Robots that are stepped together.
    int lanes();

    /// Takes steps under constant torques.
    ///
    /// @param state where the robots are
    /// @param first index of the first robot, a multiple of [#lanes]
    /// @param steps how many
    void step(PlanarState state, int first, int steps);
}
