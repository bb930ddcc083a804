package org.sgmrl.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/// Replaces files in one step: whoever opens the file, also after a crash or a loss of power, finds either
/// the whole old content or the whole new one.
///
/// The content goes to a temporary file `.sgmrl-….part` in the same folder, is forced to the disk and
/// renamed over the target; then the folder is forced, which makes the renaming itself durable. When
/// anything fails the temporary file is deleted and the target is as before. Only a killed process leaves a
/// temporary file behind. A symbolic link stays one: the file it points to is replaced.
public final class AtomicFile {
    /// Produces the content of a file.
    @FunctionalInterface
    public interface Content {
        /// Writes everything; the caller closes the channel.
        ///
        /// @param channel where the bytes go
        /// @throws IOException if writing fails
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /// Replaces or creates a file.
    ///
    /// @param target the file; its folder must exist
    /// @param content called once
    /// @throws IOException if the file cannot be written; the target is then unchanged
    public static void write(Path target, Content content) throws IOException {
        Path file =
                Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException(target + ": is no file that could be written");
        }
        Path temporary = null;
        FileChannel channel = null;
        while (channel == null) {
            // Not createTempFile: the file shall have the permissions every new file gets.
            temporary = folder.resolve(
                    ".sgmrl-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
            try {
                channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException taken) {
                channel = null;
            }
        }
        boolean replaced = false;
        try {
            try (FileChannel opened = channel) {
                content.writeTo(opened);
                opened.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            replaced = true;
        } finally {
            if (!replaced) {
                Files.deleteIfExists(temporary);
            }
        }
        force(folder);
    }

    /// Replaces or creates a file.
    ///
    /// @param target the file; its folder must exist
    /// @param content all its bytes
    /// @throws IOException if the file cannot be written; the target is then unchanged
    public static void write(Path target, byte[] content) throws IOException {
        write(target, channel -> writeFully(channel, ByteBuffer.wrap(content)));
    }

    /// Replaces or creates a text file in UTF-8.
    ///
    /// @param target the file; its folder must exist
    /// @param content its text
    /// @throws IOException if the file cannot be written; the target is then unchanged
    public static void write(Path target, String content) throws IOException {
        write(target, content.getBytes(StandardCharsets.UTF_8));
    }

    static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void force(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException notOpenable) {
            // A folder that may be written but not listed, and any folder on Windows: the rename is done, only its
            // durability is left to the system.
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }
}
