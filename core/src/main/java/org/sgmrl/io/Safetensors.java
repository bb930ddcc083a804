package org.sgmrl.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Named arrays and a map of strings, in the safetensors format: 8 bytes with the length of the header
/// (little endian), the header in JSON (for every tensor `dtype`, `shape` and `data_offsets`, and the
/// strings under `__metadata__`), then the data, row-major and little endian.
///
/// Arrays of `double` (`F64`), `float` (`F32`) and `long` (`I64`) can be stored; every bit of them, NaN
/// payloads included, comes back. Numbers of half precision (`F16`, IEEE 754 binary16, and `BF16`, the upper half of a
/// `float`) can be read; [#numbers] widens them, which is exact. **The bytes written depend on the content alone**: names
/// and metadata keys are sorted, tensors of larger elements come first, and spaces pad the header so that all data are
/// aligned to their size.
///
/// Every file written carries a SHA-256 [checksum][#CHECKSUM] of its content in the metadata; reading
/// verifies it where there is one. It covers names, shapes, metadata and data but not their layout in the
/// file, so that other tools may rewrite the file without breaking it. Files from elsewhere are welcome
/// without a checksum.
///
/// Nothing in a file is trusted: reading ends with a [SafetensorsFormatException] or with a valid object,
/// and allocates no more than a small multiple of the size of the file.
///
/// Instances are immutable: arrays are copied on their way in and out.
public final class Safetensors {
    /// The metadata key of the checksum, 64 lower-case hexadecimal digits.
    public static final String CHECKSUM = "checksum";

    /// The element types that can be read.
    public enum Type {
        /// `double`
        F64(Double.BYTES),
        /// `float`
        F32(Float.BYTES),
        /// `long`
        I64(Long.BYTES),
        /// IEEE 754 binary16: 5 bits of exponent, 10 of fraction
        F16(Short.BYTES),
        /// bfloat16: 8 bits of exponent, 7 of fraction
        BF16(Short.BYTES);

        final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    /// An array with its type and shape; the array is a `double[]`, `float[]`, `long[]` or, with the bits of numbers of
    /// half precision, `short[]` of as many elements as the shape has.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tensor(Type type, long[] shape, Object values) {
        int length() {
            return switch (type) {
                case F64 -> ((double[]) values).length;
                case F32 -> ((float[]) values).length;
                case I64 -> ((long[]) values).length;
                case F16, BF16 -> ((short[]) values).length;
            };
        }
    }

    private final String source;
    private final SortedMap<String, Tensor> tensors;
    private final SortedMap<String, String> metadata;
    private final boolean verified;

    Safetensors(
            String source, SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata, boolean verified) {
        this.source = source;
        this.tensors = tensors;
        this.metadata = Collections.unmodifiableSortedMap(metadata);
        this.verified = verified;
    }

    /// Starts an empty collection.
    ///
    /// @return a new builder
    public static Builder builder() {
        return new Builder();
    }

    /// Collects tensors and metadata.
    public static final class Builder {
        private final SortedMap<String, Tensor> tensors = new TreeMap<>();
        private final SortedMap<String, String> metadata = new TreeMap<>();

        private Builder() {}

        /// Adds a tensor of type `F64`.
        ///
        /// @param name not used before
        /// @param values row-major, copied
        /// @param shape one extent a dimension, their product is the number of values; none for a scalar
        /// @return this
        public Builder put(String name, double[] values, long... shape) {
            return put(name, new Tensor(Type.F64, shape.clone(), values.clone()));
        }

        /// Adds a tensor of type `F32`.
        ///
        /// @param name not used before
        /// @param values row-major, copied
        /// @param shape one extent a dimension, their product is the number of values; none for a scalar
        /// @return this
        public Builder put(String name, float[] values, long... shape) {
            return put(name, new Tensor(Type.F32, shape.clone(), values.clone()));
        }

        /// Adds a tensor of type `I64`.
        ///
        /// @param name not used before
        /// @param values row-major, copied
        /// @param shape one extent a dimension, their product is the number of values; none for a scalar
        /// @return this
        public Builder put(String name, long[] values, long... shape) {
            return put(name, new Tensor(Type.I64, shape.clone(), values.clone()));
        }

        /// Adds an entry of the metadata.
        ///
        /// @param key not used before, and not [#CHECKSUM]
        /// @param value any text
        /// @return this
        public Builder metadata(String key, String value) {
            requireText("metadata key", key);
            requireText("metadata value of " + SafetensorsHeader.quote(key), value);
            if (key.equals(CHECKSUM)) {
                throw new IllegalArgumentException("metadata key \"" + CHECKSUM + "\" is reserved, choose another one");
            }
            if (metadata.putIfAbsent(key, value) != null) {
                throw new IllegalArgumentException(
                        "metadata key " + SafetensorsHeader.quote(key) + " is there already, set it once");
            }
            return this;
        }

        /// Finishes the collection.
        ///
        /// @return all that was added so far
        public Safetensors build() {
            return new Safetensors("new file", new TreeMap<>(tensors), new TreeMap<>(metadata), false);
        }

        private Builder put(String name, Tensor tensor) {
            requireText("tensor name", name);
            if (name.equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException(
                        "tensor name \"" + SafetensorsHeader.METADATA + "\" is reserved, choose another one");
            }
            long elements = SafetensorsHeader.elements(tensor.shape);
            if (elements != tensor.length()) {
                throw new IllegalArgumentException("tensor " + SafetensorsHeader.quote(name) + " has "
                        + tensor.length() + " values, but shape " + SafetensorsHeader.show(tensor.shape) + " has "
                        + (elements < 0 ? "no valid number" : elements)
                        + "; give extents whose product is the number of values");
            }
            if (tensors.putIfAbsent(name, tensor) != null) {
                throw new IllegalArgumentException(
                        "tensor " + SafetensorsHeader.quote(name) + " is there already, use another name");
            }
            return this;
        }

        private static void requireText(String what, String text) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw new IllegalArgumentException(what + " " + SafetensorsHeader.quote(text)
                        + " holds half of a surrogate pair, which UTF-8 cannot express; remove it");
            }
        }
    }

    /// Reads a file.
    ///
    /// @param file the file
    /// @return its content
    /// @throws SafetensorsFormatException if it is not a valid safetensors file, or its checksum is wrong
    /// @throws IOException if it cannot be read
    public static Safetensors read(Path file) throws IOException {
        return read(file, Long.MAX_VALUE);
    }

    /// Reads a file whose size is about known, so that a wrong one costs no memory.
    ///
    /// @param file the file
    /// @param maxBytes the largest size accepted
    /// @return its content
    /// @throws SafetensorsFormatException if it is larger, not a valid safetensors file, or its checksum is
    ///     wrong
    /// @throws IOException if it cannot be read
    public static Safetensors read(Path file, long maxBytes) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Opening a named pipe would wait for a writer.
            throw new SafetensorsFormatException(file.toString(), "is not a regular file");
        }
        return Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(file)) {
                if (channel.size() > maxBytes) {
                    throw new SafetensorsFormatException(
                            file.toString(), "is " + channel.size() + " bytes long, expected at most " + maxBytes);
                }
                return read(channel, channel.size(), file.toString());
            }
        });
    }

    /// Reads a file that is in memory.
    ///
    /// @param bytes all of it
    /// @param source what to call it in errors
    /// @return its content
    /// @throws SafetensorsFormatException if it is not a valid safetensors file, or its checksum is wrong
    public static Safetensors parse(byte[] bytes, String source) throws SafetensorsFormatException {
        try {
            return Uninterrupted.run(
                    () -> read(Channels.newChannel(new ByteArrayInputStream(bytes)), bytes.length, source));
        } catch (SafetensorsFormatException damaged) {
            throw damaged;
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    private static Safetensors read(ReadableByteChannel channel, long size, String source) throws IOException {
        SafetensorsHeader header = SafetensorsHeader.read(channel, size, source);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) { // in the order of the data
            Object values = SafetensorsData.read(channel, entry.type(), entry.elements(), source);
            tensors.put(entry.name(), new Tensor(entry.type(), entry.shape(), values));
        }
        SortedMap<String, String> metadata = new TreeMap<>(header.metadata());
        String stated = metadata.remove(CHECKSUM);
        Safetensors content = new Safetensors(source, tensors, metadata, stated != null);
        if (stated != null) {
            String actual = content.checksum();
            if (!stated.equals(actual)) {
                throw new SafetensorsFormatException(
                        source,
                        "the content is damaged: its SHA-256 checksum is " + actual + ", the file states "
                                + SafetensorsHeader.quote(stated) + "; take another copy or an earlier checkpoint");
            }
        }
        return content;
    }

    /// Writes the file with its checksum, by [AtomicFile]: it is replaced as a whole or not at all.
    ///
    /// @param file the file to create or replace; its folder must exist
    /// @throws IOException if it cannot be written; what was there before is unchanged
    public void write(Path file) throws IOException {
        AtomicFile.write(file, this::writeTo);
    }

    /// The bytes of the file that [#write] writes.
    ///
    /// @return a new array
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writeTo(new StreamChannel(bytes));
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private void writeTo(WritableByteChannel channel) throws IOException {
        SortedMap<String, String> stated = new TreeMap<>(metadata);
        stated.put(CHECKSUM, checksum());
        SafetensorsHeader header = SafetensorsHeader.of(tensors, stated);
        header.write(channel);
        writeData(header, channel);
    }

    /// The SHA-256 of the header without checksum and padding, as this class writes it, and the data in its
    /// order.
    private String checksum() {
        SafetensorsHeader header = SafetensorsHeader.of(tensors, metadata);
        DigestChannel digest = new DigestChannel();
        digest.write(header.json());
        try {
            writeData(header, digest);
        } catch (IOException impossible) {
            throw new IllegalStateException("computing a checksum failed", impossible);
        }
        return digest.hex();
    }

    private void writeData(SafetensorsHeader header, WritableByteChannel channel) throws IOException {
        for (SafetensorsHeader.Entry entry : header.entries()) {
            Tensor tensor = tensors.get(entry.name());
            if (tensor != null) {
                SafetensorsData.write(channel, tensor);
            }
        }
    }

    /// The names of all tensors, sorted.
    ///
    /// @return an unmodifiable set
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /// The metadata without the checksum, sorted by key.
    ///
    /// @return an unmodifiable map
    public Map<String, String> metadata() {
        return metadata;
    }

    /// Whether this was read from a file that stated a checksum, which then was right.
    ///
    /// @return false for files without checksum and for what was not read at all
    public boolean checksumVerified() {
        return verified;
    }

    /// The element type of a tensor.
    ///
    /// @param name a tensor
    /// @return its type
    /// @throws SafetensorsFormatException if there is no such tensor
    public Type type(String name) throws SafetensorsFormatException {
        return tensor(name, null).type;
    }

    /// The extents of a tensor, one a dimension.
    ///
    /// @param name a tensor
    /// @return a new array, empty for a scalar
    /// @throws SafetensorsFormatException if there is no such tensor
    public long[] shape(String name) throws SafetensorsFormatException {
        return tensor(name, null).shape.clone();
    }

    /// The values of a tensor of type `F64`.
    ///
    /// @param name a tensor
    /// @return a new array, row-major
    /// @throws SafetensorsFormatException if there is no such tensor or it has another type
    public double[] doubles(String name) throws SafetensorsFormatException {
        return ((double[]) tensor(name, Type.F64).values).clone();
    }

    /// The values of a tensor of type `F32`.
    ///
    /// @param name a tensor
    /// @return a new array, row-major
    /// @throws SafetensorsFormatException if there is no such tensor or it has another type
    public float[] floats(String name) throws SafetensorsFormatException {
        return ((float[]) tensor(name, Type.F32).values).clone();
    }

    /// The values of a tensor of floating-point numbers of any type, widened, which is exact.
    ///
    /// @param name a tensor
    /// @return a new array, row-major
    /// @throws SafetensorsFormatException if there is no such tensor or it holds no floating-point numbers
    public double[] numbers(String name) throws SafetensorsFormatException {
        return switch (tensor(name, null).values) {
            case float[] floats -> widened(floats.length, i -> floats[i]);
            case short[] bits when type(name) == Type.F16 -> widened(bits.length, i -> Float.float16ToFloat(bits[i]));
            case short[] bits -> widened(bits.length, i -> Float.intBitsToFloat(bits[i] << Short.SIZE));
            default -> doubles(name);
        };
    }

    private static double[] widened(int length, IntToDoubleFunction value) {
        double[] wide = new double[length];
        Arrays.setAll(wide, value);
        return wide;
    }

    /// The values of a tensor of type `I64`.
    ///
    /// @param name a tensor
    /// @return a new array, row-major
    /// @throws SafetensorsFormatException if there is no such tensor or it has another type
    public long[] longs(String name) throws SafetensorsFormatException {
        return ((long[]) tensor(name, Type.I64).values).clone();
    }

    private Tensor tensor(String name, @Nullable Type type) throws SafetensorsFormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new SafetensorsFormatException(
                    source,
                    "holds no tensor " + SafetensorsHeader.quote(name) + ", only "
                            + SafetensorsHeader.abbreviate(tensors.keySet().toString()));
        }
        if (type != null && tensor.type != type) {
            throw new SafetensorsFormatException(
                    source,
                    "tensor " + SafetensorsHeader.quote(name) + " has type " + tensor.type + ", expected " + type);
        }
        return tensor;
    }
}
