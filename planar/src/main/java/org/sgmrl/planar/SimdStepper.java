package org.sgmrl.planar;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sgmrl.planar.PlanarModel.Integrator;

/// As many robots at a time as a vector has lanes. Every operation is that of [ScalarStepper] on each lane, in the same
/// order, so that each robot has the bits that it would have alone. Contacts and limits that some lanes have and others
/// have not weigh nothing in the latter; lanes whose active set is found solve the same system again while others still
/// look for theirs. A lane that full Newton steps do not settle is stepped by the scalar twin.
///
/// Vectors are kept in arrays between methods, and methods are of moderate size: so the compiler never has to put a
/// vector into an object.
final class SimdStepper implements Stepper {
    static final VectorSpecies<Double> SPECIES = species();
    private static final VectorSpecies<Double> S = SPECIES;
    private static final int L = S.length();

    private final PlanarModel model;
    private final Constants constants;
    private final int fullSteps;
    private final ScalarStepper twin;
    private final int n;
    private final int dofs;
    private final boolean euler;
    private final boolean fluid;
    private final boolean pointless;
    private final double h;
    /// By body: row of the parent, where row `n` is the world.
    private final int[] above;

    private final double[] q;
    private final double[] v;
    private final double[] motor;
    private final double[] q0;
    private final double[] v0;
    private final double[] guess0;
    private final double[] sumV;
    private final double[] sumA;
    private final double[] badness;

    private final double[] angle;
    private final double[] omega;
    private final double[] sin;
    private final double[] cos;
    private final double[] momentU;
    private final double[] momentNw;
    private final double[] hingeU;
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

    private final int[] limitBody;
    private final double[] limitSign;
    private final double[] limitD;
    private final double[] limitRef;
    private final double[] limitActive;
    private int limits;

    private final int[] touchBody;
    private final double[] friction;
    private final double[] touchU;
    private final double[] touchNw;
    private final double[] touchD;
    private final double[] touchRef;
    private final double[] touchSlide;
    private final double[] touchActive;
    private final double[] touchBoth;
    private final double[] touchDifference;
    private final double[] touchAll;
    private final double[] depth;
    private final boolean[] pressed;
    private int touches;
    /// Lanes that have constraints.
    private long constrained;
    /// Lanes whose active set changed.
    private long changed;
    /// Lanes that are left to the twin.
    private long rescue;

    private final SimdSelfContacts self;
    private final boolean canTouchItself;
    private final LinearSystem system;
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
    private final double[] accelU;
    private final double[] accelW;
    private final double[] a;
    private final SimdElimination elimination;
    private final double[] guess;
    private final double[] inertias;
    private final double[] armatures;
    private final double[] dampedArmatures;

    SimdStepper(PlanarModel model) {
        this(model, FULL_STEPS);
    }

    /// @param fullSteps Newton steps, at least 1, before a lane is left to the twin
    SimdStepper(PlanarModel model, int fullSteps) {
        this.model = model;
        this.fullSteps = fullSteps;
        constants = new Constants(model);
        twin = new ScalarStepper(model, fullSteps);
        n = model.bodies;
        dofs = model.dofs();
        euler = model.integrator == Integrator.EULER;
        fluid = model.hasFluid();
        pointless = model.pointBody.length == 0;
        h = model.timestep;
        above = model.parent.clone();
        above[0] = n;
        system = new LinearSystem(model, L);
        self = new SimdSelfContacts(model, constants, system);
        canTouchItself = model.pairUpper.length > 0;
        q = new double[dofs * L];
        v = new double[dofs * L];
        motor = new double[model.actuators() * L];
        q0 = new double[dofs * L];
        v0 = new double[dofs * L];
        guess0 = new double[dofs * L];
        sumV = new double[dofs * L];
        sumA = new double[dofs * L];
        badness = new double[L];
        angle = new double[(n + 1) * L];
        omega = new double[(n + 1) * L];
        sin = new double[(n + 1) * L];
        cos = new double[(n + 1) * L];
        momentU = new double[n * L];
        momentNw = new double[n * L];
        hingeU = system.hingeU;
        hingeNw = system.hingeNw;
        pathU = new double[(n + 1) * L];
        pathW = new double[(n + 1) * L];
        placeU = new double[n * L];
        speedU = new double[n * L];
        speedW = new double[n * L];
        forceU = new double[n * L];
        forceW = new double[n * L];
        turn = new double[n * L];
        couple = new double[n * L];
        limitBody = new int[n];
        limitSign = new double[n * L];
        limitD = new double[n * L];
        limitRef = new double[n * L];
        limitActive = new double[n * L];
        int points = model.pointBody.length;
        touchBody = new int[points];
        friction = new double[points];
        touchU = new double[points * L];
        touchNw = new double[points * L];
        touchD = new double[points * L];
        touchRef = new double[points * L];
        touchSlide = new double[points * L];
        touchActive = new double[points * L];
        touchBoth = new double[points * L];
        touchDifference = new double[points * L];
        touchAll = new double[points * L];
        depth = new double[L];
        pressed = new boolean[n];
        rowU = system.rowU;
        rowW = system.rowW;
        diagonal = system.diagonal;
        joint = system.joint;
        sideU = system.sideU;
        sideW = system.sideW;
        sideTurn = system.sideTurn;
        massUu = system.massUu;
        massUw = system.massUw;
        massWw = system.massWw;
        accelU = new double[n * L];
        accelW = new double[n * L];
        a = system.a;
        elimination = new SimdElimination(model, constants, system);
        guess = new double[dofs * L];
        inertias = spread(constants.inertia);
        armatures = spread(model.armature);
        dampedArmatures = spread(constants.dampedArmature);
        for (int l = 0; l < L; l++) {
            cos[n * L + l] = 1;
            pathU[n * L + l] = -model.gravity;
        }
    }

    /// The property of the core's kernels, or as wide as the processor likes.
    private static VectorSpecies<Double> species() {
        Integer bits = Integer.getInteger("org.sgmrl.kernel.bits");
        if (bits == null) {
            return DoubleVector.SPECIES_PREFERRED;
        }
        return switch (bits) {
            case 128 -> DoubleVector.SPECIES_128;
            case 256 -> DoubleVector.SPECIES_256;
            case 512 -> DoubleVector.SPECIES_512;
            default ->
                throw new IllegalArgumentException(
                        "system property org.sgmrl.kernel.bits = " + bits + " must be 128, 256 or 512");
        };
    }

    private static double[] spread(double[] values) {
        double[] all = new double[values.length * L];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i / L];
        }
        return all;
    }

    @Override
    public SimdStepper of(PlanarModel other) {
        return new SimdStepper(other, fullSteps);
    }

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void step(PlanarState state, int first, int steps) {
        int stride = state.stride;
        for (int i = 0; i < dofs; i++) {
            System.arraycopy(state.position, i * stride + first, q, i * L, L);
            System.arraycopy(state.velocity, i * stride + first, v, i * L, L);
            System.arraycopy(state.guess, i * stride + first, guess, i * L, L);
        }
        for (int i = 0; i < model.actuators(); i++) {
            System.arraycopy(state.torque, i * stride + first, motor, i * L, L);
        }
        for (int k = 0; k < steps; k++) {
            rescue = 0;
            if (euler) {
                euler();
            } else {
                rungeKutta();
            }
            if (rescue != 0) {
                rescue();
            }
            lookForBadNumbers(state, first);
        }
        for (int i = 0; i < dofs; i++) {
            System.arraycopy(q, i * L, state.position, i * stride + first, L);
            System.arraycopy(v, i * L, state.velocity, i * stride + first, L);
            System.arraycopy(guess, i * L, state.guess, i * stride + first, L);
        }
    }

    private void lookForBadNumbers(PlanarState state, int first) {
        if (DoubleVector.fromArray(S, badness, 0)
                .compare(VectorOperators.LT, SURELY_GOOD)
                .allTrue()) {
            return;
        }
        for (int l = 0; l < L; l++) {
            if (!(badness[l] < SURELY_GOOD) && bad(l)) {
                state.broken[first + l] = true;
            }
        }
    }

    private boolean bad(int lane) {
        for (int i = lane; i < q.length; i += L) {
            if (!(Math.abs(q[i]) <= LARGEST && Math.abs(v[i]) <= LARGEST && Math.abs(a[i]) <= LARGEST)) {
                return true;
            }
        }
        return false;
    }

    /// Steps the lanes that are left over from where the step began.
    private void rescue() {
        for (int l = 0; l < L; l++) {
            if ((rescue >> l & 1) != 0) {
                badness[l] = twin.again(L, l, motor, q0, v0, guess0, q, v, guess, a);
            }
        }
    }

    private void euler() {
        kinematics();
        constraints();
        if (constrained != 0) {
            solveConstrained();
            constraintForces();
            // Lanes without constraints keep what the next system gives.
            System.arraycopy(a, 0, sumA, 0, a.length);
        } else {
            smoothForces();
        }
        smoothMatrix(dampedArmatures);
        elimination.solve();
        if (constrained != 0) {
            keepGuess();
        } else {
            System.arraycopy(a, 0, guess, 0, a.length);
        }
        advance();
    }

    /// The guess is the constrained acceleration where there are constraints.
    private void keepGuess() {
        VectorMask<Double> mask = VectorMask.fromLong(S, constrained);
        for (int i = 0; i < dofs; i++) {
            DoubleVector.fromArray(S, a, i * L)
                    .blend(DoubleVector.fromArray(S, sumA, i * L), mask)
                    .intoArray(guess, i * L);
        }
    }

    private void advance() {
        DoubleVector sum = DoubleVector.broadcast(S, 0);
        for (int i = 0; i < dofs; i++) {
            DoubleVector acceleration = DoubleVector.fromArray(S, a, i * L);
            if (i >= 3) {
                acceleration = acceleration.sub(DoubleVector.fromArray(S, a, (above[i - 2] + 2) * L));
            }
            DoubleVector speed = acceleration.fma(DoubleVector.broadcast(S, h), DoubleVector.fromArray(S, v, i * L));
            DoubleVector place = speed.fma(DoubleVector.broadcast(S, h), DoubleVector.fromArray(S, q, i * L));
            speed.intoArray(v, i * L);
            place.intoArray(q, i * L);
            sum = acceleration.fma(acceleration, sum);
            sum = speed.fma(speed, sum);
            sum = place.fma(place, sum);
        }
        sum.intoArray(badness, 0);
    }

    private void rungeKutta() {
        System.arraycopy(q, 0, q0, 0, q.length);
        System.arraycopy(v, 0, v0, 0, v.length);
        System.arraycopy(guess, 0, guess0, 0, guess.length);
        forward();
        firstStage();
        forward();
        middleStage(0.5 * h);
        forward();
        middleStage(h);
        forward();
        lastStage();
    }

    private void firstStage() {
        DoubleVector length = DoubleVector.broadcast(S, 0.5 * h);
        for (int i = 0; i < dofs; i++) {
            DoubleVector acceleration = DoubleVector.fromArray(S, a, i * L);
            if (i >= 3) {
                acceleration = acceleration.sub(DoubleVector.fromArray(S, a, (above[i - 2] + 2) * L));
            }
            DoubleVector speed = DoubleVector.fromArray(S, v, i * L);
            speed.intoArray(sumV, i * L);
            acceleration.intoArray(sumA, i * L);
            speed.fma(length, DoubleVector.fromArray(S, q0, i * L)).intoArray(q, i * L);
            acceleration.fma(length, DoubleVector.fromArray(S, v0, i * L)).intoArray(v, i * L);
        }
    }

    private void middleStage(double duration) {
        DoubleVector length = DoubleVector.broadcast(S, duration);
        for (int i = 0; i < dofs; i++) {
            DoubleVector acceleration = DoubleVector.fromArray(S, a, i * L);
            if (i >= 3) {
                acceleration = acceleration.sub(DoubleVector.fromArray(S, a, (above[i - 2] + 2) * L));
            }
            DoubleVector speed = DoubleVector.fromArray(S, v, i * L);
            speed.fma(DoubleVector.broadcast(S, 2), DoubleVector.fromArray(S, sumV, i * L))
                    .intoArray(sumV, i * L);
            acceleration
                    .fma(DoubleVector.broadcast(S, 2), DoubleVector.fromArray(S, sumA, i * L))
                    .intoArray(sumA, i * L);
            speed.fma(length, DoubleVector.fromArray(S, q0, i * L)).intoArray(q, i * L);
            acceleration.fma(length, DoubleVector.fromArray(S, v0, i * L)).intoArray(v, i * L);
        }
    }

    private void lastStage() {
        DoubleVector sixth = DoubleVector.broadcast(S, h / 6);
        DoubleVector sum = DoubleVector.broadcast(S, 0);
        for (int i = 0; i < dofs; i++) {
            DoubleVector acceleration = DoubleVector.fromArray(S, a, i * L);
            if (i >= 3) {
                acceleration = acceleration.sub(DoubleVector.fromArray(S, a, (above[i - 2] + 2) * L));
            }
            DoubleVector place = DoubleVector.fromArray(S, sumV, i * L)
                    .add(DoubleVector.fromArray(S, v, i * L))
                    .fma(sixth, DoubleVector.fromArray(S, q0, i * L));
            DoubleVector speed = DoubleVector.fromArray(S, sumA, i * L)
                    .add(acceleration)
                    .fma(sixth, DoubleVector.fromArray(S, v0, i * L));
            place.intoArray(q, i * L);
            speed.intoArray(v, i * L);
            sum = acceleration.fma(acceleration, sum);
            sum = speed.fma(speed, sum);
            sum = place.fma(place, sum);
        }
        sum.intoArray(badness, 0);
    }

    private void forward() {
        kinematics();
        constraints();
        if (constrained != 0) {
            solveConstrained();
            if (constrained != (-1L >>> (64 - L))) {
                smoothLanes();
            }
        } else {
            smoothForces();
            smoothMatrix(armatures);
            elimination.solve();
        }
        System.arraycopy(a, 0, guess, 0, a.length);
    }

    /// The lanes without constraints: the same operations as where no lane has any.
    private void smoothLanes() {
        System.arraycopy(a, 0, guess, 0, a.length);
        smoothForces();
        smoothMatrix(armatures);
        elimination.solve();
        VectorMask<Double> mask = VectorMask.fromLong(S, constrained);
        for (int i = 0; i < dofs; i++) {
            DoubleVector.fromArray(S, a, i * L)
                    .blend(DoubleVector.fromArray(S, guess, i * L), mask)
                    .intoArray(a, i * L);
        }
    }

    private void kinematics() {
        angles();
        bodies();
        couplings();
        if (fluid) {
            speeds();
            fluidForces();
        }
    }

    private void angles() {
        for (int b = 0; b < n; b++) {
            DoubleVector x =
                    DoubleVector.fromArray(S, angle, above[b] * L).add(DoubleVector.fromArray(S, q, (b + 2) * L));
            x.intoArray(angle, b * L);
            DoubleVector.fromArray(S, omega, above[b] * L)
                    .add(DoubleVector.fromArray(S, v, (b + 2) * L))
                    .intoArray(omega, b * L);
        }
        for (int b = 0; b < n; b++) {
            DoubleVector x = DoubleVector.fromArray(S, angle, b * L);
            DoubleVector shifted =
                    x.fma(DoubleVector.broadcast(S, SinCos.TWO_OVER_PI), DoubleVector.broadcast(S, SinCos.ROUNDER));
            DoubleVector turns = shifted.sub(SinCos.ROUNDER);
            LongVector quadrant = shifted.reinterpretAsLongs();
            DoubleVector r = turns.fma(DoubleVector.broadcast(S, SinCos.NEGATIVE_HALF_PI_1), x);
            r = turns.fma(DoubleVector.broadcast(S, SinCos.NEGATIVE_HALF_PI_2), r);
            r = turns.fma(DoubleVector.broadcast(S, SinCos.NEGATIVE_HALF_PI_3), r);
            DoubleVector z = r.mul(r);
            DoubleVector p = z.fma(DoubleVector.broadcast(S, SinCos.S6), DoubleVector.broadcast(S, SinCos.S5));
            p = p.fma(z, DoubleVector.broadcast(S, SinCos.S4));
            p = p.fma(z, DoubleVector.broadcast(S, SinCos.S3));
            p = p.fma(z, DoubleVector.broadcast(S, SinCos.S2));
            p = p.fma(z, DoubleVector.broadcast(S, SinCos.S1));
            DoubleVector sine = p.mul(z).fma(r, r);
            DoubleVector c = z.fma(DoubleVector.broadcast(S, SinCos.C6), DoubleVector.broadcast(S, SinCos.C5));
            c = c.fma(z, DoubleVector.broadcast(S, SinCos.C4));
            c = c.fma(z, DoubleVector.broadcast(S, SinCos.C3));
            c = c.fma(z, DoubleVector.broadcast(S, SinCos.C2));
            c = c.fma(z, DoubleVector.broadcast(S, SinCos.C1));
            DoubleVector cosine = c.mul(z).fma(z, z.fma(DoubleVector.broadcast(S, -0.5), DoubleVector.broadcast(S, 1)));
            VectorMask<Double> swap =
                    quadrant.and(1).compare(VectorOperators.NE, 0).cast(S);
            LongVector s = sine.blend(cosine, swap).reinterpretAsLongs();
            LongVector t = cosine.blend(sine, swap).reinterpretAsLongs();
            LongVector below = quadrant.lanewise(VectorOperators.LSHL, 62).and(Long.MIN_VALUE);
            LongVector left = quadrant.add(1).lanewise(VectorOperators.LSHL, 62).and(Long.MIN_VALUE);
            s.lanewise(VectorOperators.XOR, below).reinterpretAsDoubles().intoArray(sin, b * L);
            t.lanewise(VectorOperators.XOR, left).reinterpretAsDoubles().intoArray(cos, b * L);
        }
    }

    private void bodies() {
        for (int b = 0; b < n; b++) {
            int p = above[b];
            DoubleVector s = DoubleVector.fromArray(S, sin, b * L);
            DoubleVector c = DoubleVector.fromArray(S, cos, b * L);
            DoubleVector mu = DoubleVector.broadcast(S, constants.momentU[b]);
            DoubleVector nmw = DoubleVector.broadcast(S, -constants.momentW[b]);
            DoubleVector su = c.fma(mu, s.mul(nmw));
            DoubleVector nsw = s.fma(mu.neg(), c.mul(nmw));
            su.intoArray(momentU, b * L);
            nsw.intoArray(momentNw, b * L);
            DoubleVector au = DoubleVector.broadcast(S, model.anchorU[b]);
            DoubleVector naw = DoubleVector.broadcast(S, -model.anchorW[b]);
            DoubleVector sp = DoubleVector.fromArray(S, sin, p * L);
            DoubleVector cp = DoubleVector.fromArray(S, cos, p * L);
            DoubleVector du = cp.fma(au, sp.mul(naw));
            DoubleVector ndw = sp.fma(au.neg(), cp.mul(naw));
            du.intoArray(hingeU, b * L);
            ndw.intoArray(hingeNw, b * L);
            DoubleVector square = DoubleVector.fromArray(S, omega, p * L);
            square = square.mul(square);
            DoubleVector pu = square.fma(du, DoubleVector.fromArray(S, pathU, p * L));
            DoubleVector pw = square.neg().fma(ndw, DoubleVector.fromArray(S, pathW, p * L));
            pu.intoArray(pathU, b * L);
            pw.intoArray(pathW, b * L);
            DoubleVector own = DoubleVector.fromArray(S, omega, b * L);
            own = own.mul(own);
            own.mul(su).intoArray(forceU, b * L);
            own.neg().mul(nsw).intoArray(forceW, b * L);
            pw.fma(su, pu.mul(nsw)).intoArray(turn, b * L);
        }
        DoubleVector.fromArray(S, forceU, 0).sub(constants.weightForce).intoArray(forceU, 0);
    }

    private void couplings() {
        for (int b = 1; b < n; b++) {
            DoubleVector damper = DoubleVector.fromArray(S, v, (b + 2) * L).mul(-model.damping[b]);
            DoubleVector.fromArray(S, q, (b + 2) * L)
                    .fma(DoubleVector.broadcast(S, -model.stiffness[b]), damper)
                    .intoArray(couple, b * L);
        }
        for (int i = 0; i < model.actuatorBody.length; i++) {
            int b = model.actuatorBody[i];
            DoubleVector.fromArray(S, couple, b * L)
                    .add(DoubleVector.fromArray(S, motor, i * L))
                    .intoArray(couple, b * L);
        }
        for (int b = 1; b < n; b++) {
            int p = above[b];
            DoubleVector.fromArray(S, turn, b * L)
                    .add(DoubleVector.fromArray(S, couple, b * L))
                    .intoArray(turn, b * L);
            DoubleVector.fromArray(S, turn, p * L)
                    .sub(DoubleVector.fromArray(S, couple, b * L))
                    .intoArray(turn, p * L);
        }
    }

    private void speeds() {
        DoubleVector.fromArray(S, v, 0).intoArray(speedU, 0);
        DoubleVector.fromArray(S, v, 1 * L).intoArray(speedW, 0);
        for (int b = 1; b < n; b++) {
            int p = above[b];
            DoubleVector rate = DoubleVector.fromArray(S, omega, p * L);
            rate.fma(DoubleVector.fromArray(S, hingeNw, b * L), DoubleVector.fromArray(S, speedU, p * L))
                    .intoArray(speedU, b * L);
            rate.fma(DoubleVector.fromArray(S, hingeU, b * L), DoubleVector.fromArray(S, speedW, p * L))
                    .intoArray(speedW, b * L);
        }
    }

    private void fluidForces() {
        for (int b = 0; b < n; b++) {
            DoubleVector s = DoubleVector.fromArray(S, sin, b * L);
            DoubleVector c = DoubleVector.fromArray(S, cos, b * L);
            DoubleVector rate = DoubleVector.fromArray(S, omega, b * L);
            DoubleVector ru = c.fma(DoubleVector.broadcast(S, model.comU[b]), s.mul(-model.comW[b]));
            DoubleVector nrw = s.fma(DoubleVector.broadcast(S, -model.comU[b]), c.mul(-model.comW[b]));
            DoubleVector vu = rate.fma(nrw, DoubleVector.fromArray(S, speedU, b * L));
            DoubleVector vw = rate.fma(ru, DoubleVector.fromArray(S, speedW, b * L));
            DoubleVector eu = c.fma(DoubleVector.broadcast(S, model.axisU[b]), s.mul(-model.axisW[b]));
            DoubleVector ew = s.fma(DoubleVector.broadcast(S, model.axisU[b]), c.mul(model.axisW[b]));
            DoubleVector along = vu.fma(eu, vw.mul(ew));
            DoubleVector across = vw.fma(eu, vu.neg().mul(ew));
            DoubleVector fa = along.abs()
                    .fma(
                            DoubleVector.broadcast(S, constants.dragAlong[b]),
                            DoubleVector.broadcast(S, constants.linear[b]))
                    .mul(along);
            DoubleVector fc = across.abs()
                    .fma(
                            DoubleVector.broadcast(S, constants.dragAcross[b]),
                            DoubleVector.broadcast(S, constants.linear[b]))
                    .mul(across);
            DoubleVector spin = rate.abs()
                    .fma(
                            DoubleVector.broadcast(S, constants.spinDrag[b]),
                            DoubleVector.broadcast(S, constants.linearSpin[b]))
                    .mul(rate);
            DoubleVector fu = fa.fma(eu, fc.neg().mul(ew));
            DoubleVector fw = fa.fma(ew, fc.mul(eu));
            DoubleVector.fromArray(S, forceU, b * L).add(fu).intoArray(forceU, b * L);
            DoubleVector.fromArray(S, forceW, b * L).add(fw).intoArray(forceW, b * L);
            DoubleVector.fromArray(S, turn, b * L)
                    .add(ru.fma(fw, nrw.fma(fu, spin)))
                    .intoArray(turn, b * L);
        }
    }

    private void constraints() {
        constrained = 0;
        limits = 0;
        for (int b = 1; b < n; b++) {
            if (model.limited[b]) {
                limit(b);
            }
        }
        touches = 0;
        if (!pointless) {
            DoubleVector.fromArray(S, q, 0)
                    .add(model.anchorU[0])
                    .sub(model.ground)
                    .intoArray(placeU, 0);
            for (int b = 1; b < n; b++) {
                DoubleVector.fromArray(S, placeU, above[b] * L)
                        .add(DoubleVector.fromArray(S, hingeU, b * L))
                        .intoArray(placeU, b * L);
            }
            for (int b = 0; b < n; b++) {
                if (DoubleVector.fromArray(S, placeU, b * L)
                        .compare(VectorOperators.LT, constants.reach[b])
                        .anyTrue()) {
                    points(b);
                }
            }
        }
        if (canTouchItself) {
            self.find(sin, cos, omega);
            constrained |= self.touching();
            if (self.parallel() != 0) {
                leave(self.parallel());
            }
        }
    }

    /// Leaves lanes to the twin.
    private void leave(long lanes) {
        if (euler) {
            // In the other scheme they are kept already.
            System.arraycopy(q, 0, q0, 0, q.length);
            System.arraycopy(v, 0, v0, 0, v.length);
            System.arraycopy(guess, 0, guess0, 0, guess.length);
        }
        rescue |= lanes;
    }

    private void points(int b) {
        DoubleVector s = DoubleVector.fromArray(S, sin, b * L);
        DoubleVector c = DoubleVector.fromArray(S, cos, b * L);
        DoubleVector place = DoubleVector.fromArray(S, placeU, b * L);
        for (int p = constants.firstPoint[b]; p < constants.firstPoint[b + 1]; p++) {
            DoubleVector ru = c.fma(DoubleVector.broadcast(S, model.pointU[p]), s.mul(-model.pointW[p]));
            DoubleVector distance = place.add(ru).sub(model.pointRadius[p]);
            if (distance.compare(VectorOperators.LT, model.margin).anyTrue()) {
                if (touches == 0) {
                    speeds();
                }
                distance.intoArray(depth, 0);
                touch(p);
            }
        }
    }

    private void limit(int b) {
        DoubleVector x = DoubleVector.fromArray(S, q, (b + 2) * L);
        DoubleVector over = x.sub(model.low[b]);
        DoubleVector under = DoubleVector.broadcast(S, model.high[b]).sub(x);
        VectorMask<Double> low = over.compare(VectorOperators.LT, 0);
        VectorMask<Double> violated = low.or(under.compare(VectorOperators.LT, 0));
        if (!violated.anyTrue()) {
            return;
        }
        Softness soft = model.limitSoftness;
        DoubleVector distance = under.blend(over, low);
        DoubleVector sign = DoubleVector.broadcast(S, -1).blend(1, low);
        DoubleVector ratio = distance.neg().div(soft.width());
        ratio = ratio.blend(1, ratio.compare(VectorOperators.GT, 1));
        DoubleVector rest = DoubleVector.broadcast(S, 1).sub(ratio);
        DoubleVector y = rest.mul(-2).fma(rest, DoubleVector.broadcast(S, 1));
        y = y.blend(ratio.mul(2).mul(ratio), ratio.compare(VectorOperators.LE, 0.5));
        DoubleVector d =
                y.fma(DoubleVector.broadcast(S, soft.dmax() - soft.dmin()), DoubleVector.broadcast(S, soft.dmin()));
        DoubleVector weight = d.div(DoubleVector.broadcast(S, 1).sub(d).mul(model.dofInvWeight[b + 2]));
        DoubleVector push = d.mul(-soft.k()).mul(distance);
        DoubleVector reference = sign.mul(-soft.b()).fma(DoubleVector.fromArray(S, v, (b + 2) * L), push);
        int i = limits++;
        limitBody[i] = b;
        sign.intoArray(limitSign, i * L);
        DoubleVector.broadcast(S, 0).blend(weight, violated).intoArray(limitD, i * L);
        DoubleVector.broadcast(S, NEVER).blend(reference, violated).intoArray(limitRef, i * L);
        constrained |= violated.toLong();
    }

    private void touch(int p) {
        DoubleVector distance = DoubleVector.fromArray(S, depth, 0);
        VectorMask<Double> inside = distance.compare(VectorOperators.LT, model.margin);
        DoubleVector violation = distance.sub(model.margin);
        Softness soft = model.contactSoftness;
        int b = model.pointBody[p];
        DoubleVector ratio = violation.neg().div(soft.width());
        ratio = ratio.blend(1, ratio.compare(VectorOperators.GT, 1));
        DoubleVector rest = DoubleVector.broadcast(S, 1).sub(ratio);
        DoubleVector y = rest.mul(-2).fma(rest, DoubleVector.broadcast(S, 1));
        y = y.blend(ratio.mul(2).mul(ratio), ratio.compare(VectorOperators.LE, 0.5));
        DoubleVector d =
                y.fma(DoubleVector.broadcast(S, soft.dmax() - soft.dmin()), DoubleVector.broadcast(S, soft.dmin()));
        DoubleVector ru = distance.fma(
                DoubleVector.broadcast(S, 0.5),
                DoubleVector.fromArray(S, placeU, b * L).neg());
        DoubleVector nrw = DoubleVector.fromArray(S, sin, b * L)
                .fma(
                        DoubleVector.broadcast(S, -model.pointU[p]),
                        DoubleVector.fromArray(S, cos, b * L).mul(-model.pointW[p]));
        DoubleVector rate = DoubleVector.fromArray(S, omega, b * L);
        DoubleVector normal = rate.fma(nrw, DoubleVector.fromArray(S, speedU, b * L));
        DoubleVector tangent = rate.fma(ru, DoubleVector.fromArray(S, speedW, b * L));
        int i = touches++;
        touchBody[i] = b;
        friction[i] = model.pointFriction[p];
        ru.intoArray(touchU, i * L);
        nrw.intoArray(touchNw, i * L);
        DoubleVector weight = d.div(DoubleVector.broadcast(S, 1).sub(d).mul(constants.pointWeight[p]));
        DoubleVector.broadcast(S, 0).blend(weight, inside).intoArray(touchD, i * L);
        DoubleVector push = d.mul(-soft.k()).mul(violation);
        DoubleVector reference = normal.fma(DoubleVector.broadcast(S, -soft.b()), push);
        DoubleVector.broadcast(S, NEVER).blend(reference, inside).intoArray(touchRef, i * L);
        DoubleVector slide = tangent.mul(soft.b() * model.pointFriction[p]);
        DoubleVector.broadcast(S, 0).blend(slide, inside).intoArray(touchSlide, i * L);
        constrained |= inside.toLong();
    }

    private void smoothMatrix(double[] armature) {
        System.arraycopy(momentNw, 0, rowU, 0, n * L);
        System.arraycopy(momentU, 0, rowW, 0, n * L);
        System.arraycopy(inertias, 0, diagonal, 0, n * L);
        System.arraycopy(armature, 0, joint, 0, n * L);
        DoubleVector.broadcast(S, 0).intoArray(massUu, 0);
        DoubleVector.broadcast(S, 0).intoArray(massUw, 0);
        DoubleVector.broadcast(S, 0).intoArray(massWw, 0);
        system.coupled = false;
    }

    private void smoothForces() {
        System.arraycopy(forceU, 0, sideU, 0, n * L);
        System.arraycopy(forceW, 0, sideW, 0, n * L);
        System.arraycopy(turn, 0, sideTurn, 0, n * L);
    }

    private void solveConstrained() {
        activity(guess);
        for (int k = 0; k < fullSteps; k++) {
            constrainedSystem();
            elimination.solve();
            activity(a);
            if (changed == 0) {
                return;
            }
        }
        leave(changed);
    }

    private void activity(double[] x) {
        changed = 0;
        for (int i = 0; i < limits; i++) {
            int b = limitBody[i];
            DoubleVector difference =
                    DoubleVector.fromArray(S, x, (b + 2) * L).sub(DoubleVector.fromArray(S, x, (above[b] + 2) * L));
            DoubleVector excess = DoubleVector.fromArray(S, limitSign, i * L)
                    .fma(difference, DoubleVector.fromArray(S, limitRef, i * L).neg());
            DoubleVector active = DoubleVector.broadcast(S, 0).blend(1, excess.compare(VectorOperators.LT, 0));
            changed |= active.compare(VectorOperators.NE, DoubleVector.fromArray(S, limitActive, i * L))
                    .toLong();
            active.intoArray(limitActive, i * L);
        }
        if (touches > 0) {
            pointAccelerations(x);
            touchActivity(x);
        }
        if (canTouchItself) {
            changed |= self.activity(x);
        }
    }

    private void touchActivity(double[] x) {
        for (int i = 0; i < touches; i++) {
            int b = touchBody[i];
            DoubleVector turning = DoubleVector.fromArray(S, x, (b + 2) * L);
            DoubleVector normal = turning.fma(
                            DoubleVector.fromArray(S, touchNw, i * L), DoubleVector.fromArray(S, accelU, b * L))
                    .sub(DoubleVector.fromArray(S, touchRef, i * L));
            DoubleVector slide = turning.fma(
                            DoubleVector.fromArray(S, touchU, i * L), DoubleVector.fromArray(S, accelW, b * L))
                    .fma(DoubleVector.broadcast(S, friction[i]), DoubleVector.fromArray(S, touchSlide, i * L));
            DoubleVector plus =
                    DoubleVector.broadcast(S, 0).blend(1, normal.add(slide).compare(VectorOperators.LT, 0));
            DoubleVector minus =
                    DoubleVector.broadcast(S, 0).blend(1, normal.sub(slide).compare(VectorOperators.LT, 0));
            DoubleVector straight = DoubleVector.broadcast(S, 0).blend(2, normal.compare(VectorOperators.LT, 0));
            DoubleVector both = plus.add(minus);
            both.intoArray(touchBoth, i * L);
            plus.sub(minus).intoArray(touchDifference, i * L);
            both.add(straight).intoArray(touchAll, i * L);
            DoubleVector active = both.add(minus).add(straight).add(straight);
            changed |= active.compare(VectorOperators.NE, DoubleVector.fromArray(S, touchActive, i * L))
                    .toLong();
            active.intoArray(touchActive, i * L);
        }
    }

    private void pointAccelerations(double[] x) {
        DoubleVector.fromArray(S, x, 0).intoArray(accelU, 0);
        DoubleVector.fromArray(S, x, 1 * L).intoArray(accelW, 0);
        for (int b = 1; b < n; b++) {
            int p = above[b];
            DoubleVector turning = DoubleVector.fromArray(S, x, (p + 2) * L);
            turning.fma(DoubleVector.fromArray(S, hingeNw, b * L), DoubleVector.fromArray(S, accelU, p * L))
                    .intoArray(accelU, b * L);
            turning.fma(DoubleVector.fromArray(S, hingeU, b * L), DoubleVector.fromArray(S, accelW, p * L))
                    .intoArray(accelW, b * L);
        }
    }

    private void constrainedSystem() {
        unconstrainedRows();
        positiveZeros();
        for (int i = 0; i < limits; i++) {
            int b = limitBody[i];
            int p = above[b];
            DoubleVector d =
                    DoubleVector.fromArray(S, limitD, i * L).mul(DoubleVector.fromArray(S, limitActive, i * L));
            DoubleVector push =
                    DoubleVector.fromArray(S, limitSign, i * L).mul(d).mul(DoubleVector.fromArray(S, limitRef, i * L));
            DoubleVector.fromArray(S, joint, b * L).add(d).intoArray(joint, b * L);
            DoubleVector.fromArray(S, sideTurn, b * L).add(push).intoArray(sideTurn, b * L);
            DoubleVector.fromArray(S, sideTurn, p * L).sub(push).intoArray(sideTurn, p * L);
        }
        for (int i = 0; i < touches; i++) {
            press(i, touchBody[i]);
        }
        gather();
        if (canTouchItself) {
            system.coupled = true;
            self.press();
        }
    }

    /// What constraints add to, with +0 for −0.
    private void unconstrainedRows() {
        DoubleVector zero = DoubleVector.broadcast(S, 0);
        for (int b = 0; b < n; b++) {
            DoubleVector.fromArray(S, momentNw, b * L).add(zero).intoArray(rowU, b * L);
            DoubleVector.fromArray(S, momentU, b * L).add(zero).intoArray(rowW, b * L);
            DoubleVector.fromArray(S, inertias, b * L).intoArray(diagonal, b * L);
            DoubleVector.fromArray(S, armatures, b * L).intoArray(joint, b * L);
            zero.intoArray(massUu, b * L);
            zero.intoArray(massUw, b * L);
            zero.intoArray(massWw, b * L);
            pressed[b] = false;
        }
    }

    /// Forces with +0 for −0.
    private void positiveZeros() {
        DoubleVector zero = DoubleVector.broadcast(S, 0);
        for (int b = 0; b < n; b++) {
            DoubleVector.fromArray(S, forceU, b * L).add(zero).intoArray(sideU, b * L);
            DoubleVector.fromArray(S, forceW, b * L).add(zero).intoArray(sideW, b * L);
            DoubleVector.fromArray(S, turn, b * L).add(zero).intoArray(sideTurn, b * L);
        }
    }

    /// A contact's mass and pull on its body.
    private void press(int i, int b) {
        DoubleVector both = DoubleVector.fromArray(S, touchBoth, i * L);
        DoubleVector difference = DoubleVector.fromArray(S, touchDifference, i * L);
        DoubleVector whole = DoubleVector.fromArray(S, touchAll, i * L);
        DoubleVector d = DoubleVector.fromArray(S, touchD, i * L);
        DoubleVector mu = DoubleVector.broadcast(S, friction[i]);
        DoubleVector dm = d.mul(mu);
        DoubleVector uu = d.mul(whole);
        DoubleVector uw = dm.mul(difference);
        DoubleVector ww = dm.mul(mu).mul(both);
        DoubleVector nrw = DoubleVector.fromArray(S, touchNw, i * L);
        DoubleVector ru = DoubleVector.fromArray(S, touchU, i * L);
        DoubleVector yu = uu.fma(nrw, uw.mul(ru));
        DoubleVector yw = uw.fma(nrw, ww.mul(ru));
        DoubleVector reference = DoubleVector.fromArray(S, touchRef, i * L);
        DoubleVector nslide = DoubleVector.fromArray(S, touchSlide, i * L).neg();
        DoubleVector fu = d.mul(reference.fma(whole, nslide.mul(difference)));
        DoubleVector fw = dm.mul(reference.fma(difference, nslide.mul(both)));
        DoubleVector.fromArray(S, massUu, b * L).add(uu).intoArray(massUu, b * L);
        DoubleVector.fromArray(S, massUw, b * L).add(uw).intoArray(massUw, b * L);
        DoubleVector.fromArray(S, massWw, b * L).add(ww).intoArray(massWw, b * L);
        DoubleVector.fromArray(S, rowU, b * L).add(yu).intoArray(rowU, b * L);
        DoubleVector.fromArray(S, rowW, b * L).add(yw).intoArray(rowW, b * L);
        DoubleVector.fromArray(S, diagonal, b * L).add(nrw.fma(yu, ru.mul(yw))).intoArray(diagonal, b * L);
        DoubleVector.fromArray(S, sideU, b * L).add(fu).intoArray(sideU, b * L);
        DoubleVector.fromArray(S, sideW, b * L).add(fw).intoArray(sideW, b * L);
        DoubleVector.fromArray(S, sideTurn, b * L).add(nrw.fma(fu, ru.mul(fw))).intoArray(sideTurn, b * L);
        pressed[b] = true;
    }

    /// Hands the contacts' masses from the feet to the root.
    private void gather() {
        for (int b = n - 1; b > 0; b--) {
            if (!pressed[b]) {
                continue;
            }
            int p = above[b];
            pressed[p] = true;
            DoubleVector ndw = DoubleVector.fromArray(S, hingeNw, b * L);
            DoubleVector du = DoubleVector.fromArray(S, hingeU, b * L);
            DoubleVector uu = DoubleVector.fromArray(S, massUu, b * L);
            DoubleVector uw = DoubleVector.fromArray(S, massUw, b * L);
            DoubleVector ww = DoubleVector.fromArray(S, massWw, b * L);
            DoubleVector yu = uu.fma(ndw, uw.mul(du));
            DoubleVector yw = uw.fma(ndw, ww.mul(du));
            DoubleVector.fromArray(S, rowU, p * L).add(yu).intoArray(rowU, p * L);
            DoubleVector.fromArray(S, rowW, p * L).add(yw).intoArray(rowW, p * L);
            DoubleVector.fromArray(S, diagonal, p * L)
                    .add(ndw.fma(yu, du.mul(yw)))
                    .intoArray(diagonal, p * L);
            DoubleVector.fromArray(S, massUu, p * L).add(uu).intoArray(massUu, p * L);
            DoubleVector.fromArray(S, massUw, p * L).add(uw).intoArray(massUw, p * L);
            DoubleVector.fromArray(S, massWw, p * L).add(ww).intoArray(massWw, p * L);
        }
    }

    private void constraintForces() {
        positiveZeros();
        for (int i = 0; i < limits; i++) {
            limitForce(i, limitBody[i]);
        }
        for (int i = 0; i < touches; i++) {
            touchForce(i, touchBody[i]);
        }
        if (canTouchItself) {
            self.push();
        }
    }

    private void limitForce(int i, int b) {
        int p = above[b];
        DoubleVector difference =
                DoubleVector.fromArray(S, a, (b + 2) * L).sub(DoubleVector.fromArray(S, a, (p + 2) * L));
        DoubleVector lack = DoubleVector.fromArray(S, limitSign, i * L)
                .fma(difference, DoubleVector.fromArray(S, limitRef, i * L).neg())
                .neg();
        lack = DoubleVector.broadcast(S, 0).blend(lack, lack.compare(VectorOperators.GT, 0));
        DoubleVector push = DoubleVector.fromArray(S, limitSign, i * L)
                .mul(DoubleVector.fromArray(S, limitD, i * L))
                .mul(lack);
        DoubleVector.fromArray(S, sideTurn, b * L).add(push).intoArray(sideTurn, b * L);
        DoubleVector.fromArray(S, sideTurn, p * L).sub(push).intoArray(sideTurn, p * L);
    }

    private void touchForce(int i, int b) {
        DoubleVector turning = DoubleVector.fromArray(S, a, (b + 2) * L);
        DoubleVector normal = turning.fma(
                        DoubleVector.fromArray(S, touchNw, i * L), DoubleVector.fromArray(S, accelU, b * L))
                .sub(DoubleVector.fromArray(S, touchRef, i * L));
        DoubleVector slide = turning.fma(
                        DoubleVector.fromArray(S, touchU, i * L), DoubleVector.fromArray(S, accelW, b * L))
                .fma(DoubleVector.broadcast(S, friction[i]), DoubleVector.fromArray(S, touchSlide, i * L));
        DoubleVector plus = normal.add(slide).neg();
        plus = DoubleVector.broadcast(S, 0).blend(plus, plus.compare(VectorOperators.GT, 0));
        DoubleVector minus = normal.sub(slide).neg();
        minus = DoubleVector.broadcast(S, 0).blend(minus, minus.compare(VectorOperators.GT, 0));
        DoubleVector straight = normal.neg();
        straight = DoubleVector.broadcast(S, 0).blend(straight, straight.compare(VectorOperators.GT, 0));
        DoubleVector d = DoubleVector.fromArray(S, touchD, i * L);
        DoubleVector fu = d.mul(straight.fma(DoubleVector.broadcast(S, 2), plus.add(minus)));
        DoubleVector fw = d.mul(friction[i]).mul(plus.sub(minus));
        DoubleVector.fromArray(S, sideU, b * L).add(fu).intoArray(sideU, b * L);
        DoubleVector.fromArray(S, sideW, b * L).add(fw).intoArray(sideW, b * L);
        DoubleVector.fromArray(S, sideTurn, b * L)
                .add(DoubleVector.fromArray(S, touchNw, i * L)
                        .fma(fu, DoubleVector.fromArray(S, touchU, i * L).mul(fw)))
                .intoArray(sideTurn, b * L);
    }
}
