package org.sgmrl.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/// Work with a channel of the JDK on a thread that may be interrupted: such a channel closes itself then, and what was
/// under way fails. Whoever interrupts a thread wants its work ended, and not what is done of it lost.
final class Uninterrupted {
    /// What is done, again if need be.
    @FunctionalInterface
    interface Work<R> {
        /// Does it from the beginning, with a channel that it opens itself.
        R run() throws IOException;
    }

    private Uninterrupted() {}

    /// Does it to the end, and passes an interrupt on after that.
    static <R> R run(Work<R> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
