package org.sgmrl.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sgmrl.argument.Arguments;

/// A file that grows at its end, record by record, such as a log. Who reads it meanwhile, or after a kill, finds whole
/// records, but perhaps for the last.
///
/// An interrupt of the thread that writes changes nothing: what is under way is done, and the file stays open.
public final class AppendedFile implements Closeable {
    private final Path file;

    /// Not a `FileChannel`, which an interrupt closes.
    private final OutputStream stream;

    private AppendedFile(Path file, OutputStream stream) {
        this.file = file;
        this.stream = stream;
    }

    /// Begins a file. One that is there is emptied.
    ///
    /// @param file the file; its folder must exist
    /// @return writes at its end
    /// @throws IOException if it cannot be opened
    public static AppendedFile create(Path file) throws IOException {
        Arguments.given("file", file);
        return new AppendedFile(file, Files.newOutputStream(file));
    }

    /// Goes on with a file, which must exist.
    ///
    /// @param file the file
    /// @return writes at its end
    /// @throws IOException if it cannot be opened
    public static AppendedFile open(Path file) throws IOException {
        Arguments.given("file", file);
        return new AppendedFile(file, Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    /// Shortens a file and brings that to the disk. Works on a full disk. Makes an empty file where there is none.
    ///
    /// @param file the file
    /// @param bytes how many stay; all, if it has no more
    /// @throws IOException if it cannot be cut
    public static void cut(Path file, long bytes) throws IOException {
        Arguments.given("file", file);
        Arguments.require(bytes >= 0, "bytes", bytes, "be at least 0");
        Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(bytes);
                channel.force(true);
                return channel;
            }
        });
    }

    /// Appends a record, in one write.
    ///
    /// @param record its bytes
    /// @throws IOException if they cannot be written; the file may have some of them then
    public void append(byte[] record) throws IOException {
        stream.write(Arguments.given("record", record));
    }

    /// Brings what was appended to the disk.
    ///
    /// @throws IOException if that fails
    public void force() throws IOException {
        Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
                return channel;
            }
        });
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
