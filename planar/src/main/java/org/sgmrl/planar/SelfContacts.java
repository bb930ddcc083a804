package org.sgmrl.planar;

import java.util.Arrays;

/// Contacts of a robot's capsules with one another, without friction: of one robot, in plain Java.
///
/// Two capsules touch where their axes, which are segments, come closest. In the plane that is at an end of one of them,
/// unless they cross. The normal n points from one closest point to the other, and the contact lies midway between the
/// surfaces. The row of a contact is n times the relative acceleration of the two bodies there; it depends on angles
/// alone, of those bodies and of all between them, so on a chain of at most four: the root and a leg.
///
/// Two cases are MuJoCo's own, found out by measurement. Axes that cross have no normal in the plane; MuJoCo's points
/// out of it, so that nothing pushes. (In half a percent of such states its rounding errors leave the points more than
/// 1e-15 m apart; then its normal is the direction of these errors.) Where axes are parallel, to a determinant of
/// 1e-15 m⁴ or some 1e-6 rad, each end of the one, then of the other, is held against the nearest point of the other
/// until two contacts are found.
final class SelfContacts {
    /// Below this determinant MuJoCo calls axes parallel, m⁴.
    static final double PARALLEL = 1e-15;

    /// Bodies of a chain.
    static final int CHAIN = 4;

    // Places of matrix entries of a leg: rows and columns of the root and its three bodies.
    static final int FIRST_ROOT = 0;
    static final int SECOND_ROOT = 1;
    static final int SECOND_FIRST = 2;
    static final int TIP_ROOT = 3;
    static final int TIP_FIRST = 4;
    static final int TIP_SECOND = 5;
    static final int COUPLINGS = 6;

    private final PlanarModel model;
    private final Constants constants;
    private final CapsulePair[] pairs;

    private long crossings;
    private int rows;
    private final int[] pairOf;
    private final double[] jacobian;
    private final double[] d;
    private final double[] reference;
    private final double[] active;
    private final double[] couplings;

    // The pair that is looked at: where the lower body's hinge is, the axes' centres and halves, all from the upper
    // body's hinge.
    private double hingeU;
    private double hingeW;
    private double upperU;
    private double upperW;
    private double upperHalfU;
    private double upperHalfW;
    private double lowerU;
    private double lowerW;
    private double lowerHalfU;
    private double lowerHalfW;

    SelfContacts(PlanarModel model, Constants constants) {
        this.model = model;
        this.constants = constants;
        pairs = CapsulePair.all(model);
        int most = 2 * pairs.length;
        pairOf = new int[most];
        jacobian = new double[CHAIN * most];
        d = new double[most];
        reference = new double[most];
        active = new double[most];
        couplings = new double[COUPLINGS * model.legFirst.length];
    }

    int rows() {
        return rows;
    }

    long crossings() {
        return crossings;
    }

    double weight(int row) {
        return d[row];
    }

    double reference(int row) {
        return reference[row];
    }

    double coupling(int leg, int entry) {
        return couplings[COUPLINGS * leg + entry];
    }

    /// Finds all contacts. Arguments are those of [ScalarStepper], by body.
    void find(double[] sin, double[] cos, double[] omega, double[] hingesU, double[] hingesNw) {
        rows = 0;
        for (int i = 0; i < pairs.length; i++) {
            CapsulePair pair = pairs[i];
            place(pair, sin, cos, hingesU, hingesNw);
            double du = lowerU - upperU;
            double dw = lowerW - upperW;
            if (Math.fma(du, du, dw * dw) < pair.reachSquared()) {
                closest(i, omega, hingesU, hingesNw);
            }
        }
    }

    private void place(CapsulePair pair, double[] sin, double[] cos, double[] hingesU, double[] hingesNw) {
        double pu = 0;
        double pnw = 0;
        for (int k = pair.from() + 1; k <= pair.to(); k++) {
            pu += hingesU[pair.body(k)];
            pnw += hingesNw[pair.body(k)];
        }
        hingeU = pu;
        hingeW = -pnw;
        double s = sin[pair.body(pair.from())];
        double c = cos[pair.body(pair.from())];
        upperU = Math.fma(c, pair.upperU(), -s * pair.upperW());
        upperW = Math.fma(s, pair.upperU(), c * pair.upperW());
        upperHalfU = Math.fma(c, pair.upperHalfU(), -s * pair.upperHalfW());
        upperHalfW = Math.fma(s, pair.upperHalfU(), c * pair.upperHalfW());
        s = sin[pair.body(pair.to())];
        c = cos[pair.body(pair.to())];
        lowerU = pu + Math.fma(c, pair.lowerU(), -s * pair.lowerW());
        lowerW = Math.fma(s, pair.lowerU(), c * pair.lowerW()) - pnw;
        lowerHalfU = Math.fma(c, pair.lowerHalfU(), -s * pair.lowerHalfW());
        lowerHalfW = Math.fma(s, pair.lowerHalfU(), c * pair.lowerHalfW());
    }

    /// Shares of the halves, in [−1, 1], at which the axes come closest: those of the infinite lines, moved into the
    /// segments one after the other.
    private void closest(int i, double[] omega, double[] hingesU, double[] hingesNw) {
        CapsulePair pair = pairs[i];
        double du = upperU - lowerU;
        double dw = upperW - lowerW;
        double aa = pair.upperSquare();
        double bb = pair.lowerSquare();
        double ab = Math.fma(upperHalfU, lowerHalfU, upperHalfW * lowerHalfW);
        double u = -Math.fma(upperHalfU, du, upperHalfW * dw);
        double v = Math.fma(lowerHalfU, du, lowerHalfW * dw);
        double determinant = Math.fma(aa, bb, -ab * ab);
        if (!(Math.abs(determinant) >= PARALLEL)) {
            int most = rows + 2;
            touch(i, 1, clip((v + ab) / bb), omega, hingesU, hingesNw);
            touch(i, -1, clip((v - ab) / bb), omega, hingesU, hingesNw);
            if (rows < most) {
                touch(i, clip((u + ab) / aa), 1, omega, hingesU, hingesNw);
            }
            if (rows < most) {
                touch(i, clip((u - ab) / aa), -1, omega, hingesU, hingesNw);
            }
            return;
        }
        double x = Math.fma(bb, u, ab * v) / determinant;
        double y = Math.fma(aa, v, ab * u) / determinant;
        boolean crossing = Math.abs(x) <= 1 && Math.abs(y) <= 1;
        if (x > 1) {
            x = 1;
            y = (v + ab) / bb;
        } else if (x < -1) {
            x = -1;
            y = (v - ab) / bb;
        }
        if (y > 1) {
            y = 1;
            x = clip((u + ab) / aa);
        } else if (y < -1) {
            y = -1;
            x = clip((u - ab) / aa);
        }
        if (crossing) {
            crossings++;
        } else {
            touch(i, x, y, omega, hingesU, hingesNw);
        }
    }

    private static double clip(double x) {
        return x > 1 ? 1 : x < -1 ? -1 : x;
    }

    /// Adds a row if the balls around two points of the axes touch.
    private void touch(int i, double x, double y, double[] omega, double[] hingesU, double[] hingesNw) {
        CapsulePair pair = pairs[i];
        double au = Math.fma(x, upperHalfU, upperU);
        double aw = Math.fma(x, upperHalfW, upperW);
        double gu = Math.fma(y, lowerHalfU, lowerU) - au;
        double gw = Math.fma(y, lowerHalfW, lowerW) - aw;
        double apart = Math.sqrt(Math.fma(gu, gu, gw * gw));
        double distance = apart - pair.radii();
        if (!(distance < model.margin && apart > 0)) {
            return;
        }
        double nu = gu / apart;
        double nw = gw / apart;
        double arm = Math.fma(0.5, distance, pair.upperRadius());
        double ru = Math.fma(arm, nu, au);
        double rw = Math.fma(arm, nw, aw);
        int row = rows++;
        pairOf[row] = i;
        double speed = 0;
        for (int k = 0; k < CHAIN; k++) {
            double j = 0;
            if (k >= pair.from() && k < pair.to()) {
                int next = pair.body(k + 1);
                j = Math.fma(nw, hingesU[next], nu * hingesNw[next]);
            }
            if (k == pair.from()) {
                j -= Math.fma(nw, ru, -nu * rw);
            }
            if (k == pair.to()) {
                j = Math.fma(nw, ru - hingeU, -nu * (rw - hingeW));
            }
            jacobian[CHAIN * row + k] = j;
            speed = Math.fma(j, omega[pair.body(k)], speed);
        }
        Softness soft = model.contactSoftness;
        double violation = distance - model.margin;
        double impedance = ScalarStepper.impedance(soft, violation);
        d[row] = impedance / ((1 - impedance) * constants.pairWeight[i]);
        reference[row] = Math.fma(-soft.b(), speed, -soft.k() * impedance * violation);
    }

    /// How much faster than the reference the capsules move apart: negative where the row pushes.
    double excess(int row, double[] x) {
        CapsulePair pair = pairs[pairOf[row]];
        double sum = 0;
        for (int k = 0; k < CHAIN; k++) {
            sum = Math.fma(jacobian[CHAIN * row + k], x[pair.body(k) + 2], sum);
        }
        return sum - reference[row];
    }

    /// Finds which rows are active under an acceleration. Returns whether that differs from what was found before.
    boolean activity(double[] x) {
        boolean changed = false;
        for (int row = 0; row < rows; row++) {
            double now = excess(row, x) < 0 ? 1 : 0;
            changed |= now != active[row];
            active[row] = now;
        }
        return changed;
    }

    /// What active rows add to the matrix and to the torques.
    void press(double[] diagonal, double[] torque) {
        Arrays.fill(couplings, 0);
        for (int row = 0; row < rows; row++) {
            CapsulePair pair = pairs[pairOf[row]];
            double weight = d[row] * active[row];
            int e = COUPLINGS * pair.leg();
            for (int k = 0; k < CHAIN; k++) {
                double j = jacobian[CHAIN * row + k];
                double wj = weight * j;
                diagonal[pair.body(k)] += wj * j;
                torque[pair.body(k)] += wj * reference[row];
                for (int l = 0; l < k; l++) {
                    couplings[e++] += wj * jacobian[CHAIN * row + l];
                }
            }
        }
    }

    /// The forces of all rows under an acceleration.
    void push(double[] x, double[] torque) {
        for (int row = 0; row < rows; row++) {
            CapsulePair pair = pairs[pairOf[row]];
            double lack = -excess(row, x);
            double force = lack > 0 ? d[row] * lack : 0;
            for (int k = 0; k < CHAIN; k++) {
                torque[pair.body(k)] += jacobian[CHAIN * row + k] * force;
            }
        }
    }
}
