package org.sgmrl.python;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The worker that draws tasks, for all threads. It is started when it is needed, again if it was closed.
final class TaskDrawer implements Runnable {
    private final PythonFile file;
    private @Nullable PythonWorker worker;
    private @Nullable String digest;
    private int restartsLeft;

    TaskDrawer(PythonFile file) {
        this.file = file;
        this.restartsLeft = file.settings().restarts();
    }

    /// What the file says of its sizes.
    synchronized JsonNode describe() {
        PythonFile.Loaded loaded = file.load(0, 0, 0, digest);
        close();
        worker = loaded.worker();
        digest = loaded.description().path("digest").asString("");
        return loaded.description();
    }

    /// The file's fingerprint when it was first loaded.
    synchronized String digest() {
        return Objects.requireNonNull(digest);
    }

    /// The task of a seed.
    synchronized PythonTask draw(long seed) {
        while (true) {
            PythonWorker current = worker;
            if (current == null) {
                describe();
                continue;
            }
            try {
                return new PythonTask(current.ask(PythonWorker.Command.SAMPLE, Long.toString(seed), 0)
                        .toString());
            } catch (WorkerLostException e) {
                close();
                if (restartsLeft-- <= 0) {
                    throw file.lost(e);
                }
                file.settings().notices().accept(file.lost(e).getMessage() + "; it is started again");
            }
        }
    }

    synchronized void close() {
        PythonWorker current = worker;
        worker = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void run() {
        close();
    }
}
