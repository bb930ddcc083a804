package org.sgmrl.mujoco;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The bytes of an `mjModel`, read with the offsets of a layout.
@SuppressWarnings("EnumOrdinal") // plain arrays, because fields are read in the hot path
final class ModelStruct {
    private final Owned owned;
    private final MemorySegment struct;
    private final Layout layout;
    private final long buffer;
    private final long bufferBytes;
    private final int[] sizes = new int[ModelSize.values().length];

    /// Views a model.
    ///
    /// @param owned as many bytes as the layout's `sizeof.mjModel`
    /// @param layout where the fields are
    ModelStruct(Owned owned, Layout layout) {
        this.owned = owned;
        this.layout = layout;
        struct = owned.struct();
        buffer = struct.get(ValueLayout.JAVA_LONG, layout.value("model.buffer"));
        bufferBytes = integer(layout.value("model.nbuffer"), layout.value("width.model.nbuffer"));
        for (ModelSize size : ModelSize.values()) {
            sizes[size.ordinal()] = size == ModelSize.ONE ? 1 : Math.toIntExact(count(size.nativeName()));
        }
    }

    int size(ModelSize size) {
        return sizes[size.ordinal()];
    }

    /// A size of the model by its native name; 0 where the release does not have it.
    long count(String name) {
        Long offset = layout.valueIfPresent("model." + name);
        return offset == null ? 0 : integer(offset, layout.value("width.size"));
    }

    private long integer(long offset, long width) {
        return width == 4 ? struct.get(ValueLayout.JAVA_INT, offset) : struct.get(ValueLayout.JAVA_LONG, offset);
    }

    /// Numbers in a field.
    int length(ModelField field) {
        return Math.multiplyExact(size(field.rows()), field.columns());
    }

    /// The bytes of a field.
    MemorySegment array(ModelField field) {
        long bytes = (long) length(field) * field.type().bytes();
        long offset = layout.offset(field);
        return field.embedded()
                ? struct.asSlice(offset, bytes)
                : pointedTo(owned, offset, bytes, buffer, bufferBytes, field.layoutName());
    }

    /// What a pointer of a structure points to; the arrays of a structure lie in one buffer.
    static MemorySegment pointedTo(Owned owned, long offset, long bytes, long buffer, long bufferBytes, String name) {
        long pointer = owned.struct().get(ValueLayout.JAVA_LONG, offset);
        if (bytes == 0) {
            return MemorySegment.NULL;
        }
        if (pointer < buffer || pointer + bytes > buffer + bufferBytes) {
            throw new IllegalStateException(name + " does not point into MuJoCo's buffer");
        }
        return owned.view(pointer, bytes);
    }
}
