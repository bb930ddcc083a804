package org.sgmrl.run.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A message of Protocol Buffers that is being written: fields in the order of the calls, each a tag
/// `number << 3 | wire type` and its value.
///
/// A repeated field is put as often as it has elements. What the numbers mean is the caller's business.
public final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// Puts a whole number (`int32`, `int64`, `uint64`, `bool` or an enum): seven bits a byte, lowest first,
    /// negative ones in ten bytes.
    ///
    /// @param field number of the field, at least 1
    /// @param value the value
    /// @return this message
    public ProtobufMessage putVarint(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    /// Puts a `double`.
    ///
    /// @param field number of the field, at least 1
    /// @param value the value
    /// @return this message
    public ProtobufMessage putDouble(int field, double value) {
        tag(field, FIXED_64);
        littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
        return this;
    }

    /// Puts a `float`.
    ///
    /// @param field number of the field, at least 1
    /// @param value the value
    /// @return this message
    public ProtobufMessage putFloat(int field, float value) {
        tag(field, FIXED_32);
        littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
        return this;
    }

    /// Puts text, in UTF-8.
    ///
    /// @param field number of the field, at least 1
    /// @param value the value
    /// @return this message
    public ProtobufMessage putString(int field, String value) {
        return putBytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Puts bytes.
    ///
    /// @param field number of the field, at least 1
    /// @param value the value
    /// @return this message
    public ProtobufMessage putBytes(int field, byte[] value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    /// Puts a message as it now stands.
    ///
    /// @param field number of the field, at least 1
    /// @param value the value
    /// @return this message
    public ProtobufMessage putMessage(int field, ProtobufMessage value) {
        return putBytes(field, value.toBytes());
    }

    /// The message on the wire.
    ///
    /// @return all fields so far
    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    private void tag(int field, int wireType) {
        if (field < 1) {
            throw new IllegalArgumentException("field = " + field + " must be at least 1");
        }
        varint(((long) field << 3) | wireType);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    private void littleEndian(long bits, int count) {
        for (int i = 0; i < count; i++) {
            bytes.write((int) (bits >>> (8 * i)));
        }
    }
}
