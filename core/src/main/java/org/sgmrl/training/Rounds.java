package org.sgmrl.training;

/// How many pieces of work go between two words about how far it is.
final class Rounds {
    /// What takes longer is not made longer still: somebody waits for a word.
    private static final long LONG_ENOUGH = 10_000_000_000L;

    private static final int MOST = 1 << 20;

    private Rounds() {}

    /// The next round.
    ///
    /// @param round pieces of the last
    /// @param nanoseconds that it took
    /// @return pieces of the next
    static int next(int round, long nanoseconds) {
        return nanoseconds < LONG_ENOUGH ? Math.min(2 * round, MOST) : round;
    }
}
