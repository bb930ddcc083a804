package org.sgmrl.run.training;

import java.util.concurrent.locks.LockSupport;

/// A training whose tracker fails once the JVM goes down, as a worker process does that the same signal has ended.
final class StoppedTraining {
    private StoppedTraining() {}

    public static void main(String[] arguments) {
        Thread trains = Thread.currentThread();
        // Keeps the JVM until it is known whether the failure is told.
        RunListener listener = new RunListener() {
            @Override
            public void stopped(String message) {
                System.out.println(message);
                while (LockSupport.getBlocker(trains) == null && trains.isAlive()) {
                    Thread.onSpinWait();
                }
            }
        };
        try {
            Training.start(
                    arguments[0],
                    TrainingTest.own().tracker((report, _) -> {
                        if (report.iteration() == 3) {
                            Thread.ofPlatform().start(() -> System.exit(7));
                            awaitTheEnd();
                            throw new IllegalStateException("a worker has ended");
                        }
                    }),
                    TrainingTest.OPTIONS,
                    listener);
        } catch (IllegalStateException e) {
            System.out.println("TOLD " + e.getMessage());
        }
    }

    private static void awaitTheEnd() {
        Thread probe = new Thread(() -> {});
        while (true) {
            try {
                Runtime.getRuntime().addShutdownHook(probe);
                Runtime.getRuntime().removeShutdownHook(probe);
            } catch (IllegalStateException goingDown) {
                return;
            }
        }
    }
}
