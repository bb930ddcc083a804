package org.sgmrl.run.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.NotARunFolder;
import org.sgmrl.run.failure.UnusableFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.OneLine;

/// A run folder: settings, metrics, checkpoints, the final policy and the report.
public final class RunFolder {
    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /// The folder.
    ///
    /// @return its path
    public Path path() {
        return path;
    }

    /// `metrics.jsonl`.
    ///
    /// @return its path
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /// What happened in every iteration.
    ///
    /// @return the file at [#metrics]
    public MetricsLog metricsLog() {
        return new MetricsLog(metrics());
    }

    /// `policy.safetensors`, there when training has ended.
    ///
    /// @return its path
    public Path policy() {
        return path.resolve(PolicyFile.NAME);
    }

    /// The run's newest policy, ready to act and to adapt; also of runs of earlier versions, whose files do not say all
    /// that this takes.
    ///
    /// @param warnings told which checkpoints are passed over
    /// @return the policy
    public TrainedPolicy trainedPolicy(Consumer<String> warnings) {
        RunRequest request = readConfig(GivenSettings.NONE);
        Policy policy = request.settings().newPolicy(request.environment().spec());
        NewestParameters newest = NewestParameters.newest(this, request, policy, warnings);
        return request.trainedPolicy(policy, newest.theta(), newest.iteration());
    }

    /// `evaluation.json`.
    ///
    /// @return its path
    public Path evaluation() {
        return path.resolve("evaluation.json");
    }

    /// `report.html`.
    ///
    /// @return its path
    public Path report() {
        return path.resolve("report.html");
    }

    /// How the run was made, and where.
    ///
    /// @return the file at [#config]
    public RunConfig runConfig() {
        return new RunConfig(path);
    }

    /// `config.json`: how the run was made.
    ///
    /// @return its path
    public Path config() {
        return path.resolve("config.json");
    }

    /// A new run's folder, held for this process.
    ///
    /// @param folder the folder
    /// @param lock what holds it
    public record Created(RunFolder folder, FolderLock lock) implements Closeable {
        @Override
        public void close() throws IOException {
            lock.close();
        }
    }

    /// Makes the folder of a new run, takes it for this process, and writes its settings. The folder must
    /// not exist, or be empty.
    ///
    /// @param out the folder; null for one in `runs` that is named after the request
    /// @param request what is trained there
    /// @return the folder, which the caller lets go
    public static Created create(@Nullable String out, RunRequest request) {
        Path path = Path.of(out == null ? "runs" : out);
        try {
            if (out == null) {
                path = createUnused(request);
            } else if (!Files.isDirectory(path)) {
                createParents(path);
                Files.createDirectory(path);
            }
            requireUnused(path);
            RunFolder folder = new RunFolder(path);
            FolderLock lock = FolderLock.take(path);
            boolean complete = false;
            try {
                // Once more: another process may have been quicker.
                requireUnused(path);
                folder.removePartialFiles();
                folder.runConfig().write(request);
                Files.write(folder.metrics(), new byte[0], StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                complete = true;
                return new Created(folder, lock);
            } finally {
                if (!complete) {
                    lock.close();
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw new UnusableFolder("out = " + path
                    + " must be a new or empty folder; a file of that name is in the way: " + e.getFile());
        } catch (IOException e) {
            throw new UnusableFolder("out = " + path + " cannot be written: " + Errors.reason(e));
        }
    }

    private static void createParents(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    /// Refuses a folder with content; what a run leaves that was killed before it began does not count.
    private static void requireUnused(Path path) throws IOException {
        try (var entries = Files.list(path)) {
            if (entries.anyMatch(entry -> !FolderLock.isLock(entry) && !isPartial(entry))) {
                throw new UnusableFolder("out = " + path + " must be a new or empty folder; it has content"
                        + (Files.exists(path.resolve("config.json"))
                                ? " (to go on with that run: sgmrl resume " + OneLine.quoted(path) + ")"
                                : ""));
            }
        }
    }

    private static boolean isPartial(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".sgmrl-") && name.endsWith(".part");
    }

    /// Removes temporary files that a killed process left behind; only for who holds the lock.
    public void removePartialFiles() throws IOException {
        List<Path> partial;
        try (var entries = Files.list(path)) {
            partial = entries.filter(RunFolder::isPartial).toList();
        }
        for (Path file : partial) {
            Files.deleteIfExists(file);
        }
    }

    /// The folder of an existing run.
    public static RunFolder open(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!Files.isDirectory(path)) {
            throw new NotARunFolder(path + " is not a folder; give the run folder that `sgmrl train` made");
        }
        if (!Files.exists(folder.config())) {
            throw new NotARunFolder(path + " is not a run folder: it has no config.json");
        }
        return folder;
    }

    /// Makes a folder whose name was not taken: `runs/<environment>-<algorithm>-seed<seed>`, with a number
    /// if need be.
    private static Path createUnused(RunRequest request) throws IOException {
        String name = folderName(request.environmentId()) + "-"
                + request.settings().method().kind().id() + "-seed"
                + request.settings().seed();
        Path path = Path.of("runs", name);
        createParents(path);
        for (int i = 2; ; i++) {
            try {
                return Files.createDirectory(path);
            } catch (FileAlreadyExistsException taken) {
                path = Path.of("runs", name + "-" + i);
            }
        }
    }

    /// An id that is a path gives its last part.
    private static String folderName(String id) {
        return id.substring(id.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    /// Takes the folder for this process until the result is closed.
    ///
    /// @return holds it
    public FolderLock lock() throws IOException {
        return FolderLock.take(path);
    }

    /// Whether a process holds the folder: trains in it, or goes on with its run.
    public boolean inUse() throws IOException {
        return FolderLock.isHeld(path);
    }

    /// What the run trains, with some values replaced.
    ///
    /// @param replaced settings that win
    /// @return the request
    public RunRequest readConfig(GivenSettings replaced) {
        return runConfig().read(replaced);
    }
}
