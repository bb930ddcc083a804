package org.sgmrl.cli.terminal;

import java.io.IOException;
import java.util.function.LongSupplier;

/// Keeps work that only tells of other work from taking its time: after each time it rests, for five seconds at least and
/// for twenty times as long as it took.
final class Pace {
    private static final long LEAST_REST_NANOS = 5_000_000_000L;
    private static final int REST = 20;

    private final LongSupplier nanoTime;
    private boolean rested = true;
    private long restsUntil;

    /// Rested.
    ///
    /// @param nanoTime a clock
    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// What is done.
    interface Work {
        void run() throws IOException;
    }

    /// Does the work, unless it rests.
    void now(Work work) throws IOException {
        long start = nanoTime.getAsLong();
        if (rested || start - restsUntil >= 0) {
            work.run();
            rested = false;
            long end = nanoTime.getAsLong();
            restsUntil = end + Math.max(LEAST_REST_NANOS, REST * (end - start));
        }
    }
}
