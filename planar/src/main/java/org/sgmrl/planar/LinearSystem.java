package org.sgmrl.planar;

/// A system in the form that [ScalarStepper] describes, of as many robots as there are lanes: number i of lane l of an
/// array stands at `i * lanes + l`.
final class LinearSystem {
    /// By body: y, as the first two entries of its row.
    final double[] rowU;

    final double[] rowW;
    /// By body: diagonal without couplings.
    final double[] diagonal;
    /// By body: coupling to its parent.
    final double[] joint;
    /// By body: force (u, w) and torque on it.
    final double[] sideU;

    final double[] sideW;
    final double[] sideTurn;
    /// By body; of the root all that contacts add to the mass.
    final double[] massUu;

    final double[] massUw;
    final double[] massWw;
    /// By body: d_u and −d_w of its hinge.
    final double[] hingeU;

    final double[] hingeNw;
    /// By leg, entry: what [SelfContacts] add to the matrix.
    final double[] couplings;

    /// Whether they are part of it.
    boolean coupled;
    /// The solution.
    final double[] a;

    LinearSystem(PlanarModel model, int lanes) {
        int size = model.bodies * lanes;
        rowU = new double[size];
        rowW = new double[size];
        diagonal = new double[size];
        joint = new double[size];
        sideU = new double[size];
        sideW = new double[size];
        sideTurn = new double[size];
        massUu = new double[size];
        massUw = new double[size];
        massWw = new double[size];
        hingeU = new double[size];
        hingeNw = new double[size];
        couplings = new double[SelfContacts.COUPLINGS * model.legFirst.length * lanes];
        a = new double[model.dofs() * lanes];
    }
}
