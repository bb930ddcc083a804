package org.sgmrl.run.training;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.Closing;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.MetricsLog;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.IterationReport;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingSnapshot;
import org.sgmrl.training.TrainingTracker;

/// Writes what a run leaves: a line of metrics after every iteration, and checkpoints.
///
/// When the JVM is told to end (SIGTERM, SIGINT, SIGHUP) the iteration under way is abandoned, the state
/// after the last finished one is saved, and how to go on is said. That happens in a shutdown hook, beside
/// the thread that trains, because an iteration may take longer than whoever sent the signal waits.
final class RunRecorder implements TrainingTracker, AutoCloseable {
    /// A disk that hangs must not keep the process.
    private static final long PATIENCE_MILLIS = 2000;

    private final RunFolder folder;
    private final RunRequest request;
    private final Checkpoints checkpoints;
    private final RunListener listener;
    private final MetricsLog.Writer metrics;
    private final Thread hook = new Thread(this::stop, "sgmrl-stop");

    // Guarded by this.
    private @Nullable TrainingSnapshot latest;
    private @Nullable TaskEngine<?> engine;
    private int saved;
    private boolean stopped;
    private long skippedBefore;

    private volatile String stage = "training";

    /// Ready to record a run.
    ///
    /// @param start the state to go on from, which is on disk; null at the very start
    RunRecorder(RunFolder folder, RunRequest request, @Nullable TrainingSnapshot start, RunListener listener)
            throws IOException {
        this.folder = folder;
        this.request = request;
        this.checkpoints = new Checkpoints(folder.path(), request);
        this.listener = listener;
        this.saved = start == null ? 0 : start.iteration();
        this.skippedBefore = start == null ? 0 : start.skippedUpdates();
        try (Closing opened = new Closing()) {
            this.metrics = opened.add(folder.metricsLog().append());
            addStopHook();
            opened.keep();
        }
    }

    private void addStopHook() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new Interrupted(
                    "stopped before training began; go on with: sgmrl resume " + OneLine.quoted(folder.path()));
        }
    }

    /// Training by this engine begins.
    synchronized void enter(TaskEngine<?> working) {
        engine = working;
    }

    /// What would be interrupted from now on.
    void enter(String newStage) {
        stage = newStage;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // nothing but the end of the JVM ends it
    public synchronized void onIteration(IterationReport report, MetaTrainer<?> trainer) {
        while (stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                // The JVM is going down; this iteration comes too late.
            }
        }
        try {
            TaskEngine<?> working = engine;
            metrics.append(report, working == null ? Map.of() : working.costs());
            latest = trainer.snapshot();
            if (report.skippedUpdates() > skippedBefore) {
                skippedBefore = report.skippedUpdates();
                listener.warns("the update of iteration " + report.iteration() + " is not finite and was skipped ("
                        + skippedBefore + " so far)");
            }
            boolean last = report.iteration() == request.settings().iterations();
            if (last || report.iteration() % request.options().checkpointEvery() == 0) {
                save();
            }
        } catch (IOException e) {
            throw new WritingFailed(e);
        }
    }

    /// Returns unless the JVM is going down: then what fails, fails because of that, and must not be told as an error.
    void waitIfStopping() {
        Thread probe = new Thread(() -> {}, "sgmrl-probe");
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException goingDown) {
            while (true) {
                LockSupport.park(this);
                Thread.interrupted(); // park returns at once for who is interrupted
            }
        }
    }

    /// Writes a checkpoint of the last finished iteration unless there is one.
    synchronized void save() throws IOException {
        TrainingSnapshot snapshot = latest;
        if (snapshot != null && snapshot.iteration() > saved) {
            metrics.force();
            checkpoints.write(snapshot, saved);
            saved = snapshot.iteration();
        }
    }

    /// Saves what can be saved after a failure, which stays the one that is told.
    void saveAfter(Throwable failure) {
        try {
            save();
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /// The shutdown hook.
    private void stop() {
        String[] outcome = {"its state could not be saved in time"};
        Thread saver = Thread.ofPlatform().daemon(true).name("sgmrl-save").start(() -> {
            String result = saveAtEnd();
            synchronized (outcome) {
                outcome[0] = result;
            }
        });
        try {
            saver.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            // What is not saved by now is computed again.
        }
        synchronized (outcome) {
            listener.stopped("stopped during " + stage + "; " + outcome[0] + "; go on with: sgmrl resume "
                    + OneLine.quoted(folder.path()));
        }
    }

    private synchronized String saveAtEnd() {
        stopped = true;
        int before = saved;
        int total = request.settings().iterations();
        try {
            save();
            metrics.close();
            return saved == 0 ? "no iteration was finished" : "iteration " + saved + " of " + total + " is saved";
        } catch (IOException e) {
            return "saving the last iteration failed (" + Errors.reason(e) + "), "
                    + (before == 0 ? "nothing is saved" : "iteration " + before + " of " + total + " is saved");
        }
    }

    /// Ends the recording, without a further checkpoint.
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down and the hook at work.
            return;
        }
        metrics.close();
    }
}
