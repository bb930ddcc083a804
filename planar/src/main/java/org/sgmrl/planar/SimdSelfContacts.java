package org.sgmrl.planar;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [SelfContacts] of as many robots as a vector has lanes, by the same operations. A pair has one row, which weighs
/// nothing in lanes where it does not touch; lanes with parallel axes that come close are left to the scalar twin.
final class SimdSelfContacts {
    private static final VectorSpecies<Double> S = SimdStepper.SPECIES;
    private static final int L = S.length();
    private static final int CHAIN = SelfContacts.CHAIN;

    // Rows of `here`, which is about the pair that is looked at: hinge of the lower body; centre and half of either
    // axis; points where the axes come closest, as shares of the halves; the normal; the contact; violation; rate.
    private static final int HINGE_U = 0;
    private static final int HINGE_W = L;
    private static final int UPPER_U = 2 * L;
    private static final int UPPER_W = 3 * L;
    private static final int UPPER_HALF_U = 4 * L;
    private static final int UPPER_HALF_W = 5 * L;
    private static final int LOWER_U = 6 * L;
    private static final int LOWER_W = 7 * L;
    private static final int LOWER_HALF_U = 8 * L;
    private static final int LOWER_HALF_W = 9 * L;
    private static final int X = 10 * L;
    private static final int Y = 11 * L;
    private static final int NORMAL_U = 12 * L;
    private static final int NORMAL_W = 13 * L;
    private static final int PLACE_U = 14 * L;
    private static final int PLACE_W = 15 * L;
    private static final int VIOLATION = 16 * L;
    private static final int SPEED = 17 * L;

    private final PlanarModel model;
    private final Constants constants;
    private final LinearSystem system;
    private final CapsulePair[] pairs;
    private final double[] here = new double[18 * L];

    private int rows;
    private final int[] pairOf;
    private final double[] jacobian;
    private final double[] d;
    private final double[] reference;
    private final double[] active;
    private long touching;
    private long parallel;
    private long crossing;

    SimdSelfContacts(PlanarModel model, Constants constants, LinearSystem system) {
        this.model = model;
        this.constants = constants;
        this.system = system;
        pairs = CapsulePair.all(model);
        pairOf = new int[pairs.length];
        jacobian = new double[CHAIN * pairs.length * L];
        d = new double[pairs.length * L];
        reference = new double[pairs.length * L];
        active = new double[pairs.length * L];
    }

    /// Lanes in which something touches.
    long touching() {
        return touching;
    }

    /// Lanes that are left to the twin.
    long parallel() {
        return parallel;
    }

    void find(double[] sin, double[] cos, double[] omega) {
        rows = 0;
        touching = 0;
        parallel = 0;
        for (int i = 0; i < pairs.length; i++) {
            CapsulePair pair = pairs[i];
            hinge(pair);
            placeUpper(pair, sin, cos);
            placeLower(pair, sin, cos);
            DoubleVector du = DoubleVector.fromArray(S, here, LOWER_U).sub(DoubleVector.fromArray(S, here, UPPER_U));
            DoubleVector dw = DoubleVector.fromArray(S, here, LOWER_W).sub(DoubleVector.fromArray(S, here, UPPER_W));
            long near = du.fma(du, dw.mul(dw))
                    .compare(VectorOperators.LT, pair.reachSquared())
                    .toLong();
            if (near != 0) {
                closest(pair, near);
                touch(i, omega);
            }
        }
    }

    private void hinge(CapsulePair pair) {
        DoubleVector pu = DoubleVector.broadcast(S, 0);
        DoubleVector pnw = DoubleVector.broadcast(S, 0);
        for (int k = pair.from() + 1; k <= pair.to(); k++) {
            pu = pu.add(DoubleVector.fromArray(S, system.hingeU, pair.body(k) * L));
            pnw = pnw.add(DoubleVector.fromArray(S, system.hingeNw, pair.body(k) * L));
        }
        pu.intoArray(here, HINGE_U);
        pnw.neg().intoArray(here, HINGE_W);
    }

    private void placeUpper(CapsulePair pair, double[] sin, double[] cos) {
        DoubleVector s = DoubleVector.fromArray(S, sin, pair.body(pair.from()) * L);
        DoubleVector c = DoubleVector.fromArray(S, cos, pair.body(pair.from()) * L);
        c.fma(DoubleVector.broadcast(S, pair.upperU()), s.mul(-pair.upperW())).intoArray(here, UPPER_U);
        s.fma(DoubleVector.broadcast(S, pair.upperU()), c.mul(pair.upperW())).intoArray(here, UPPER_W);
        c.fma(DoubleVector.broadcast(S, pair.upperHalfU()), s.mul(-pair.upperHalfW()))
                .intoArray(here, UPPER_HALF_U);
        s.fma(DoubleVector.broadcast(S, pair.upperHalfU()), c.mul(pair.upperHalfW()))
                .intoArray(here, UPPER_HALF_W);
    }

    private void placeLower(CapsulePair pair, double[] sin, double[] cos) {
        DoubleVector s = DoubleVector.fromArray(S, sin, pair.body(pair.to()) * L);
        DoubleVector c = DoubleVector.fromArray(S, cos, pair.body(pair.to()) * L);
        DoubleVector.fromArray(S, here, HINGE_U)
                .add(c.fma(DoubleVector.broadcast(S, pair.lowerU()), s.mul(-pair.lowerW())))
                .intoArray(here, LOWER_U);
        DoubleVector.fromArray(S, here, HINGE_W)
                .add(s.fma(DoubleVector.broadcast(S, pair.lowerU()), c.mul(pair.lowerW())))
                .intoArray(here, LOWER_W);
        c.fma(DoubleVector.broadcast(S, pair.lowerHalfU()), s.mul(-pair.lowerHalfW()))
                .intoArray(here, LOWER_HALF_U);
        s.fma(DoubleVector.broadcast(S, pair.lowerHalfU()), c.mul(pair.lowerHalfW()))
                .intoArray(here, LOWER_HALF_W);
    }

    private void closest(CapsulePair pair, long near) {
        DoubleVector du = DoubleVector.fromArray(S, here, UPPER_U).sub(DoubleVector.fromArray(S, here, LOWER_U));
        DoubleVector dw = DoubleVector.fromArray(S, here, UPPER_W).sub(DoubleVector.fromArray(S, here, LOWER_W));
        DoubleVector au = DoubleVector.fromArray(S, here, UPPER_HALF_U);
        DoubleVector aw = DoubleVector.fromArray(S, here, UPPER_HALF_W);
        DoubleVector bu = DoubleVector.fromArray(S, here, LOWER_HALF_U);
        DoubleVector bw = DoubleVector.fromArray(S, here, LOWER_HALF_W);
        DoubleVector aa = DoubleVector.broadcast(S, pair.upperSquare());
        DoubleVector bb = DoubleVector.broadcast(S, pair.lowerSquare());
        DoubleVector ab = au.fma(bu, aw.mul(bw));
        DoubleVector u = au.fma(du, aw.mul(dw)).neg();
        DoubleVector v = bu.fma(du, bw.mul(dw));
        DoubleVector determinant = aa.fma(bb, ab.neg().mul(ab));
        long apart = determinant
                .abs()
                .compare(VectorOperators.GE, SelfContacts.PARALLEL)
                .toLong();
        parallel |= near & ~apart;
        DoubleVector x = bb.fma(u, ab.mul(v)).div(determinant);
        DoubleVector y = aa.fma(v, ab.mul(u)).div(determinant);
        crossing = x.abs()
                .compare(VectorOperators.LE, 1)
                .and(y.abs().compare(VectorOperators.LE, 1))
                .toLong();
        VectorMask<Double> over = x.compare(VectorOperators.GT, 1);
        VectorMask<Double> under = x.compare(VectorOperators.LT, -1);
        DoubleVector end = v.add(ab.blend(ab.neg(), under)).div(bb);
        y = y.blend(end, over.or(under));
        x = x.blend(1, over).blend(-1, under);
        over = y.compare(VectorOperators.GT, 1);
        under = y.compare(VectorOperators.LT, -1);
        end = u.add(ab.blend(ab.neg(), under)).div(aa);
        end = end.blend(1, end.compare(VectorOperators.GT, 1)).blend(-1, end.compare(VectorOperators.LT, -1));
        x.blend(end, over.or(under)).intoArray(here, X);
        y.blend(1, over).blend(-1, under).intoArray(here, Y);
    }

    private void touch(int i, double[] omega) {
        CapsulePair pair = pairs[i];
        DoubleVector x = DoubleVector.fromArray(S, here, X);
        DoubleVector y = DoubleVector.fromArray(S, here, Y);
        DoubleVector au =
                x.fma(DoubleVector.fromArray(S, here, UPPER_HALF_U), DoubleVector.fromArray(S, here, UPPER_U));
        DoubleVector aw =
                x.fma(DoubleVector.fromArray(S, here, UPPER_HALF_W), DoubleVector.fromArray(S, here, UPPER_W));
        DoubleVector gu = y.fma(DoubleVector.fromArray(S, here, LOWER_HALF_U), DoubleVector.fromArray(S, here, LOWER_U))
                .sub(au);
        DoubleVector gw = y.fma(DoubleVector.fromArray(S, here, LOWER_HALF_W), DoubleVector.fromArray(S, here, LOWER_W))
                .sub(aw);
        DoubleVector apart = gu.fma(gu, gw.mul(gw)).sqrt();
        DoubleVector distance = apart.sub(pair.radii());
        long inside = distance.compare(VectorOperators.LT, model.margin)
                        .and(apart.compare(VectorOperators.GT, 0))
                        .toLong()
                & ~crossing
                & ~parallel;
        if (inside == 0) {
            return;
        }
        DoubleVector nu = gu.div(apart);
        DoubleVector nw = gw.div(apart);
        DoubleVector arm = distance.fma(DoubleVector.broadcast(S, 0.5), DoubleVector.broadcast(S, pair.upperRadius()));
        nu.intoArray(here, NORMAL_U);
        nw.intoArray(here, NORMAL_W);
        arm.fma(nu, au).intoArray(here, PLACE_U);
        arm.fma(nw, aw).intoArray(here, PLACE_W);
        distance.sub(model.margin).intoArray(here, VIOLATION);
        int row = rows++;
        pairOf[row] = i;
        jacobian(pair, row, inside, omega);
        soften(i, row, inside);
        touching |= inside;
    }

    private void jacobian(CapsulePair pair, int row, long inside, double[] omega) {
        VectorMask<Double> mask = VectorMask.fromLong(S, inside);
        DoubleVector zero = DoubleVector.broadcast(S, 0);
        zero.intoArray(here, SPEED);
        for (int k = 0; k < CHAIN; k++) {
            DoubleVector nu = DoubleVector.fromArray(S, here, NORMAL_U);
            DoubleVector nw = DoubleVector.fromArray(S, here, NORMAL_W);
            DoubleVector j = zero;
            if (k >= pair.from() && k < pair.to()) {
                int next = pair.body(k + 1) * L;
                j = nw.fma(
                        DoubleVector.fromArray(S, system.hingeU, next),
                        nu.mul(DoubleVector.fromArray(S, system.hingeNw, next)));
            }
            if (k == pair.from()) {
                j = j.sub(nw.fma(
                        DoubleVector.fromArray(S, here, PLACE_U),
                        nu.neg().mul(DoubleVector.fromArray(S, here, PLACE_W))));
            }
            if (k == pair.to()) {
                DoubleVector ru =
                        DoubleVector.fromArray(S, here, PLACE_U).sub(DoubleVector.fromArray(S, here, HINGE_U));
                DoubleVector rw =
                        DoubleVector.fromArray(S, here, PLACE_W).sub(DoubleVector.fromArray(S, here, HINGE_W));
                j = nw.fma(ru, nu.neg().mul(rw));
            }
            j = zero.blend(j, mask);
            j.intoArray(jacobian, (CHAIN * row + k) * L);
            j.fma(DoubleVector.fromArray(S, omega, pair.body(k) * L), DoubleVector.fromArray(S, here, SPEED))
                    .intoArray(here, SPEED);
        }
    }

    /// Weight and reference acceleration.
    private void soften(int i, int row, long inside) {
        VectorMask<Double> mask = VectorMask.fromLong(S, inside);
        Softness soft = model.contactSoftness;
        DoubleVector violation = DoubleVector.fromArray(S, here, VIOLATION);
        DoubleVector ratio = violation.neg().div(soft.width());
        ratio = ratio.blend(1, ratio.compare(VectorOperators.GT, 1));
        DoubleVector rest = DoubleVector.broadcast(S, 1).sub(ratio);
        DoubleVector y = rest.mul(-2).fma(rest, DoubleVector.broadcast(S, 1));
        y = y.blend(ratio.mul(2).mul(ratio), ratio.compare(VectorOperators.LE, 0.5));
        DoubleVector impedance =
                y.fma(DoubleVector.broadcast(S, soft.dmax() - soft.dmin()), DoubleVector.broadcast(S, soft.dmin()));
        DoubleVector weight =
                impedance.div(DoubleVector.broadcast(S, 1).sub(impedance).mul(constants.pairWeight[i]));
        DoubleVector push = impedance.mul(-soft.k()).mul(violation);
        DoubleVector wanted = DoubleVector.fromArray(S, here, SPEED).fma(DoubleVector.broadcast(S, -soft.b()), push);
        DoubleVector.broadcast(S, 0).blend(weight, mask).intoArray(d, row * L);
        DoubleVector.broadcast(S, Stepper.NEVER).blend(wanted, mask).intoArray(reference, row * L);
    }

    /// Leaves in `out` how much faster than the reference the capsules of a row move apart.
    private void excess(int row, double[] x, double[] out, int at) {
        CapsulePair pair = pairs[pairOf[row]];
        DoubleVector sum = DoubleVector.broadcast(S, 0);
        for (int k = 0; k < CHAIN; k++) {
            sum = DoubleVector.fromArray(S, jacobian, (CHAIN * row + k) * L)
                    .fma(DoubleVector.fromArray(S, x, (pair.body(k) + 2) * L), sum);
        }
        sum.sub(DoubleVector.fromArray(S, reference, row * L)).intoArray(out, at);
    }

    /// Finds which rows are active under an acceleration. Returns the lanes in which that differs from what was found
    /// before.
    long activity(double[] x) {
        long changed = 0;
        for (int row = 0; row < rows; row++) {
            excess(row, x, here, X);
            DoubleVector now = DoubleVector.broadcast(S, 0)
                    .blend(1, DoubleVector.fromArray(S, here, X).compare(VectorOperators.LT, 0));
            changed |= now.compare(VectorOperators.NE, DoubleVector.fromArray(S, active, row * L))
                    .toLong();
            now.intoArray(active, row * L);
        }
        return changed;
    }

    /// What active rows add to the system.
    void press() {
        Arrays.fill(system.couplings, 0);
        for (int row = 0; row < rows; row++) {
            CapsulePair pair = pairs[pairOf[row]];
            for (int k = 0; k < CHAIN; k++) {
                press(row, k, pair.body(k) * L, (SelfContacts.COUPLINGS * pair.leg() + k * (k - 1) / 2) * L);
            }
        }
    }

    private void press(int row, int k, int body, int entry) {
        DoubleVector j = DoubleVector.fromArray(S, jacobian, (CHAIN * row + k) * L);
        DoubleVector wj = DoubleVector.fromArray(S, d, row * L)
                .mul(DoubleVector.fromArray(S, active, row * L))
                .mul(j);
        DoubleVector.fromArray(S, system.diagonal, body).add(wj.mul(j)).intoArray(system.diagonal, body);
        DoubleVector.fromArray(S, system.sideTurn, body)
                .add(wj.mul(DoubleVector.fromArray(S, reference, row * L)))
                .intoArray(system.sideTurn, body);
        for (int l = 0; l < k; l++) {
            int at = entry + l * L;
            DoubleVector.fromArray(S, system.couplings, at)
                    .add(wj.mul(DoubleVector.fromArray(S, jacobian, (CHAIN * row + l) * L)))
                    .intoArray(system.couplings, at);
        }
    }

    /// The forces of all rows at the solution.
    void push() {
        for (int row = 0; row < rows; row++) {
            CapsulePair pair = pairs[pairOf[row]];
            excess(row, system.a, here, X);
            DoubleVector lack = DoubleVector.fromArray(S, here, X).neg();
            DoubleVector force = DoubleVector.broadcast(S, 0)
                    .blend(DoubleVector.fromArray(S, d, row * L).mul(lack), lack.compare(VectorOperators.GT, 0));
            for (int k = 0; k < CHAIN; k++) {
                int body = pair.body(k) * L;
                DoubleVector.fromArray(S, system.sideTurn, body)
                        .add(DoubleVector.fromArray(S, jacobian, (CHAIN * row + k) * L)
                                .mul(force))
                        .intoArray(system.sideTurn, body);
            }
        }
    }
}
