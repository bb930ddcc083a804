package org.sgmrl.mujoco;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The bytes of an `mjData`, read with the offsets of a layout.
@SuppressWarnings("EnumOrdinal") // plain arrays, because fields are read in the hot path
final class DataStruct {
    /// Warnings after which a state means nothing: bad positions, velocities, accelerations or controls, no
    /// room for all contacts or constraints.
    private static final String[] KINDS = {"BADQPOS", "BADQVEL", "BADQACC", "BADCTRL", "CONTACTFULL", "CNSTRFULL"};

    /// How many such warnings there are.
    static final int WARNINGS = KINDS.length;

    private final MemorySegment struct;
    private final MemorySegment[] arrays = new MemorySegment[DataField.values().length];
    private final MemorySegment warnings;
    private final long time;
    private final long contacts;
    private final long constraints;
    private final long[] divergence;

    /// Views a state.
    ///
    /// @param owned as many bytes as the layout's `sizeof.mjData`
    /// @param model its model
    /// @param layout where the fields are
    DataStruct(Owned owned, ModelStruct model, Layout layout) {
        struct = owned.struct();
        long buffer = struct.get(ValueLayout.JAVA_LONG, layout.value("data.buffer"));
        long bufferOffset = layout.value("data.nbuffer");
        long bufferBytes = layout.value("width.data.nbuffer") == 4
                ? struct.get(ValueLayout.JAVA_INT, bufferOffset)
                : struct.get(ValueLayout.JAVA_LONG, bufferOffset);
        for (DataField field : DataField.values()) {
            long bytes = (long) model.size(field.rows()) * field.columns() * Double.BYTES;
            arrays[field.ordinal()] =
                    ModelStruct.pointedTo(owned, layout.offset(field), bytes, buffer, bufferBytes, field.layoutName());
        }
        time = layout.value("data.time");
        contacts = layout.value("data.ncon");
        constraints = layout.value("data.nefc");
        long stat = layout.value("sizeof.mjWarningStat");
        warnings = struct.asSlice(layout.value("data.warning"), layout.value("constant.mjNWARNING") * stat);
        divergence = new long[WARNINGS];
        for (int i = 0; i < WARNINGS; i++) {
            divergence[i] =
                    layout.value("constant.mjWARN_" + KINDS[i]) * stat + layout.value("offsetof.mjWarningStat.number");
        }
    }

    MemorySegment array(DataField field) {
        return arrays[field.ordinal()];
    }

    double time() {
        return struct.get(ValueLayout.JAVA_DOUBLE, time);
    }

    void setTime(double value) {
        struct.set(ValueLayout.JAVA_DOUBLE, time, value);
    }

    int contacts() {
        return struct.get(ValueLayout.JAVA_INT, contacts);
    }

    int constraints() {
        return struct.get(ValueLayout.JAVA_INT, constraints);
    }

    void clearWarnings() {
        warnings.fill((byte) 0);
    }

    /// How often a warning was given since the last reset.
    ///
    /// @param kind 0 positions, 1 velocities, 2 accelerations, 3 controls, 4 contacts, 5 constraints
    int warning(int kind) {
        return warnings.get(ValueLayout.JAVA_INT, divergence[kind]);
    }
}
