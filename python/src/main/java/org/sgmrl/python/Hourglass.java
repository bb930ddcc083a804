package org.sgmrl.python;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A thread that ends workers which have not answered in time: reading from a pipe has no end of its own.
final class Hourglass {
    private static final long PERIOD_MILLIS = 50;
    private static final long MOST_NANOS = 200_000_000;
    private static final Set<PythonWorker> WATCHED = ConcurrentHashMap.newKeySet();
    private static @Nullable Thread thread;

    private Hourglass() {}

    static synchronized void watch(PythonWorker worker) {
        WATCHED.add(worker);
        if (thread == null) {
            thread = Thread.ofPlatform()
                    .name("sgmrl-python-timeouts")
                    .daemon(true)
                    .start(Hourglass::run);
        }
    }

    /// Whether it was watched.
    static boolean forget(PythonWorker worker) {
        return WATCHED.remove(worker);
    }

    private static void run() {
        long last = System.nanoTime();
        while (true) {
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                // Nobody has a reason to.
            }
            long now = System.nanoTime();
            // A machine that stood still, or had no time for this thread, had none for the workers either.
            long passed = Math.min(now - last, MOST_NANOS);
            last = now;
            for (PythonWorker worker : WATCHED) {
                worker.endIfHanging(passed);
            }
        }
    }
}
