package org.sgmrl.io;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands where something is to be written, and so how it is written. Symbolic links are followed to their end,
/// also where nothing is there yet.
sealed interface Target {
    /// As many as Linux follows.
    int MOST_LINKS = 40;

    /// A regular file, or none yet: it is replaced.
    ///
    /// @param file not a symbolic link
    /// @param folder where it is
    /// @param replaced what is there now; null for a new file, and where there are no such attributes
    record Replaced(Path file, Path folder, @Nullable PosixFileAttributes replaced) implements Target {}

    /// A device or a pipe: it gets the bytes.
    ///
    /// @param file where it can be opened
    record Through(Path file) implements Target {}

    /// Standard output or standard error of this process, by whatever name. Not opened a second time: where it leads
    /// to a file, that would write over what was printed before.
    ///
    /// @param stream it
    record Standard(PrintStream stream) implements Target {}

    /// Looks.
    ///
    /// @throws IOException if nothing can be written there
    static Target of(Path given) throws IOException {
        Path path = given.toAbsolutePath();
        for (int links = 0; links <= MOST_LINKS; links++) {
            Path parent = path.getParent();
            Path name = path.getFileName();
            if (parent == null || name == null) {
                throw new FileSystemException(given.toString(), null, "is no file that could be written");
            }
            Path folder = parent.toRealPath();
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            path = folder.resolve(name);
            if (isDescriptors(folder)) {
                // Their links name what cannot be found by name, such as pipe:[123] or a deleted file.
                return descriptor(path, name.toString());
            }
            if (!Files.isSymbolicLink(path)) {
                return at(path, folder, given);
            }
            path = folder.resolve(Files.readSymbolicLink(path));
        }
        throw new FileSystemLoopException(given.toString());
    }

    private static Target at(Path path, Path folder, Path given) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(given.toString(), null, "is a folder");
        }
        boolean exists = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        PosixFileAttributes attributes = exists && view != null ? view.readAttributes() : null;
        if (attributes != null && !isWritableForSomebody(attributes.permissions())) {
            // The superuser could write it; who took the right to write away did not want that.
            throw new AccessDeniedException(given.toString(), null, "is read-only");
        }
        if (exists && !Files.isWritable(path)) {
            throw new AccessDeniedException(given.toString(), null, "permission denied");
        }
        if (exists && !Files.isRegularFile(path)) {
            return new Through(path);
        }
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(given.toString(), null, "permission denied");
        }
        return new Replaced(path, folder, attributes);
    }

    private static boolean isWritableForSomebody(Set<PosixFilePermission> permissions) {
        Set<PosixFilePermission> write = EnumSet.of(
                PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        write.retainAll(permissions);
        return !write.isEmpty();
    }

    /// Whether the entries of a folder are the open files of this process.
    private static boolean isDescriptors(Path folder) throws IOException {
        for (String name : List.of("/dev/fd", "/proc/self/fd", "/proc/thread-self/fd")) {
            try {
                if (folder.equals(Path.of(name).toRealPath())) {
                    return true;
                }
            } catch (NoSuchFileException otherSystem) {
                // Then the entries of this folder are none.
            }
        }
        return false;
    }

    private static Target descriptor(Path path, String number) throws IOException {
        return switch (number) {
            case "1" -> new Standard(System.out);
            case "2" -> new Standard(System.err);
            default -> {
                if (!Files.exists(path)) {
                    throw new NoSuchFileException(path.toString());
                }
                if (Files.isRegularFile(path)) {
                    // Opened again it would be written at another place than whoever opened it first goes on at.
                    throw new FileSystemException(path.toString(), null, "is a file open elsewhere; give its name");
                }
                yield new Through(path);
            }
        };
    }
}
