package org.sgmrl.planar;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The elimination of [ScalarStepper] on all lanes of a vector. Each body is eliminated by a method of its own: the
/// first compiler of the virtual machine gives up on methods that are much longer than these, and then the second one
/// never gets to see them.
final class SimdElimination {
    private static final VectorSpecies<Double> S = SimdStepper.SPECIES;
    private static final int L = S.length();

    // Rows of `root`: the matrix of (u, w, angle), then its right-hand side.
    private static final int UU = 0;
    private static final int UW = L;
    private static final int WW = 2 * L;
    private static final int RU = 3 * L;
    private static final int RW = 4 * L;
    private static final int DD = 5 * L;
    private static final int XU = 6 * L;
    private static final int XW = 7 * L;
    private static final int XT = 8 * L;

    // Rows of `leg`: second body (u, w, root, first, diagonal), first body (u, w, root, diagonal), right-hand sides of
    // tip, second, first; tip (root, first, second).
    private static final int SU = 0;
    private static final int SW = L;
    private static final int S0 = 2 * L;
    private static final int S1 = 3 * L;
    private static final int SD = 4 * L;
    private static final int TU = 5 * L;
    private static final int TW = 6 * L;
    private static final int T0 = 7 * L;
    private static final int TD = 8 * L;
    private static final int X3 = 9 * L;
    private static final int X2 = 10 * L;
    private static final int X1 = 11 * L;
    private static final int P0 = 12 * L;
    private static final int P1 = 13 * L;
    private static final int P2 = 14 * L;

    /// Entries of `leg` in the order of [SelfContacts]' couplings.
    private static final int[] ENTRIES = {T0, S0, S1, P0, P1, P2};

    private final PlanarModel model;
    private final double inertiaU;
    private final double inertiaW;
    private final LinearSystem system;
    private final boolean three;
    private final double[] root = new double[9 * L];
    private final double[] leg = new double[15 * L];
    private final double[] factor;

    SimdElimination(PlanarModel model, Constants constants, LinearSystem system) {
        this.model = model;
        this.inertiaU = constants.inertiaU;
        this.inertiaW = constants.inertiaW;
        this.system = system;
        three = model.legLinks == 3;
        factor = new double[12 * model.legFirst.length * L];
    }

    /// Solves for `system.a`.
    void solve() {
        readRoot();
        for (int k = 0; k < model.legFirst.length; k++) {
            int first = model.legFirst[k];
            readRows(first);
            if (three) {
                readSidesOfThree(first);
                readTip(first);
                if (system.coupled) {
                    couple(k);
                }
                eliminateTip(first, 12 * k * L);
            } else {
                readSidesOfTwo(first);
            }
            eliminateUpper(first, 12 * k * L);
        }
        solveRoot();
        for (int k = 0; k < model.legFirst.length; k++) {
            solveLeg(model.legFirst[k], 12 * k * L);
        }
    }

    private void readRoot() {
        DoubleVector uu = DoubleVector.broadcast(S, inertiaU).add(DoubleVector.fromArray(S, system.massUu, 0));
        DoubleVector ww = DoubleVector.broadcast(S, inertiaW).add(DoubleVector.fromArray(S, system.massWw, 0));
        uu.intoArray(root, UU);
        ww.intoArray(root, WW);
        DoubleVector.fromArray(S, system.massUw, 0).intoArray(root, UW);
        DoubleVector.fromArray(S, system.rowU, 0).intoArray(root, RU);
        DoubleVector.fromArray(S, system.rowW, 0).intoArray(root, RW);
        DoubleVector.fromArray(S, system.diagonal, 0)
                .add(DoubleVector.fromArray(S, system.joint, 0))
                .intoArray(root, DD);
        DoubleVector.fromArray(S, system.sideU, 0).intoArray(root, XU);
        DoubleVector.fromArray(S, system.sideW, 0).intoArray(root, XW);
        DoubleVector.fromArray(S, system.sideTurn, 0).intoArray(root, XT);
    }

    /// Rows of the first two bodies.
    private void readRows(int b) {
        DoubleVector u1 = DoubleVector.fromArray(S, system.hingeU, b * L);
        DoubleVector n1 = DoubleVector.fromArray(S, system.hingeNw, b * L);
        DoubleVector u2 = DoubleVector.fromArray(S, system.hingeU, (b + 1) * L);
        DoubleVector n2 = DoubleVector.fromArray(S, system.hingeNw, (b + 1) * L);
        DoubleVector j1 = DoubleVector.fromArray(S, system.joint, b * L);
        DoubleVector j2 = DoubleVector.fromArray(S, system.joint, (b + 1) * L);
        DoubleVector su = DoubleVector.fromArray(S, system.rowU, (b + 1) * L);
        DoubleVector sw = DoubleVector.fromArray(S, system.rowW, (b + 1) * L);
        DoubleVector tu = DoubleVector.fromArray(S, system.rowU, b * L);
        DoubleVector tw = DoubleVector.fromArray(S, system.rowW, b * L);
        su.intoArray(leg, SU);
        sw.intoArray(leg, SW);
        u1.fma(sw, n1.mul(su)).intoArray(leg, S0);
        u2.fma(sw, n2.mul(su)).sub(j2).intoArray(leg, S1);
        DoubleVector.fromArray(S, system.diagonal, (b + 1) * L).add(j2).intoArray(leg, SD);
        tu.intoArray(leg, TU);
        tw.intoArray(leg, TW);
        u1.fma(tw, n1.mul(tu)).sub(j1).intoArray(leg, T0);
        DoubleVector.fromArray(S, system.diagonal, b * L).add(j1).add(j2).intoArray(leg, TD);
        DoubleVector.fromArray(S, root, DD).add(j1).intoArray(root, DD);
    }

    private void readTip(int b) {
        DoubleVector pu = DoubleVector.fromArray(S, system.rowU, (b + 2) * L);
        DoubleVector pw = DoubleVector.fromArray(S, system.rowW, (b + 2) * L);
        DoubleVector.fromArray(S, system.hingeU, b * L)
                .fma(pw, DoubleVector.fromArray(S, system.hingeNw, b * L).mul(pu))
                .intoArray(leg, P0);
        DoubleVector.fromArray(S, system.hingeU, (b + 1) * L)
                .fma(pw, DoubleVector.fromArray(S, system.hingeNw, (b + 1) * L).mul(pu))
                .intoArray(leg, P1);
        DoubleVector.fromArray(S, system.hingeU, (b + 2) * L)
                .fma(pw, DoubleVector.fromArray(S, system.hingeNw, (b + 2) * L).mul(pu))
                .sub(DoubleVector.fromArray(S, system.joint, (b + 2) * L))
                .intoArray(leg, P2);
    }

    private void couple(int index) {
        for (int e = 0; e < ENTRIES.length; e++) {
            DoubleVector.fromArray(S, leg, ENTRIES[e])
                    .add(DoubleVector.fromArray(S, system.couplings, (SelfContacts.COUPLINGS * index + e) * L))
                    .intoArray(leg, ENTRIES[e]);
        }
    }

    private void readSidesOfThree(int b) {
        DoubleVector gu = DoubleVector.fromArray(S, system.sideU, (b + 2) * L);
        DoubleVector gw = DoubleVector.fromArray(S, system.sideW, (b + 2) * L);
        DoubleVector.fromArray(S, system.sideTurn, (b + 2) * L).intoArray(leg, X3);
        DoubleVector.fromArray(S, system.hingeU, (b + 2) * L)
                .fma(
                        gw,
                        DoubleVector.fromArray(S, system.hingeNw, (b + 2) * L)
                                .fma(gu, DoubleVector.fromArray(S, system.sideTurn, (b + 1) * L)))
                .intoArray(leg, X2);
        gu = gu.add(DoubleVector.fromArray(S, system.sideU, (b + 1) * L));
        gw = gw.add(DoubleVector.fromArray(S, system.sideW, (b + 1) * L));
        DoubleVector.fromArray(S, system.hingeU, (b + 1) * L)
                .fma(
                        gw,
                        DoubleVector.fromArray(S, system.hingeNw, (b + 1) * L)
                                .fma(gu, DoubleVector.fromArray(S, system.sideTurn, b * L)))
                .intoArray(leg, X1);
        gu = gu.add(DoubleVector.fromArray(S, system.sideU, b * L));
        gw = gw.add(DoubleVector.fromArray(S, system.sideW, b * L));
        DoubleVector.fromArray(S, system.hingeU, b * L)
                .fma(gw, DoubleVector.fromArray(S, system.hingeNw, b * L).fma(gu, DoubleVector.fromArray(S, root, XT)))
                .intoArray(root, XT);
        DoubleVector.fromArray(S, root, XU).add(gu).intoArray(root, XU);
        DoubleVector.fromArray(S, root, XW).add(gw).intoArray(root, XW);
    }

    private void readSidesOfTwo(int b) {
        DoubleVector gu = DoubleVector.fromArray(S, system.sideU, (b + 1) * L);
        DoubleVector gw = DoubleVector.fromArray(S, system.sideW, (b + 1) * L);
        DoubleVector.fromArray(S, system.sideTurn, (b + 1) * L).intoArray(leg, X2);
        DoubleVector.fromArray(S, system.hingeU, (b + 1) * L)
                .fma(
                        gw,
                        DoubleVector.fromArray(S, system.hingeNw, (b + 1) * L)
                                .fma(gu, DoubleVector.fromArray(S, system.sideTurn, b * L)))
                .intoArray(leg, X1);
        gu = gu.add(DoubleVector.fromArray(S, system.sideU, b * L));
        gw = gw.add(DoubleVector.fromArray(S, system.sideW, b * L));
        DoubleVector.fromArray(S, system.hingeU, b * L)
                .fma(gw, DoubleVector.fromArray(S, system.hingeNw, b * L).fma(gu, DoubleVector.fromArray(S, root, XT)))
                .intoArray(root, XT);
        DoubleVector.fromArray(S, root, XU).add(gu).intoArray(root, XU);
        DoubleVector.fromArray(S, root, XW).add(gw).intoArray(root, XW);
    }

    private void eliminateTip(int b, int f) {
        DoubleVector pu = DoubleVector.fromArray(S, system.rowU, (b + 2) * L);
        DoubleVector pw = DoubleVector.fromArray(S, system.rowW, (b + 2) * L);
        DoubleVector j3 = DoubleVector.fromArray(S, system.joint, (b + 2) * L);
        DoubleVector p0 = DoubleVector.fromArray(S, leg, P0);
        DoubleVector p1 = DoubleVector.fromArray(S, leg, P1);
        DoubleVector p2 = DoubleVector.fromArray(S, leg, P2);
        DoubleVector inverse = DoubleVector.broadcast(S, 1)
                .div(DoubleVector.fromArray(S, system.diagonal, (b + 2) * L).add(j3));
        DoubleVector minus = inverse.neg();
        DoubleVector x3 = DoubleVector.fromArray(S, leg, X3);
        x3.mul(inverse).intoArray(system.a, (b + 4) * L);
        DoubleVector l2 = p2.mul(minus);
        l2.intoArray(factor, f + 4 * L);
        l2.fma(pu, DoubleVector.fromArray(S, leg, SU)).intoArray(leg, SU);
        l2.fma(pw, DoubleVector.fromArray(S, leg, SW)).intoArray(leg, SW);
        l2.fma(p0, DoubleVector.fromArray(S, leg, S0)).intoArray(leg, S0);
        l2.fma(p1, DoubleVector.fromArray(S, leg, S1)).intoArray(leg, S1);
        l2.fma(p2, DoubleVector.fromArray(S, leg, SD).add(j3)).intoArray(leg, SD);
        l2.fma(x3, DoubleVector.fromArray(S, leg, X2)).intoArray(leg, X2);
        DoubleVector l1 = p1.mul(minus);
        l1.intoArray(factor, f + 3 * L);
        l1.fma(pu, DoubleVector.fromArray(S, leg, TU)).intoArray(leg, TU);
        l1.fma(pw, DoubleVector.fromArray(S, leg, TW)).intoArray(leg, TW);
        l1.fma(p0, DoubleVector.fromArray(S, leg, T0)).intoArray(leg, T0);
        l1.fma(p1, DoubleVector.fromArray(S, leg, TD)).intoArray(leg, TD);
        l1.fma(x3, DoubleVector.fromArray(S, leg, X1)).intoArray(leg, X1);
        DoubleVector l0 = p0.mul(minus);
        l0.intoArray(factor, f + 2 * L);
        l0.fma(pu, DoubleVector.fromArray(S, root, RU)).intoArray(root, RU);
        l0.fma(pw, DoubleVector.fromArray(S, root, RW)).intoArray(root, RW);
        l0.fma(p0, DoubleVector.fromArray(S, root, DD)).intoArray(root, DD);
        l0.fma(x3, DoubleVector.fromArray(S, root, XT)).intoArray(root, XT);
        DoubleVector lw = pw.mul(minus);
        lw.intoArray(factor, f + L);
        lw.fma(pu, DoubleVector.fromArray(S, root, UW)).intoArray(root, UW);
        lw.fma(pw, DoubleVector.fromArray(S, root, WW)).intoArray(root, WW);
        lw.fma(x3, DoubleVector.fromArray(S, root, XW)).intoArray(root, XW);
        DoubleVector lu = pu.mul(minus);
        lu.intoArray(factor, f);
        lu.fma(pu, DoubleVector.fromArray(S, root, UU)).intoArray(root, UU);
        lu.fma(x3, DoubleVector.fromArray(S, root, XU)).intoArray(root, XU);
    }

    /// The second body, then the first.
    private void eliminateUpper(int b, int f) {
        DoubleVector su = DoubleVector.fromArray(S, leg, SU);
        DoubleVector sw = DoubleVector.fromArray(S, leg, SW);
        DoubleVector s0 = DoubleVector.fromArray(S, leg, S0);
        DoubleVector s1 = DoubleVector.fromArray(S, leg, S1);
        DoubleVector inverse = DoubleVector.broadcast(S, 1).div(DoubleVector.fromArray(S, leg, SD));
        DoubleVector minus = inverse.neg();
        DoubleVector x2 = DoubleVector.fromArray(S, leg, X2);
        x2.mul(inverse).intoArray(system.a, (b + 3) * L);
        DoubleVector l1 = s1.mul(minus);
        l1.intoArray(factor, f + 8 * L);
        DoubleVector tu = l1.fma(su, DoubleVector.fromArray(S, leg, TU));
        DoubleVector tw = l1.fma(sw, DoubleVector.fromArray(S, leg, TW));
        DoubleVector t0 = l1.fma(s0, DoubleVector.fromArray(S, leg, T0));
        DoubleVector td = l1.fma(s1, DoubleVector.fromArray(S, leg, TD));
        DoubleVector x1 = l1.fma(x2, DoubleVector.fromArray(S, leg, X1));
        inverse = DoubleVector.broadcast(S, 1).div(td);
        DoubleVector minus1 = inverse.neg();
        x1.mul(inverse).intoArray(system.a, (b + 2) * L);
        DoubleVector l0 = s0.mul(minus);
        l0.intoArray(factor, f + 7 * L);
        DoubleVector k0 = t0.mul(minus1);
        k0.intoArray(factor, f + 11 * L);
        k0.fma(tu, l0.fma(su, DoubleVector.fromArray(S, root, RU))).intoArray(root, RU);
        k0.fma(tw, l0.fma(sw, DoubleVector.fromArray(S, root, RW))).intoArray(root, RW);
        k0.fma(t0, l0.fma(s0, DoubleVector.fromArray(S, root, DD))).intoArray(root, DD);
        k0.fma(x1, l0.fma(x2, DoubleVector.fromArray(S, root, XT))).intoArray(root, XT);
        DoubleVector lw = sw.mul(minus);
        lw.intoArray(factor, f + 6 * L);
        DoubleVector kw = tw.mul(minus1);
        kw.intoArray(factor, f + 10 * L);
        kw.fma(tu, lw.fma(su, DoubleVector.fromArray(S, root, UW))).intoArray(root, UW);
        kw.fma(tw, lw.fma(sw, DoubleVector.fromArray(S, root, WW))).intoArray(root, WW);
        kw.fma(x1, lw.fma(x2, DoubleVector.fromArray(S, root, XW))).intoArray(root, XW);
        DoubleVector lu = su.mul(minus);
        lu.intoArray(factor, f + 5 * L);
        DoubleVector ku = tu.mul(minus1);
        ku.intoArray(factor, f + 9 * L);
        ku.fma(tu, lu.fma(su, DoubleVector.fromArray(S, root, UU))).intoArray(root, UU);
        ku.fma(x1, lu.fma(x2, DoubleVector.fromArray(S, root, XU))).intoArray(root, XU);
    }

    private void solveRoot() {
        DoubleVector ru = DoubleVector.fromArray(S, root, RU);
        DoubleVector rw = DoubleVector.fromArray(S, root, RW);
        DoubleVector xt = DoubleVector.fromArray(S, root, XT);
        DoubleVector inverse = DoubleVector.broadcast(S, 1).div(DoubleVector.fromArray(S, root, DD));
        DoubleVector minus = inverse.neg();
        DoubleVector lu = ru.mul(minus);
        DoubleVector lw = rw.mul(minus);
        DoubleVector uu = lu.fma(ru, DoubleVector.fromArray(S, root, UU));
        DoubleVector uw = lw.fma(ru, DoubleVector.fromArray(S, root, UW));
        DoubleVector ww = lw.fma(rw, DoubleVector.fromArray(S, root, WW));
        DoubleVector xu = lu.fma(xt, DoubleVector.fromArray(S, root, XU));
        DoubleVector xw = lw.fma(xt, DoubleVector.fromArray(S, root, XW));
        DoubleVector iw = DoubleVector.broadcast(S, 1).div(ww);
        DoubleVector k = uw.mul(iw.neg());
        DoubleVector au = k.fma(xw, xu).div(k.fma(uw, uu));
        DoubleVector aw = k.fma(au, xw.mul(iw));
        au.intoArray(system.a, 0);
        aw.intoArray(system.a, 1 * L);
        lu.fma(au, lw.fma(aw, xt.mul(inverse))).intoArray(system.a, 2 * L);
    }

    private void solveLeg(int b, int f) {
        DoubleVector au = DoubleVector.fromArray(S, system.a, 0);
        DoubleVector aw = DoubleVector.fromArray(S, system.a, 1 * L);
        DoubleVector at = DoubleVector.fromArray(S, system.a, 2 * L);
        DoubleVector a1 = DoubleVector.fromArray(S, factor, f + 9 * L)
                .fma(
                        au,
                        DoubleVector.fromArray(S, factor, f + 10 * L)
                                .fma(aw, DoubleVector.fromArray(S, system.a, (b + 2) * L)));
        a1 = DoubleVector.fromArray(S, factor, f + 11 * L).fma(at, a1);
        a1.intoArray(system.a, (b + 2) * L);
        DoubleVector a2 = DoubleVector.fromArray(S, factor, f + 5 * L)
                .fma(
                        au,
                        DoubleVector.fromArray(S, factor, f + 6 * L)
                                .fma(aw, DoubleVector.fromArray(S, system.a, (b + 3) * L)));
        a2 = DoubleVector.fromArray(S, factor, f + 8 * L)
                .fma(a1, DoubleVector.fromArray(S, factor, f + 7 * L).fma(at, a2));
        a2.intoArray(system.a, (b + 3) * L);
        if (three) {
            DoubleVector a3 = DoubleVector.fromArray(S, factor, f)
                    .fma(
                            au,
                            DoubleVector.fromArray(S, factor, f + L)
                                    .fma(aw, DoubleVector.fromArray(S, system.a, (b + 4) * L)));
            a3 = DoubleVector.fromArray(S, factor, f + 3 * L)
                    .fma(a1, DoubleVector.fromArray(S, factor, f + 2 * L).fma(at, a3));
            a3 = DoubleVector.fromArray(S, factor, f + 4 * L).fma(a2, a3);
            a3.intoArray(system.a, (b + 4) * L);
        }
    }
}
