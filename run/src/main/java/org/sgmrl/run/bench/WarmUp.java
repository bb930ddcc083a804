package org.sgmrl.run.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/// What comes before measuring: the JVM compiles what runs often, and until it has, speed grows. It grows in steps, with
/// seconds of the same speed between them, so that equal rates alone do not tell: where an environment lets plain code
/// step until vectors are compiled, they count only once it says that this is over.
final class WarmUp {
    /// Least duration, as a share of the time to measure for.
    static final double SHARE = 0.35;

    /// Most duration, as a multiple of that time: speed never settles where other work comes and goes.
    private static final double MOST = 2;

    /// A measurement of the warm-up, as a share of that time.
    private static final double PIECE = 0.05;

    /// So many measurements in a row must agree.
    private static final int AGREEING = 4;

    /// The least of those that agree, as a share of the greatest.
    private static final double AGREEMENT = 0.9;

    private WarmUp() {}

    /// Warms up.
    ///
    /// @param rate works for about so many seconds and returns steps a second
    /// @param warm whether the environment is ([org.sgmrl.environment.MetaEnvironment#isWarm])
    /// @param seconds the time to measure for afterwards, which the duration goes by
    /// @return whether the speed has settled
    static boolean run(DoubleUnaryOperator rate, BooleanSupplier warm, double seconds) {
        return run(rate, warm, seconds, System::nanoTime);
    }

    /// The same by a clock of nanoseconds.
    static boolean run(DoubleUnaryOperator rate, BooleanSupplier warm, double seconds, LongSupplier clock) {
        List<Double> rates = new ArrayList<>();
        long start = clock.getAsLong();
        for (int pieces = 0; !isOver((clock.getAsLong() - start) * 1e-9, seconds, pieces, rates); pieces++) {
            boolean counts = warm.getAsBoolean();
            double measured = rate.applyAsDouble(PIECE * seconds);
            if (counts) {
                rates.add(measured);
            }
        }
        return hasSettled(rates);
    }

    /// Whether to begin measuring.
    ///
    /// @param elapsed seconds of warm-up so far
    /// @param seconds the time to measure for
    /// @param pieces how many there were, warm or not: each is an iteration at least, and too few long ones cannot agree
    /// @param rates measured since the environment is warm, in order
    static boolean isOver(double elapsed, double seconds, int pieces, List<Double> rates) {
        return (elapsed >= MOST * seconds && pieces >= AGREEING) || (elapsed >= SHARE * seconds && hasSettled(rates));
    }

    /// Warms up two sides in turns, whose end rates do not tell.
    ///
    /// @param turn both sides once; receives the number of the turn, from 0
    /// @param share least duration, as a share of the time to measure for
    /// @param seconds that time
    /// @param warm whether the environment is
    /// @return how many turns it took
    static int inTurns(IntConsumer turn, double share, double seconds, BooleanSupplier warm) {
        long start = System.nanoTime();
        int turns = 0;
        do {
            turn.accept(turns++);
        } while (goesOn((System.nanoTime() - start) * 1e-9, share, seconds, warm.getAsBoolean()));
        return turns;
    }

    /// Whether to go on with such a warm-up.
    ///
    /// @param elapsed seconds of it so far
    /// @param share least duration, as a share of the time to measure for
    /// @param seconds the time to measure for
    /// @param warm whether the environment is
    static boolean goesOn(double elapsed, double share, double seconds, boolean warm) {
        return elapsed < share * seconds || (!warm && elapsed < MOST * seconds);
    }

    /// Whether the last rates agree.
    ///
    /// @param rates in order
    static boolean hasSettled(List<Double> rates) {
        if (rates.size() < AGREEING) {
            return false;
        }
        List<Double> last = rates.subList(rates.size() - AGREEING, rates.size());
        double least = last.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double greatest = last.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return least >= AGREEMENT * greatest;
    }
}
