package org.sgmrl.io;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a command writes what it is asked for: a file as [AtomicFile] writes it, or standard output by the name `-`.
/// A file of that name is `./-`.
public final class Output {
    /// The name of standard output.
    public static final Path STANDARD = Path.of("-");

    /// Not one that somebody put in its place, whose failures say nothing about a reader.
    private static final PrintStream PROCESS = System.out;

    private Output() {}

    /// Writes.
    ///
    /// @param target a file, or `-`
    /// @param content called once
    /// @throws IOException if it cannot be written
    public static void write(Path target, AtomicFile.Content content) throws IOException {
        if (target.equals(STANDARD)) {
            print(System.out, content);
        } else {
            AtomicFile.write(target, content);
        }
    }

    /// Writes.
    ///
    /// @param target a file, or `-`
    /// @param content all its bytes
    /// @throws IOException if it cannot be written
    public static void write(Path target, byte[] content) throws IOException {
        write(target, channel -> AtomicFile.writeFully(channel, ByteBuffer.wrap(content)));
    }

    /// Writes text in UTF-8.
    ///
    /// @param target a file, or `-`
    /// @param content the text
    /// @throws IOException if it cannot be written
    public static void write(Path target, String content) throws IOException {
        write(target, content.getBytes(StandardCharsets.UTF_8));
    }

    /// Refuses what [#write] would refuse before it writes anything.
    ///
    /// @param target a file, or `-`
    /// @throws IOException if it cannot be written, with the reason
    public static void requireWritable(Path target) throws IOException {
        if (!target.equals(STANDARD)) {
            AtomicFile.requireWritable(target);
        }
    }

    /// Whether what is written goes to standard output, so that nothing else should.
    ///
    /// @param target a file, or `-`
    /// @return also for other names of it, such as `/dev/stdout`
    /// @throws IOException if it cannot be written
    public static boolean isStandard(Path target) throws IOException {
        return target.equals(STANDARD)
                || (Target.of(target) instanceof Target.Standard standard
                        && standard.stream().equals(System.out));
    }

    /// Whether what is written is no file that could be opened by its name later.
    ///
    /// @param target a file, or `-`
    /// @return true for standard output, devices and pipes
    /// @throws IOException if it cannot be written
    public static boolean isStream(Path target) throws IOException {
        return target.equals(STANDARD) || !(Target.of(target) instanceof Target.Replaced);
    }

    /// Whether writing to standard output failed because its reader has ended, as `head` does when it has enough:
    /// nobody waits for the rest. Asked after a failure; other failures of a pipe are none.
    ///
    /// @return false where that cannot be known
    public static boolean readerHasEnded() {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return name.startsWith("pipe:") || name.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return false;
        }
    }

    /// Prints bytes as they are, after what was printed before.
    static void print(PrintStream stream, AtomicFile.Content content) throws IOException {
        stream.flush();
        content.writeTo(new StreamChannel(stream));
        if (stream.checkError() && !(stream.equals(PROCESS) && readerHasEnded())) {
            throw new IOException("standard output cannot be written");
        }
    }
}
