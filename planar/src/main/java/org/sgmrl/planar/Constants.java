package org.sgmrl.planar;

/// What both steppers compute of a model once.
final class Constants {
    final double totalMass;
    /// Diagonal of the inertia matrix: mass and armature along u and w, then by body the moment of inertia about its
    /// hinge with the masses of all that hangs on it lumped at the next hinge.
    final double inertiaU;

    final double inertiaW;
    final double[] inertia;
    /// First moment of the body about its hinge, with the same lumped masses, in the body's frame, kg m.
    final double[] momentU;

    final double[] momentW;
    /// Armature plus time step times damping.
    final double[] dampedArmature;
    /// By point: 2μ²(1+μ²) times the body's inverse weight, so that R = (1−d)/d times this.
    final double[] pointWeight;

    /// By body: its points are those from here to the next body's first.
    final int[] firstPoint;
    /// By body: no point lies deeper below the hinge than this, less the distance at which contacts begin.
    final double[] reach;
    /// By pair of capsules: what a unit force between them accelerates, so that R = (1−d)/d times this.
    final double[] pairWeight;

    final double weightForce;
    final boolean anyDamping;

    /// Coefficients of a fluid's forces, by body.
    final double[] dragAlong;

    final double[] dragAcross;
    final double[] spinDrag;
    final double[] linear;
    final double[] linearSpin;

    Constants(PlanarModel m) {
        int n = m.bodies;
        double[] subtree = m.mass.clone();
        inertia = new double[n];
        momentU = new double[n];
        momentW = new double[n];
        for (int b = 0; b < n; b++) {
            inertia[b] = m.inertia[b] + m.mass[b] * (m.comU[b] * m.comU[b] + m.comW[b] * m.comW[b]);
            momentU[b] = m.mass[b] * m.comU[b];
            momentW[b] = m.mass[b] * m.comW[b];
        }
        for (int b = n - 1; b > 0; b--) {
            int p = m.parent[b];
            subtree[p] += subtree[b];
            inertia[p] += subtree[b] * (m.anchorU[b] * m.anchorU[b] + m.anchorW[b] * m.anchorW[b]);
            momentU[p] += subtree[b] * m.anchorU[b];
            momentW[p] += subtree[b] * m.anchorW[b];
        }
        totalMass = subtree[0];
        inertiaU = totalMass + m.armatureU;
        inertiaW = totalMass + m.armatureW;
        weightForce = totalMass * m.gravity;
        dampedArmature = new double[n];
        for (int b = 0; b < n; b++) {
            dampedArmature[b] = m.armature[b] + m.timestep * m.damping[b];
        }
        anyDamping = m.damped();
        pointWeight = new double[m.pointBody.length];
        for (int p = 0; p < pointWeight.length; p++) {
            double square = m.pointFriction[p] * m.pointFriction[p];
            pointWeight[p] = 2 * square * (1 + square) * m.bodyInvWeight[m.pointBody[p]];
        }
        pairWeight = new double[m.pairUpper.length];
        for (int i = 0; i < pairWeight.length; i++) {
            pairWeight[i] = m.bodyInvWeight[m.geomBody[m.pairUpper[i]]] + m.bodyInvWeight[m.geomBody[m.pairLower[i]]];
        }
        firstPoint = new int[n + 1];
        reach = new double[n];
        for (int p = 0; p < pointWeight.length; p++) {
            int b = m.pointBody[p];
            firstPoint[b + 1] = p + 1;
            double arm = Math.sqrt(m.pointU[p] * m.pointU[p] + m.pointW[p] * m.pointW[p]);
            // A little more, as sums are rounded.
            reach[b] = Math.max(reach[b], 1.000001 * (arm + m.pointRadius[p] + m.margin));
        }
        for (int b = 0; b < n; b++) {
            firstPoint[b + 1] = Math.max(firstPoint[b], firstPoint[b + 1]);
        }
        dragAlong = new double[n];
        dragAcross = new double[n];
        spinDrag = new double[n];
        linear = new double[n];
        linearSpin = new double[n];
        for (int b = 0; b < n; b++) {
            double along = m.boxAlong[b];
            double across = m.boxAcross[b];
            double out = m.boxOut[b];
            double diameter = (along + across + out) / 3;
            dragAlong[b] = -0.5 * m.density * across * out;
            dragAcross[b] = -0.5 * m.density * along * out;
            spinDrag[b] = -m.density * out * (fourth(along) + fourth(across)) / 64;
            linear[b] = -3 * Math.PI * diameter * m.viscosity;
            linearSpin[b] = -Math.PI * diameter * diameter * diameter * m.viscosity;
        }
    }

    private static double fourth(double x) {
        return x * x * (x * x);
    }
}
