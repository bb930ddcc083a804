package org.sgmrl.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/// The data section: arrays to little-endian bytes and back, bit by bit, through a small buffer.
final class SafetensorsData {
    /// A multiple of every element size.
    private static final int BUFFER_BYTES = 1 << 16;

    private SafetensorsData() {}

    static void write(WritableByteChannel channel, Safetensors.Tensor tensor) throws IOException {
        int length = tensor.length();
        int size = tensor.type().bytes;
        ByteBuffer buffer = buffer(length, size);
        int batch = buffer.capacity() / size;
        for (int from = 0, count; from < length; from += count) {
            count = Math.min(batch, length - from);
            buffer.clear().limit(count * size);
            switch (tensor.type()) {
                case F64 -> buffer.asDoubleBuffer().put((double[]) tensor.values(), from, count);
                case F32 -> buffer.asFloatBuffer().put((float[]) tensor.values(), from, count);
                case I64 -> buffer.asLongBuffer().put((long[]) tensor.values(), from, count);
                case F16, BF16 -> buffer.asShortBuffer().put((short[]) tensor.values(), from, count);
            }
            AtomicFile.writeFully(channel, buffer);
        }
    }

    /// Returns a `double[]`, `float[]`, `long[]` or `short[]` with the next elements of the channel.
    static Object read(ReadableByteChannel channel, Safetensors.Type type, int length, String source)
            throws IOException {
        int size = type.bytes;
        ByteBuffer buffer = buffer(length, size);
        int batch = buffer.capacity() / size;
        Object values = switch (type) {
            case F64 -> new double[length];
            case F32 -> new float[length];
            case I64 -> new long[length];
            case F16, BF16 -> new short[length];
        };
        for (int from = 0, count; from < length; from += count) {
            count = Math.min(batch, length - from);
            buffer.clear().limit(count * size);
            readFully(channel, buffer, source);
            buffer.flip();
            switch (type) {
                case F64 -> buffer.asDoubleBuffer().get((double[]) values, from, count);
                case F32 -> buffer.asFloatBuffer().get((float[]) values, from, count);
                case I64 -> buffer.asLongBuffer().get((long[]) values, from, count);
                case F16, BF16 -> buffer.asShortBuffer().get((short[]) values, from, count);
            }
        }
        return values;
    }

    /// Fills the buffer up to its limit.
    static void readFully(ReadableByteChannel channel, ByteBuffer buffer, String source) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new SafetensorsFormatException(
                        source, "became shorter while it was read; read it again when its writer is done");
            }
        }
    }

    private static ByteBuffer buffer(int length, int size) {
        return ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1L, length) * size))
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
