package org.sgmrl.run.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.failure.RunInUse;

/// Holds a folder for this process, until it is closed; the operating system ends it with the process, however that ends.
public final class FolderLock implements Closeable {
    private static final String NAME = ".lock";

    /// Folders that this process holds. No other channel of it may be opened on their lock files: the system drops a
    /// process's lock when any of its channels on the file is closed.
    private static final Set<Path> HERE = new HashSet<>();

    private static final int TRIALS = 10;
    private static final long PAUSE_MILLIS = 20;

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /// Takes a folder for this process.
    ///
    /// @param path any folder
    /// @return holds it
    /// @throws RunInUse if a process holds it, this one too
    /// @throws IOException if there is no such folder, or it cannot be written
    public static FolderLock take(Path path) throws IOException {
        Path real = path.toRealPath();
        synchronized (HERE) {
            if (!HERE.contains(real)) {
                FileChannel channel = lockedChannel(path);
                if (channel != null) {
                    HERE.add(real);
                    return new FolderLock(real, channel);
                }
            }
        }
        throw new RunInUse(path + " is in use by another sgmrl process; wait for it or stop it");
    }

    /// Whether a process holds a folder.
    static boolean isHeld(Path path) throws IOException {
        synchronized (HERE) {
            if (Files.exists(path) && HERE.contains(path.toRealPath())) {
                return true;
            }
            // A shared lock needs no right to write, and other watchers are not in its way.
            try (FileChannel channel = FileChannel.open(path.resolve(NAME), StandardOpenOption.READ);
                    FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return shared == null;
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    /// Whether a file in a folder is there for its lock alone.
    static boolean isLock(Path file) {
        return file.getFileName().toString().equals(NAME);
    }

    private static @Nullable FileChannel lockedChannel(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            // More than once: a watcher that looks whether the folder is in use is in the way for a moment.
            for (int i = 0; i < TRIALS; i++) {
                locked = channel.tryLock() != null;
                if (locked) {
                    return channel;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        synchronized (HERE) {
            HERE.remove(folder);
            channel.close();
        }
    }
}
