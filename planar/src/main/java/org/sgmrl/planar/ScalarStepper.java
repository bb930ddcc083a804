package org.sgmrl.planar;

import org.sgmrl.planar.PlanarModel.Integrator;

/// One robot at a time, in plain Java. [SimdStepper] performs the same operations in the same order on many.
///
/// ## The equations
///
/// Velocities are taken absolute: of the root along u and w, then the angular velocity of each body. A body b turns
/// about its hinge; d_b is the hinge's place relative to the parent's hinge, s_b the first moment of the body about its
/// hinge, with the masses of all that hangs on it lumped at the next hinge, both in the world's directions. ⊥(a, b) =
/// (−b, a) and × is the plane's cross product. The inertia matrix then has constants on its diagonal, and
///
///     M_ub = −s_b,w      M_wb = s_b,u      M_ab = d_c · s_b = d_c × ⊥s_b      (a an ancestor of b, c its next body)
///
/// Springs, dampers, motors, rotor inertias (armature) and limits act on differences of neighbours. A contact adds an
/// anisotropic mass K at its point to the solver's matrix: row b is that of M with ⊥s_b + y_b in place of ⊥s_b, where
/// y_b is the sum of K ⊥r over all that hangs on b. So M, the solver's matrix and that of implicit damping are all
/// given by vectors y_b, a diagonal and the couplings of neighbours, and [#solve] is one elimination from the feet to
/// the root, in which the legs never meet.
///
/// ## Contacts and limits
///
/// MuJoCo minimises ½(a − a₀)ᵀM(a − a₀) + Σ ½ D min(0, Ja − a_ref)². A contact has four rows, n ± μt and twice n (the
/// friction pyramid's rows out of the plane). For the set of rows that are active in a guess the minimiser is the
/// solution of a linear system; where the same rows are active at the solution, it is the minimiser.
///
/// Capsules of the robot that touch one another ([SelfContacts]) add rows in the angles of one leg and the root, and so
/// entries to the matrix where it has some already.
final class ScalarStepper implements Stepper {
    private static final int MOST_ITERATIONS = 100;

    /// Accelerations that differ by less, relative to the greatest, are the same.
    private static final double ROUNDING = 1e-13;

    private final PlanarModel model;
    private final Constants constants;
    private final int fullSteps;
    private final int n;
    private final int legs;
    private final boolean euler;
    private final boolean fluid;
    private final double h;

    // The state, in internal order, and what RK4 keeps.
    private final double[] q;
    private final double[] v;
    private final double[] motor;
    private final double[] q0;
    private final double[] v0;
    private final double[] sumV;
    private final double[] sumA;
    private double badness;
    private long systems;

    // By body.
    private final double[] angle;
    private final double[] omega;
    private final double[] sin;
    private final double[] cos;
    private final double[] momentU;
    /// −s_w.
    private final double[] momentNw;

    private final double[] hingeU;
    /// −d_w.
    private final double[] hingeNw;

    private final double[] pathU;
    private final double[] pathW;
    private final double[] placeU;
    private final double[] speedU;
    private final double[] speedW;
    private final double[] forceU;
    private final double[] forceW;
    private final double[] turn;
    private final double[] couple;

    // Limits that are violated.
    private final int[] limitBody;
    private final double[] limitSign;
    private final double[] limitD;
    private final double[] limitRef;
    private final double[] limitActive;
    private int limits;

    // Points in the ground.
    private final int[] touchBody;
    private final double[] touchU;
    /// −r_w.
    private final double[] touchNw;

    private final double[] touchD;
    private final double[] touchRef;
    private final double[] touchSlide;
    private final double[] touchFriction;
    private final double[] touchActive;
    private int touches;

    private final SelfContacts self;
    private final boolean canTouchItself;
    /// Whether the matrix has their entries.
    private boolean coupled;

    // The matrix to solve with, forces and solution.
    private final double[] rowU;
    private final double[] rowW;
    private final double[] diagonal;
    private final double[] joint;
    private final double[] sideU;
    private final double[] sideW;
    private final double[] sideTurn;
    private final double[] massUu;
    private final double[] massUw;
    private final double[] massWw;
    /// Whether a contact presses on it or on what hangs on it.
    private final boolean[] pressed;

    private final double[] accelU;
    private final double[] accelW;
    private final double[] factor;
    private final double[] a;
    private final double[] guess;
    private final double[] here;

    ScalarStepper(PlanarModel model) {
        this(model, FULL_STEPS);
    }

    /// @param fullSteps Newton steps before those with a line search
    ScalarStepper(PlanarModel model, int fullSteps) {
        this.model = model;
        this.fullSteps = fullSteps;
        constants = new Constants(model);
        n = model.bodies;
        legs = model.legFirst.length;
        euler = model.integrator == Integrator.EULER;
        fluid = model.hasFluid();
        h = model.timestep;
        int dofs = model.dofs();
        q = new double[dofs];
        v = new double[dofs];
        motor = new double[model.actuators()];
        q0 = new double[dofs];
        v0 = new double[dofs];
        sumV = new double[dofs];
        sumA = new double[dofs];
        angle = new double[n];
        omega = new double[n];
        sin = new double[n];
        cos = new double[n];
        momentU = new double[n];
        momentNw = new double[n];
        hingeU = new double[n];
        hingeNw = new double[n];
        pathU = new double[n];
        pathW = new double[n];
        placeU = new double[n];
        speedU = new double[n];
        speedW = new double[n];
        forceU = new double[n];
        forceW = new double[n];
        turn = new double[n];
        couple = new double[n];
        limitBody = new int[n];
        limitSign = new double[n];
        limitD = new double[n];
        limitRef = new double[n];
        limitActive = new double[n];
        int points = model.pointBody.length;
        touchBody = new int[points];
        touchU = new double[points];
        touchNw = new double[points];
        touchD = new double[points];
        touchRef = new double[points];
        touchSlide = new double[points];
        touchFriction = new double[points];
        touchActive = new double[points];
        self = new SelfContacts(model, constants);
        canTouchItself = model.pairUpper.length > 0;
        rowU = new double[n];
        rowW = new double[n];
        diagonal = new double[n];
        joint = new double[n];
        sideU = new double[n];
        sideW = new double[n];
        sideTurn = new double[n];
        massUu = new double[n];
        massUw = new double[n];
        massWw = new double[n];
        pressed = new boolean[n];
        accelU = new double[n];
        accelW = new double[n];
        factor = new double[12 * legs];
        a = new double[dofs];
        guess = new double[dofs];
        here = new double[dofs];
    }

    @Override
    public Stepper of(PlanarModel other) {
        return new ScalarStepper(other, fullSteps);
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void step(PlanarState state, int first, int steps) {
        int stride = state.stride;
        for (int i = 0; i < q.length; i++) {
            q[i] = state.position[i * stride + first];
            v[i] = state.velocity[i * stride + first];
            guess[i] = state.guess[i * stride + first];
        }
        for (int i = 0; i < motor.length; i++) {
            motor[i] = state.torque[i * stride + first];
        }
        for (int k = 0; k < steps; k++) {
            if (euler) {
                euler();
            } else {
                rungeKutta();
            }
            // Also false for what is not a number.
            if (!(badness < SURELY_GOOD) && bad()) {
                state.broken[first] = true;
                break;
            }
        }
        for (int i = 0; i < q.length; i++) {
            state.position[i * stride + first] = q[i];
            state.velocity[i * stride + first] = v[i];
            state.guess[i * stride + first] = guess[i];
        }
    }

    /// Takes one step from a state in lane `lane` of arrays of `lanes` lanes.
    ///
    /// @return the sum of squares that tells bad numbers
    double again(
            int lanes,
            int lane,
            double[] torques,
            double[] fromQ,
            double[] fromV,
            double[] fromGuess,
            double[] toQ,
            double[] toV,
            double[] toGuess,
            double[] toA) {
        for (int i = 0; i < q.length; i++) {
            q[i] = fromQ[i * lanes + lane];
            v[i] = fromV[i * lanes + lane];
            guess[i] = fromGuess[i * lanes + lane];
        }
        for (int i = 0; i < motor.length; i++) {
            motor[i] = torques[i * lanes + lane];
        }
        if (euler) {
            euler();
        } else {
            rungeKutta();
        }
        for (int i = 0; i < q.length; i++) {
            toQ[i * lanes + lane] = q[i];
            toV[i * lanes + lane] = v[i];
            toGuess[i * lanes + lane] = guess[i];
            toA[i * lanes + lane] = a[i];
        }
        return badness;
    }

    private boolean bad() {
        for (int i = 0; i < q.length; i++) {
            if (!(Math.abs(q[i]) <= LARGEST && Math.abs(v[i]) <= LARGEST && Math.abs(a[i]) <= LARGEST)) {
                return true;
            }
        }
        return false;
    }

    /// v += h a′, q += h v with (M + h B) a′ = forces of actuators, passive elements and constraints.
    private void euler() {
        kinematics();
        boolean constrained = constraints();
        if (constrained) {
            solveConstrained();
            System.arraycopy(a, 0, guess, 0, a.length);
            constraintForces();
        } else {
            smoothForces();
        }
        smoothMatrix(constants.dampedArmature);
        solve();
        if (!constrained) {
            System.arraycopy(a, 0, guess, 0, a.length);
        }
        double sum = 0;
        for (int i = 0; i < q.length; i++) {
            double acceleration = relative(i);
            v[i] = Math.fma(h, acceleration, v[i]);
            q[i] = Math.fma(h, v[i], q[i]);
            sum = Math.fma(acceleration, acceleration, sum);
            sum = Math.fma(v[i], v[i], sum);
            sum = Math.fma(q[i], q[i], sum);
        }
        badness = sum;
    }

    private double relative(int dof) {
        return dof < 3 ? a[dof] : a[dof] - a[model.parent[dof - 2] + 2];
    }

    private void rungeKutta() {
        double sum = 0;
        forward();
        for (int i = 0; i < q.length; i++) {
            double acceleration = relative(i);
            q0[i] = q[i];
            v0[i] = v[i];
            sumV[i] = v[i];
            sumA[i] = acceleration;
            q[i] = Math.fma(0.5 * h, v[i], q0[i]);
            v[i] = Math.fma(0.5 * h, acceleration, v0[i]);
        }
        for (int stage = 1; stage < 3; stage++) {
            double length = stage == 1 ? 0.5 * h : h;
            forward();
            for (int i = 0; i < q.length; i++) {
                double acceleration = relative(i);
                sumV[i] = Math.fma(2, v[i], sumV[i]);
                sumA[i] = Math.fma(2, acceleration, sumA[i]);
                q[i] = Math.fma(length, v[i], q0[i]);
                v[i] = Math.fma(length, acceleration, v0[i]);
            }
        }
        forward();
        double sixth = h / 6;
        for (int i = 0; i < q.length; i++) {
            double acceleration = relative(i);
            q[i] = Math.fma(sixth, sumV[i] + v[i], q0[i]);
            v[i] = Math.fma(sixth, sumA[i] + acceleration, v0[i]);
            sum = Math.fma(acceleration, acceleration, sum);
            sum = Math.fma(v[i], v[i], sum);
            sum = Math.fma(q[i], q[i], sum);
        }
        badness = sum;
    }

    /// The acceleration of the state: a.
    private void forward() {
        kinematics();
        if (constraints()) {
            solveConstrained();
        } else {
            smoothForces();
            smoothMatrix(model.armature);
            solve();
        }
        System.arraycopy(a, 0, guess, 0, a.length);
    }

    /// How often it has seen axes of capsules that can touch one another cross: there MuJoCo may push where rounding
    /// errors point to.
    long crossings() {
        return self.crossings();
    }

    /// Computes accelerations of a state, in the model file's order, for comparisons.
    ///
    /// @param out receives qacc; overwritten
    void accelerations(PlanarState state, int robot, double[] out) {
        step(state, robot, 0);
        forward();
        for (int i = 0; i < a.length; i++) {
            out[model.external[i]] = model.direction[i] * relative(i);
        }
    }

    /// Where everything is, how fast, and the forces without constraints.
    private void kinematics() {
        // The sum makes +0 of −0, as in the twin.
        angle[0] = 0.0 + q[2];
        omega[0] = 0.0 + v[2];
        for (int b = 1; b < n; b++) {
            int p = model.parent[b];
            angle[b] = angle[p] + q[b + 2];
            omega[b] = omega[p] + v[b + 2];
        }
        for (int b = 0; b < n; b++) {
            SinCos.of(angle[b], sin, cos, b);
        }
        for (int b = 0; b < n; b++) {
            double s = sin[b];
            double c = cos[b];
            double mu = constants.momentU[b];
            double mw = constants.momentW[b];
            double su = Math.fma(c, mu, -s * mw);
            double nsw = Math.fma(-s, mu, -c * mw);
            momentU[b] = su;
            momentNw[b] = nsw;
            if (b == 0) {
                pathU[0] = -model.gravity;
                pathW[0] = 0;
            } else {
                int p = model.parent[b];
                double du = Math.fma(cos[p], model.anchorU[b], -sin[p] * model.anchorW[b]);
                double ndw = Math.fma(-sin[p], model.anchorU[b], -cos[p] * model.anchorW[b]);
                hingeU[b] = du;
                hingeNw[b] = ndw;
                double square = omega[p] * omega[p];
                pathU[b] = Math.fma(square, du, pathU[p]);
                pathW[b] = Math.fma(-square, ndw, pathW[p]);
            }
            double square = omega[b] * omega[b];
            forceU[b] = square * su;
            forceW[b] = -square * nsw;
            turn[b] = Math.fma(pathW[b], su, pathU[b] * nsw);
        }
        forceU[0] -= constants.weightForce;
        for (int b = 1; b < n; b++) {
            couple[b] = Math.fma(-model.stiffness[b], q[b + 2], -model.damping[b] * v[b + 2]);
        }
        for (int i = 0; i < motor.length; i++) {
            couple[model.actuatorBody[i]] += motor[i];
        }
        for (int b = 1; b < n; b++) {
            turn[b] += couple[b];
            turn[model.parent[b]] -= couple[b];
        }
        if (fluid) {
            speeds();
            fluidForces();
        }
    }

    /// Velocities of hinges.
    private void speeds() {
        speedU[0] = v[0];
        speedW[0] = v[1];
        for (int b = 1; b < n; b++) {
            int p = model.parent[b];
            speedU[b] = Math.fma(omega[p], hingeNw[b], speedU[p]);
            speedW[b] = Math.fma(omega[p], hingeU[b], speedW[p]);
        }
    }

    /// A fluid's forces on the box of equal inertia, linear and quadratic in the velocity of its centre.
    private void fluidForces() {
        for (int b = 0; b < n; b++) {
            double s = sin[b];
            double c = cos[b];
            double ru = Math.fma(c, model.comU[b], -s * model.comW[b]);
            double nrw = Math.fma(-s, model.comU[b], -c * model.comW[b]);
            double vu = Math.fma(omega[b], nrw, speedU[b]);
            double vw = Math.fma(omega[b], ru, speedW[b]);
            double eu = Math.fma(c, model.axisU[b], -s * model.axisW[b]);
            double ew = Math.fma(s, model.axisU[b], c * model.axisW[b]);
            double along = Math.fma(vu, eu, vw * ew);
            double across = Math.fma(vw, eu, -vu * ew);
            double fa = Math.fma(constants.dragAlong[b], Math.abs(along), constants.linear[b]) * along;
            double fc = Math.fma(constants.dragAcross[b], Math.abs(across), constants.linear[b]) * across;
            double spin = Math.fma(constants.spinDrag[b], Math.abs(omega[b]), constants.linearSpin[b]) * omega[b];
            double fu = Math.fma(fa, eu, -fc * ew);
            double fw = Math.fma(fa, ew, fc * eu);
            forceU[b] += fu;
            forceW[b] += fw;
            turn[b] += Math.fma(ru, fw, Math.fma(nrw, fu, spin));
        }
    }

    /// Finds violated limits and points in the ground. Returns whether there are any.
    private boolean constraints() {
        limits = 0;
        for (int b = 1; b < n; b++) {
            if (model.limited[b]) {
                double above = q[b + 2] - model.low[b];
                double below = model.high[b] - q[b + 2];
                if (above < 0 || below < 0) {
                    limit(b, above < 0 ? above : below, above < 0 ? 1 : -1);
                }
            }
        }
        touches = 0;
        if (model.pointBody.length > 0) {
            placeU[0] = q[0] + model.anchorU[0] - model.ground;
            for (int b = 1; b < n; b++) {
                placeU[b] = placeU[model.parent[b]] + hingeU[b];
            }
            for (int b = 0; b < n; b++) {
                if (placeU[b] < constants.reach[b]) {
                    points(b);
                }
            }
        }
        if (canTouchItself) {
            self.find(sin, cos, omega, hingeU, hingeNw);
            return limits + touches + self.rows() > 0;
        }
        return limits + touches > 0;
    }

    private void points(int b) {
        for (int p = constants.firstPoint[b]; p < constants.firstPoint[b + 1]; p++) {
            double ru = Math.fma(cos[b], model.pointU[p], -sin[b] * model.pointW[p]);
            double distance = placeU[b] + ru - model.pointRadius[p];
            if (distance < model.margin) {
                if (touches == 0) {
                    speeds();
                }
                touch(p, distance);
            }
        }
    }

    /// d(r): two parabolas.
    static double impedance(Softness soft, double violation) {
        double x = -violation / soft.width();
        x = x > 1 ? 1 : x;
        double rest = 1 - x;
        double y = x <= 0.5 ? 2 * x * x : Math.fma(-2 * rest, rest, 1);
        return Math.fma(y, soft.dmax() - soft.dmin(), soft.dmin());
    }

    private void limit(int b, double distance, double sign) {
        Softness soft = model.limitSoftness;
        double d = impedance(soft, distance);
        int i = limits++;
        limitBody[i] = b;
        limitSign[i] = sign;
        limitD[i] = d / ((1 - d) * model.dofInvWeight[b + 2]);
        limitRef[i] = Math.fma(-soft.b() * sign, v[b + 2], -soft.k() * d * distance);
    }

    private void touch(int p, double distance) {
        Softness soft = model.contactSoftness;
        int b = model.pointBody[p];
        double violation = distance - model.margin;
        double d = impedance(soft, violation);
        int i = touches++;
        touchBody[i] = b;
        // The point lies at half the penetration.
        double ru = Math.fma(0.5, distance, -placeU[b]);
        double nrw = Math.fma(-sin[b], model.pointU[p], -cos[b] * model.pointW[p]);
        double normal = Math.fma(omega[b], nrw, speedU[b]);
        double tangent = Math.fma(omega[b], ru, speedW[b]);
        touchU[i] = ru;
        touchNw[i] = nrw;
        touchD[i] = d / ((1 - d) * constants.pointWeight[p]);
        touchRef[i] = Math.fma(-soft.b(), normal, -soft.k() * d * violation);
        touchSlide[i] = soft.b() * model.pointFriction[p] * tangent;
        touchFriction[i] = model.pointFriction[p];
    }

    /// The matrix M with couplings of neighbours `armature`.
    private void smoothMatrix(double[] armature) {
        System.arraycopy(momentNw, 0, rowU, 0, n);
        System.arraycopy(momentU, 0, rowW, 0, n);
        System.arraycopy(constants.inertia, 0, diagonal, 0, n);
        System.arraycopy(armature, 0, joint, 0, n);
        massUu[0] = 0;
        massUw[0] = 0;
        massWw[0] = 0;
        coupled = false;
    }

    private void smoothForces() {
        System.arraycopy(forceU, 0, sideU, 0, n);
        System.arraycopy(forceW, 0, sideW, 0, n);
        System.arraycopy(turn, 0, sideTurn, 0, n);
    }

    /// Leaves the minimiser in `a`. Newton's method, at first with full steps: the active set of the last
    /// acceleration is mostly that of the new one.
    private void solveConstrained() {
        activity(guess);
        System.arraycopy(guess, 0, a, 0, a.length);
        for (int k = 0; k < fullSteps; k++) {
            if (newtonStep()) {
                return;
            }
        }
        // From here on with a line search, which cannot go round in circles.
        for (int k = fullSteps; k < MOST_ITERATIONS; k++) {
            System.arraycopy(a, 0, here, 0, a.length);
            if (newtonStep()) {
                return;
            }
            double length = lineSearch();
            double moved = 0;
            double size = 0;
            for (int i = 0; i < a.length; i++) {
                a[i] = Math.fma(length, a[i] - here[i], here[i]);
                moved = Math.max(moved, Math.abs(a[i] - here[i]));
                size = Math.max(size, Math.abs(a[i]));
            }
            activity(a);
            // Where a row is neither active nor inactive, rounding errors would change it again and again.
            if (moved <= ROUNDING * size) {
                return;
            }
        }
    }

    /// Returns whether the minimiser for the active rows leaves them active, and no others: then it is that of all.
    private boolean newtonStep() {
        systems++;
        constrainedSystem();
        solve();
        return !activity(a);
    }

    /// How many linear systems it has solved where constraints hold, for tests.
    long systems() {
        return systems;
    }

    /// Finds which rows are active under an acceleration: codes 1 and 2 for n ± μt, 4 for n. Returns whether that
    /// differs from what was found before.
    private boolean activity(double[] x) {
        boolean changed = false;
        for (int i = 0; i < limits; i++) {
            double excess =
                    Math.fma(limitSign[i], x[limitBody[i] + 2] - x[model.parent[limitBody[i]] + 2], -limitRef[i]);
            double active = excess < 0 ? 1 : 0;
            changed |= active != limitActive[i];
            limitActive[i] = active;
        }
        if (touches > 0) {
            pointAccelerations(x);
            for (int i = 0; i < touches; i++) {
                int b = touchBody[i];
                double normal = Math.fma(x[b + 2], touchNw[i], accelU[b]) - touchRef[i];
                double slide = Math.fma(touchFriction[i], Math.fma(x[b + 2], touchU[i], accelW[b]), touchSlide[i]);
                double active = (normal + slide < 0 ? 1 : 0) + (normal - slide < 0 ? 2 : 0) + (normal < 0 ? 4 : 0);
                changed |= active != touchActive[i];
                touchActive[i] = active;
            }
        }
        if (canTouchItself) {
            changed |= self.activity(x);
        }
        return changed;
    }

    /// Accelerations of hinges without their centripetal part, which constraints leave out.
    private void pointAccelerations(double[] x) {
        accelU[0] = x[0];
        accelW[0] = x[1];
        for (int b = 1; b < n; b++) {
            int p = model.parent[b];
            accelU[b] = Math.fma(x[p + 2], hingeNw[b], accelU[p]);
            accelW[b] = Math.fma(x[p + 2], hingeU[b], accelW[p]);
        }
    }

    /// The matrix and the right-hand side of the rows that are active.
    private void constrainedSystem() {
        unconstrainedRows();
        positiveZeros();
        for (int i = 0; i < limits; i++) {
            int b = limitBody[i];
            double d = limitD[i] * limitActive[i];
            double push = limitSign[i] * d * limitRef[i];
            joint[b] += d;
            sideTurn[b] += push;
            sideTurn[model.parent[b]] -= push;
        }
        for (int i = 0; i < touches; i++) {
            press(i);
        }
        // From the feet to the root.
        for (int b = n - 1; b > 0; b--) {
            if (pressed[b]) {
                int p = model.parent[b];
                double ndw = hingeNw[b];
                double du = hingeU[b];
                double yu = Math.fma(massUu[b], ndw, massUw[b] * du);
                double yw = Math.fma(massUw[b], ndw, massWw[b] * du);
                rowU[p] += yu;
                rowW[p] += yw;
                diagonal[p] += Math.fma(ndw, yu, du * yw);
                massUu[p] += massUu[b];
                massUw[p] += massUw[b];
                massWw[p] += massWw[b];
                pressed[p] = true;
            }
        }
        if (canTouchItself) {
            coupled = true;
            self.press(diagonal, sideTurn);
        }
    }

    /// A contact's mass and pull on its body.
    private void press(int i) {
        int b = touchBody[i];
        int code = (int) touchActive[i];
        double plus = code & 1;
        double minus = code >> 1 & 1;
        double both = plus + minus;
        double difference = plus - minus;
        double all = Math.fma(2, code >> 2, both);
        double d = touchD[i];
        double dm = d * touchFriction[i];
        double uu = d * all;
        double uw = dm * difference;
        double ww = dm * touchFriction[i] * both;
        double nrw = touchNw[i];
        double ru = touchU[i];
        double yu = Math.fma(uu, nrw, uw * ru);
        double yw = Math.fma(uw, nrw, ww * ru);
        double fu = d * Math.fma(touchRef[i], all, -touchSlide[i] * difference);
        double fw = dm * Math.fma(touchRef[i], difference, -touchSlide[i] * both);
        massUu[b] += uu;
        massUw[b] += uw;
        massWw[b] += ww;
        rowU[b] += yu;
        rowW[b] += yw;
        diagonal[b] += Math.fma(nrw, yu, ru * yw);
        sideU[b] += fu;
        sideW[b] += fw;
        sideTurn[b] += Math.fma(nrw, fu, ru * fw);
        pressed[b] = true;
    }

    /// What constraints add to, with +0 for −0.
    private void unconstrainedRows() {
        for (int b = 0; b < n; b++) {
            rowU[b] = momentNw[b] + 0.0;
            rowW[b] = momentU[b] + 0.0;
            diagonal[b] = constants.inertia[b];
            joint[b] = model.armature[b];
            massUu[b] = 0;
            massUw[b] = 0;
            massWw[b] = 0;
            pressed[b] = false;
        }
    }

    /// Forces with +0 for −0: adding the zeros of contacts that other lanes have then changes no bit in the twin.
    private void positiveZeros() {
        for (int b = 0; b < n; b++) {
            sideU[b] = forceU[b] + 0.0;
            sideW[b] = forceW[b] + 0.0;
            sideTurn[b] = turn[b] + 0.0;
        }
    }

    private static double positive(double x) {
        return x > 0 ? x : 0;
    }

    /// The forces of the constraints at the minimiser, added to the others.
    private void constraintForces() {
        positiveZeros();
        for (int i = 0; i < limits; i++) {
            int b = limitBody[i];
            double excess = Math.fma(limitSign[i], a[b + 2] - a[model.parent[b] + 2], -limitRef[i]);
            double push = limitSign[i] * limitD[i] * positive(-excess);
            sideTurn[b] += push;
            sideTurn[model.parent[b]] -= push;
        }
        for (int i = 0; i < touches; i++) {
            int b = touchBody[i];
            double normal = Math.fma(a[b + 2], touchNw[i], accelU[b]) - touchRef[i];
            double slide = Math.fma(touchFriction[i], Math.fma(a[b + 2], touchU[i], accelW[b]), touchSlide[i]);
            double plus = positive(-(normal + slide));
            double minus = positive(-(normal - slide));
            double fu = touchD[i] * Math.fma(2, positive(-normal), plus + minus);
            double fw = touchD[i] * touchFriction[i] * (plus - minus);
            sideU[b] += fu;
            sideW[b] += fw;
            sideTurn[b] += Math.fma(touchNw[i], fu, touchU[i] * fw);
        }
        if (canTouchItself) {
            self.push(a, sideTurn);
        }
    }

    /// Solves for `a`: elimination from the tips of the legs to the root, then back.
    private void solve() {
        if (model.legLinks == 3) {
            solveThreeLinks();
        } else {
            solveTwoLinks();
        }
    }

    private void solveThreeLinks() {
        double uu = constants.inertiaU + massUu[0];
        double ww = constants.inertiaW + massWw[0];
        double uw = massUw[0];
        double ru = rowU[0];
        double rw = rowW[0];
        double dd = diagonal[0] + joint[0];
        double xu = sideU[0];
        double xw = sideW[0];
        double xt = sideTurn[0];
        for (int leg = 0; leg < legs; leg++) {
            int b = model.legFirst[leg];
            int f = 12 * leg;
            double u1 = hingeU[b];
            double n1 = hingeNw[b];
            double u2 = hingeU[b + 1];
            double n2 = hingeNw[b + 1];
            double u3 = hingeU[b + 2];
            double n3 = hingeNw[b + 2];

            // The tip: row (u, w, root, first, second), diagonal.
            double pu = rowU[b + 2];
            double pw = rowW[b + 2];
            double p0 = Math.fma(u1, pw, n1 * pu);
            double p1 = Math.fma(u2, pw, n2 * pu);
            double p2 = Math.fma(u3, pw, n3 * pu) - joint[b + 2];
            double s0 = Math.fma(u1, rowW[b + 1], n1 * rowU[b + 1]);
            double s1 = Math.fma(u2, rowW[b + 1], n2 * rowU[b + 1]) - joint[b + 1];
            double t0 = Math.fma(u1, rowW[b], n1 * rowU[b]) - joint[b];
            if (coupled) {
                t0 += self.coupling(leg, SelfContacts.FIRST_ROOT);
                s0 += self.coupling(leg, SelfContacts.SECOND_ROOT);
                s1 += self.coupling(leg, SelfContacts.SECOND_FIRST);
                p0 += self.coupling(leg, SelfContacts.TIP_ROOT);
                p1 += self.coupling(leg, SelfContacts.TIP_FIRST);
                p2 += self.coupling(leg, SelfContacts.TIP_SECOND);
            }
            double i3 = 1 / (diagonal[b + 2] + joint[b + 2]);
            double lu = pu * -i3;
            double lw = pw * -i3;
            double l0 = p0 * -i3;
            double l1 = p1 * -i3;
            double l2 = p2 * -i3;

            double su = rowU[b + 1];
            double sw = rowW[b + 1];
            s0 = Math.fma(l2, p0, s0);
            s1 = Math.fma(l2, p1, s1);
            double sd = Math.fma(l2, p2, diagonal[b + 1] + joint[b + 1] + joint[b + 2]);
            su = Math.fma(l2, pu, su);
            sw = Math.fma(l2, pw, sw);

            double tu = rowU[b];
            double tw = rowW[b];
            t0 = Math.fma(l1, p0, t0);
            double td = Math.fma(l1, p1, diagonal[b] + joint[b] + joint[b + 1]);
            tu = Math.fma(l1, pu, tu);
            tw = Math.fma(l1, pw, tw);

            ru = Math.fma(l0, pu, ru);
            rw = Math.fma(l0, pw, rw);
            dd = Math.fma(l0, p0, dd + joint[b]);
            uu = Math.fma(lu, pu, uu);
            uw = Math.fma(lw, pu, uw);
            ww = Math.fma(lw, pw, ww);

            double gu = sideU[b + 2];
            double gw = sideW[b + 2];
            double x3 = sideTurn[b + 2];
            double x2 = Math.fma(u3, gw, Math.fma(n3, gu, sideTurn[b + 1]));
            gu += sideU[b + 1];
            gw += sideW[b + 1];
            double x1 = Math.fma(u2, gw, Math.fma(n2, gu, sideTurn[b]));
            gu += sideU[b];
            gw += sideW[b];
            xt = Math.fma(u1, gw, Math.fma(n1, gu, xt));
            x2 = Math.fma(l2, x3, x2);
            x1 = Math.fma(l1, x3, x1);
            xt = Math.fma(l0, x3, xt);
            xu = Math.fma(lu, x3, xu + gu);
            xw = Math.fma(lw, x3, xw + gw);
            factor[f] = lu;
            factor[f + 1] = lw;
            factor[f + 2] = l0;
            factor[f + 3] = l1;
            factor[f + 4] = l2;
            a[b + 4] = x3 * i3;

            // The second body.
            double i2 = 1 / sd;
            lu = su * -i2;
            lw = sw * -i2;
            l0 = s0 * -i2;
            l1 = s1 * -i2;
            t0 = Math.fma(l1, s0, t0);
            td = Math.fma(l1, s1, td);
            tu = Math.fma(l1, su, tu);
            tw = Math.fma(l1, sw, tw);
            ru = Math.fma(l0, su, ru);
            rw = Math.fma(l0, sw, rw);
            dd = Math.fma(l0, s0, dd);
            uu = Math.fma(lu, su, uu);
            uw = Math.fma(lw, su, uw);
            ww = Math.fma(lw, sw, ww);
            x1 = Math.fma(l1, x2, x1);
            xt = Math.fma(l0, x2, xt);
            xu = Math.fma(lu, x2, xu);
            xw = Math.fma(lw, x2, xw);
            factor[f + 5] = lu;
            factor[f + 6] = lw;
            factor[f + 7] = l0;
            factor[f + 8] = l1;
            a[b + 3] = x2 * i2;

            // The first body.
            double i1 = 1 / td;
            lu = tu * -i1;
            lw = tw * -i1;
            l0 = t0 * -i1;
            ru = Math.fma(l0, tu, ru);
            rw = Math.fma(l0, tw, rw);
            dd = Math.fma(l0, t0, dd);
            uu = Math.fma(lu, tu, uu);
            uw = Math.fma(lw, tu, uw);
            ww = Math.fma(lw, tw, ww);
            xt = Math.fma(l0, x1, xt);
            xu = Math.fma(lu, x1, xu);
            xw = Math.fma(lw, x1, xw);
            factor[f + 9] = lu;
            factor[f + 10] = lw;
            factor[f + 11] = l0;
            a[b + 2] = x1 * i1;
        }
        double i0 = 1 / dd;
        double lu = ru * -i0;
        double lw = rw * -i0;
        uu = Math.fma(lu, ru, uu);
        uw = Math.fma(lw, ru, uw);
        ww = Math.fma(lw, rw, ww);
        xu = Math.fma(lu, xt, xu);
        xw = Math.fma(lw, xt, xw);
        double iw = 1 / ww;
        double k = uw * -iw;
        double au = Math.fma(k, xw, xu) / Math.fma(k, uw, uu);
        double aw = Math.fma(k, au, xw * iw);
        double at = Math.fma(lu, au, Math.fma(lw, aw, xt * i0));
        a[0] = au;
        a[1] = aw;
        a[2] = at;
        for (int leg = 0; leg < legs; leg++) {
            int b = model.legFirst[leg];
            int f = 12 * leg;
            double a1 = Math.fma(factor[f + 9], au, Math.fma(factor[f + 10], aw, a[b + 2]));
            a1 = Math.fma(factor[f + 11], at, a1);
            double a2 = Math.fma(factor[f + 5], au, Math.fma(factor[f + 6], aw, a[b + 3]));
            a2 = Math.fma(factor[f + 8], a1, Math.fma(factor[f + 7], at, a2));
            double a3 = Math.fma(factor[f], au, Math.fma(factor[f + 1], aw, a[b + 4]));
            a3 = Math.fma(factor[f + 3], a1, Math.fma(factor[f + 2], at, a3));
            a3 = Math.fma(factor[f + 4], a2, a3);
            a[b + 2] = a1;
            a[b + 3] = a2;
            a[b + 4] = a3;
        }
    }

    private void solveTwoLinks() {
        double uu = constants.inertiaU + massUu[0];
        double ww = constants.inertiaW + massWw[0];
        double uw = massUw[0];
        double ru = rowU[0];
        double rw = rowW[0];
        double dd = diagonal[0] + joint[0];
        double xu = sideU[0];
        double xw = sideW[0];
        double xt = sideTurn[0];
        for (int leg = 0; leg < legs; leg++) {
            int b = model.legFirst[leg];
            int f = 12 * leg;
            double u1 = hingeU[b];
            double n1 = hingeNw[b];
            double u2 = hingeU[b + 1];
            double n2 = hingeNw[b + 1];

            double su = rowU[b + 1];
            double sw = rowW[b + 1];
            double s0 = Math.fma(u1, sw, n1 * su);
            double s1 = Math.fma(u2, sw, n2 * su) - joint[b + 1];
            double i2 = 1 / (diagonal[b + 1] + joint[b + 1]);
            double lu = su * -i2;
            double lw = sw * -i2;
            double l0 = s0 * -i2;
            double l1 = s1 * -i2;

            double tu = rowU[b];
            double tw = rowW[b];
            double t0 = Math.fma(l1, s0, Math.fma(u1, tw, n1 * tu) - joint[b]);
            double td = Math.fma(l1, s1, diagonal[b] + joint[b] + joint[b + 1]);
            tu = Math.fma(l1, su, tu);
            tw = Math.fma(l1, sw, tw);
            ru = Math.fma(l0, su, ru);
            rw = Math.fma(l0, sw, rw);
            dd = Math.fma(l0, s0, dd + joint[b]);
            uu = Math.fma(lu, su, uu);
            uw = Math.fma(lw, su, uw);
            ww = Math.fma(lw, sw, ww);

            double gu = sideU[b + 1];
            double gw = sideW[b + 1];
            double x2 = sideTurn[b + 1];
            double x1 = Math.fma(u2, gw, Math.fma(n2, gu, sideTurn[b]));
            gu += sideU[b];
            gw += sideW[b];
            xt = Math.fma(u1, gw, Math.fma(n1, gu, xt));
            x1 = Math.fma(l1, x2, x1);
            xt = Math.fma(l0, x2, xt);
            xu = Math.fma(lu, x2, xu + gu);
            xw = Math.fma(lw, x2, xw + gw);
            factor[f + 5] = lu;
            factor[f + 6] = lw;
            factor[f + 7] = l0;
            factor[f + 8] = l1;
            a[b + 3] = x2 * i2;

            double i1 = 1 / td;
            lu = tu * -i1;
            lw = tw * -i1;
            l0 = t0 * -i1;
            ru = Math.fma(l0, tu, ru);
            rw = Math.fma(l0, tw, rw);
            dd = Math.fma(l0, t0, dd);
            uu = Math.fma(lu, tu, uu);
            uw = Math.fma(lw, tu, uw);
            ww = Math.fma(lw, tw, ww);
            xt = Math.fma(l0, x1, xt);
            xu = Math.fma(lu, x1, xu);
            xw = Math.fma(lw, x1, xw);
            factor[f + 9] = lu;
            factor[f + 10] = lw;
            factor[f + 11] = l0;
            a[b + 2] = x1 * i1;
        }
        double i0 = 1 / dd;
        double lu = ru * -i0;
        double lw = rw * -i0;
        uu = Math.fma(lu, ru, uu);
        uw = Math.fma(lw, ru, uw);
        ww = Math.fma(lw, rw, ww);
        xu = Math.fma(lu, xt, xu);
        xw = Math.fma(lw, xt, xw);
        double iw = 1 / ww;
        double k = uw * -iw;
        double au = Math.fma(k, xw, xu) / Math.fma(k, uw, uu);
        double aw = Math.fma(k, au, xw * iw);
        double at = Math.fma(lu, au, Math.fma(lw, aw, xt * i0));
        a[0] = au;
        a[1] = aw;
        a[2] = at;
        for (int leg = 0; leg < legs; leg++) {
            int b = model.legFirst[leg];
            int f = 12 * leg;
            double a1 = Math.fma(factor[f + 9], au, Math.fma(factor[f + 10], aw, a[b + 2]));
            a1 = Math.fma(factor[f + 11], at, a1);
            double a2 = Math.fma(factor[f + 5], au, Math.fma(factor[f + 6], aw, a[b + 3]));
            a2 = Math.fma(factor[f + 8], a1, Math.fma(factor[f + 7], at, a2));
            a[b + 2] = a1;
            a[b + 3] = a2;
        }
    }

    /// The length of the step from `here` towards `a` at which the cost is least: a root of its derivative, which is
    /// piecewise linear and grows, by Newton's method kept within a bracket.
    private double lineSearch() {
        double[] p = new double[a.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = a[i] - here[i];
        }
        double inertial = energy(p);
        int rows = limits + 3 * touches + self.rows();
        double[] start = new double[rows];
        double[] slope = new double[rows];
        double[] weight = new double[rows];
        rows(here, start, weight);
        rows(p, slope, null);
        for (int i = 0; i < rows; i++) {
            // The rows of a direction have no reference.
            slope[i] += reference(i);
        }
        double first = -inertial;
        for (int i = 0; i < rows; i++) {
            if (start[i] < 0) {
                first -= weight[i] * slope[i] * slope[i];
            }
        }
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double t = 1;
        for (int k = 0; k < MOST_ITERATIONS; k++) {
            double value = Math.fma(t, inertial, first);
            double curvature = inertial;
            for (int i = 0; i < rows; i++) {
                double there = Math.fma(t, slope[i], start[i]);
                value += weight[i] * slope[i] * (Math.min(there, 0) - Math.min(start[i], 0));
                if (there < 0) {
                    curvature += weight[i] * slope[i] * slope[i];
                }
            }
            if (value > 0) {
                high = t;
            } else {
                low = t;
            }
            double next = t - value / curvature;
            if (!(next > low && next < high)) {
                next = high < Double.POSITIVE_INFINITY ? 0.5 * (low + high) : 2 * t;
            }
            if (Math.abs(next - t) <= 1e-15 * t) {
                return next;
            }
            t = next;
        }
        return t;
    }

    /// pᵀMp.
    private double energy(double[] p) {
        double sum = constants.inertiaU * p[0] * p[0] + constants.inertiaW * p[1] * p[1];
        pointAccelerations(p);
        for (int b = 0; b < n; b++) {
            double x = p[b + 2];
            sum += constants.inertia[b] * x * x + 2 * x * (momentNw[b] * accelU[b] + momentU[b] * accelW[b]);
            double difference = b == 0 ? x : x - p[model.parent[b] + 2];
            sum += model.armature[b] * difference * difference;
        }
        return sum;
    }

    /// Excess of each row: limits, then n + μt, n − μt, n of each contact, then contacts of the robot with itself.
    private void rows(double[] x, double[] out, double @org.jspecify.annotations.Nullable [] weight) {
        pointAccelerations(x);
        for (int i = 0; i < limits; i++) {
            int b = limitBody[i];
            out[i] = Math.fma(limitSign[i], x[b + 2] - x[model.parent[b] + 2], -limitRef[i]);
            if (weight != null) {
                weight[i] = limitD[i];
            }
        }
        for (int i = 0; i < touches; i++) {
            int b = touchBody[i];
            int r = limits + 3 * i;
            double normal = Math.fma(x[b + 2], touchNw[i], accelU[b]) - touchRef[i];
            double slide = Math.fma(touchFriction[i], Math.fma(x[b + 2], touchU[i], accelW[b]), touchSlide[i]);
            out[r] = normal + slide;
            out[r + 1] = normal - slide;
            out[r + 2] = normal;
            if (weight != null) {
                weight[r] = touchD[i];
                weight[r + 1] = touchD[i];
                weight[r + 2] = 2 * touchD[i];
            }
        }
        for (int i = 0; i < self.rows(); i++) {
            int r = limits + 3 * touches + i;
            out[r] = self.excess(i, x);
            if (weight != null) {
                weight[r] = self.weight(i);
            }
        }
    }

    private double reference(int row) {
        if (row < limits) {
            return limitRef[row];
        }
        if (row >= limits + 3 * touches) {
            return self.reference(row - limits - 3 * touches);
        }
        int i = (row - limits) / 3;
        return switch ((row - limits) % 3) {
            case 0 -> touchRef[i] - touchSlide[i];
            case 1 -> touchRef[i] + touchSlide[i];
            default -> touchRef[i];
        };
    }
}
