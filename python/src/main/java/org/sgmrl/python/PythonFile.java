package org.sgmrl.python;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A user's file, to be loaded by workers.
///
/// @param path where it is
/// @param shown as the user gave it, perhaps on another machine
/// @param settings how workers run
record PythonFile(Path path, String shown, PythonSettings settings) {
    /// @throws IllegalArgumentException if there is no such file
    PythonFile {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(
                    path + " must be a Python file, and " + (Files.exists(path) ? "is none" : "does not exist"));
        }
    }

    /// A worker that has loaded the file, and what the file says of its sizes.
    record Loaded(PythonWorker worker, JsonNode description) {}

    /// Starts a worker and loads the file.
    ///
    /// @param digest what the file must still be; null for the first worker
    /// @throws IllegalArgumentException if the file is wrong
    /// @throws EnvironmentException if Python or a package is missing, or the file is another one now
    Loaded load(int rollouts, int observationSize, int actionSize, @Nullable String digest) {
        PythonWorker worker = new PythonWorker(settings, rollouts, observationSize, actionSize);
        ObjectNode order = PythonTask.object();
        order.put("file", path.toAbsolutePath().toString());
        order.put("shown", shown);
        order.put("rollouts", rollouts);
        order.put("digest", digest);
        try {
            return new Loaded(worker, worker.ask(PythonWorker.Command.LOAD, order.toString(), 0));
        } catch (WorkerLostException e) {
            worker.close();
            throw lost(e);
        } catch (RuntimeException | Error e) {
            worker.close();
            throw e;
        }
    }

    /// The end of a worker as the end of a run.
    EnvironmentException lost(WorkerLostException e) {
        return new EnvironmentException("the Python worker of " + shown + " " + e.getMessage(), e);
    }
}
