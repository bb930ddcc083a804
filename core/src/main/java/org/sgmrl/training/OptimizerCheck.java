package org.sgmrl.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.sgmrl.argument.Arguments;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Tries whether an optimiser keeps the laws that training and resuming build on, and says which it breaks.
///
/// | law | tried by |
/// |---|---|
/// | finite gradients, zeros and tiny ones among them, make finite steps | looking |
/// | a step is a function of memory and gradient; the gradient stays as it is | repetition in another instance |
/// | a step size of 0 leaves the parameters | comparison |
/// | it ascends | 400 steps of size 0.01 up −½‖θ − θ*‖² must halve the distance |
/// | state and restore go on to the same bits, share no array with the caller, and are finite numbers | repetition |
/// | what cannot be a state is refused, and the memory stays | a number too many |
///
/// Nothing in it is left to chance.
public final class OptimizerCheck {
    private static final int LENGTH = 7;
    private static final double STEP = 0.01;

    private final Optimizer.Factory factory;
    private final long seed;
    private final List<String> findings = new ArrayList<>();

    private OptimizerCheck(Optimizer.Factory factory, long seed) {
        this.factory = factory;
        this.seed = seed;
    }

    /// Checks an optimiser.
    ///
    /// @param factory makes it
    /// @param seed of the gradients
    /// @return a line for each finding; empty if there is none
    public static List<String> findings(Optimizer.Factory factory, long seed) {
        Arguments.given("factory", factory);
        OptimizerCheck check = new OptimizerCheck(factory, seed);
        check.finite();
        check.repeats();
        check.stands();
        check.ascends();
        check.restores();
        check.refuses();
        return List.copyOf(check.findings);
    }

    private Optimizer make() {
        return Objects.requireNonNull(factory.create(LENGTH), "the factory returned null; it must make an optimiser");
    }

    private double[] gradient(int number) {
        double[] gradient = new double[LENGTH];
        RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, number, 0, 0, StreamPurpose.PROBLEM)
                .fillGaussian(gradient, 0, LENGTH);
        return gradient;
    }

    private void finite() {
        for (double size : new double[] {0, 1e-200, 1e-8, 1, 1e8}) {
            Optimizer optimizer = make();
            double[] theta = new double[LENGTH];
            for (int k = 0; k < 10; k++) {
                double[] gradient = gradient(k);
                for (int j = 0; j < LENGTH; j++) {
                    gradient[j] *= size;
                }
                optimizer.ascend(gradient, STEP, theta);
            }
            for (double value : theta) {
                if (!Double.isFinite(value)) {
                    findings.add("gradients of size " + size + " made a parameter " + value
                            + ", which must be a finite number");
                    return;
                }
            }
            for (double value : optimizer.state()) {
                if (!Double.isFinite(value)) {
                    findings.add("gradients of size " + size + " put " + value
                            + " into the state, which must be finite numbers");
                    return;
                }
            }
        }
    }

    private void repeats() {
        double[] theta = walked(make(), new double[LENGTH], 0, 20);
        if (!Arrays.equals(theta, walked(make(), new double[LENGTH], 0, 20))) {
            findings.add("another instance made other steps of the same gradients");
        }
    }

    /// Parameters after some steps.
    private double[] walked(Optimizer optimizer, double[] start, int from, int to) {
        double[] theta = start.clone();
        for (int k = from; k < to; k++) {
            double[] gradient = gradient(k);
            double[] given = gradient.clone();
            optimizer.ascend(given, STEP, theta);
            if (!Arrays.equals(gradient, given) && findings.stream().noneMatch(line -> line.startsWith("ascend"))) {
                findings.add("ascend changed the gradient that it was given");
            }
        }
        return theta;
    }

    private void stands() {
        double[] start = gradient(50);
        double[] theta = start.clone();
        make().ascend(gradient(51), 0, theta);
        if (!Arrays.equals(start, theta)) {
            findings.add("a step of size 0 moved the parameters");
        }
    }

    private void ascends() {
        double[] goal = gradient(60);
        double[] theta = new double[LENGTH];
        double before = distance(goal, theta);
        Optimizer optimizer = make();
        for (int k = 0; k < 400; k++) {
            double[] gradient = new double[LENGTH];
            for (int j = 0; j < LENGTH; j++) {
                gradient[j] = goal[j] - theta[j];
            }
            optimizer.ascend(gradient, STEP, theta);
        }
        double after = distance(goal, theta);
        if (!(after <= 0.5 * before)) {
            findings.add("400 steps of size " + STEP + " up −½‖θ − θ*‖² brought ‖θ − θ*‖ from " + before + " to "
                    + after + ", which must be at most half of it");
        }
    }

    private static double distance(double[] x, double[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += (x[j] - y[j]) * (x[j] - y[j]);
        }
        return Math.sqrt(sum);
    }

    private void restores() {
        Optimizer optimizer = make();
        double[] middle = walked(optimizer, new double[LENGTH], 0, 5);
        double[] state = optimizer.state();
        if (state.length > 64 * LENGTH + 64) {
            findings.add("the state has " + state.length + " numbers, and must have at most 64 for each of " + LENGTH
                    + " parameters and 64 more");
        }
        double[] kept = state.clone();
        double[] expected = walked(optimizer, middle, 5, 12);
        if (!Arrays.equals(kept, state)) {
            findings.add("state returned an array that later steps changed: it must be a copy");
            return;
        }
        Optimizer fresh = make();
        double[] given = kept.clone();
        fresh.restore(given);
        Arrays.fill(given, 1e3);
        double[] actual = walked(fresh, middle, 5, 12);
        if (!Arrays.equals(expected, actual)) {
            findings.add(
                    "after restore of a state the steps have other bits: the state must hold everything that decides"
                            + " them, and restore must keep a copy of it");
        }
        optimizer.restore(kept);
        if (!Arrays.equals(kept, optimizer.state())) {
            findings.add("state after restore is not what was restored");
        }
    }

    private void refuses() {
        Optimizer optimizer = make();
        walked(optimizer, new double[LENGTH], 0, 3);
        double[] state = optimizer.state();
        try {
            optimizer.restore(Arrays.copyOf(state, state.length + 1));
            findings.add("restore accepted a state of " + (state.length + 1) + " numbers, one more than it has; it must"
                    + " throw an IllegalArgumentException");
        } catch (IllegalArgumentException refused) {
            if (!Arrays.equals(state, optimizer.state())) {
                findings.add("restore changed the memory and then refused the state");
            }
        } catch (RuntimeException e) {
            findings.add("restore of a state of " + (state.length + 1) + " numbers threw " + e
                    + ", and must throw an IllegalArgumentException");
        }
    }
}
