package org.sgmrl.mujoco;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Looks at the headers of a shared library on Linux. The system's loader maps a file that is cut off without
/// complaint, and the process dies when it touches what is missing.
final class ElfFile {
    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int SHARED_LIBRARY = 3;

    /// `e_machine` by the JVM's name of the architecture.
    private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "aarch64", 183, "riscv64", 243);

    private ElfFile() {}

    /// What keeps a file from being a shared library for a processor.
    ///
    /// @param file the file
    /// @param architecture the JVM's name of the processor architecture, such as `amd64`
    /// @return a clause for people, or empty if nothing speaks against loading it
    static Optional<String> problem(Path file, String architecture) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            ByteBuffer header = read(channel, 0, HEADER_BYTES);
            if (size == 0) {
                return Optional.of("it is empty");
            }
            if (size < HEADER_BYTES || header.getInt(0) != MAGIC) {
                return Optional.of("it is not a shared library (no ELF header)");
            }
            Integer machine = MACHINES.get(architecture);
            if (header.get(4) != CLASS_64
                    || header.get(5) != LITTLE_ENDIAN
                    || (machine != null && Short.toUnsignedInt(header.getShort(18)) != machine)) {
                return Optional.of("it is made for another processor than " + architecture);
            }
            if (header.getShort(16) != SHARED_LIBRARY) {
                return Optional.of("it is an ELF file but not a shared library");
            }
            long end = header.getLong(40) // section headers
                    + (long) Short.toUnsignedInt(header.getShort(58)) * Short.toUnsignedInt(header.getShort(60));
            int segments = Short.toUnsignedInt(header.getShort(56));
            long segmentsAt = header.getLong(32);
            ByteBuffer table = read(channel, segmentsAt, segments * SEGMENT_BYTES);
            for (int i = 0; i < segments; i++) {
                end = Math.max(end, table.getLong(i * SEGMENT_BYTES + 8) + table.getLong(i * SEGMENT_BYTES + 32));
            }
            end = Math.max(end, segmentsAt + (long) segments * SEGMENT_BYTES);
            return end > size ? Optional.of("it is cut off: " + size + " bytes of " + end) : Optional.empty();
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        }
    }

    /// Bytes of a file; zeros beyond its end.
    private static ByteBuffer read(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (position >= 0) {
            while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {
                // A read may end early.
            }
        }
        return buffer;
    }
}
