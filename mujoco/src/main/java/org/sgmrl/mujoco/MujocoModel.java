package org.sgmrl.mujoco;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;

/// A compiled model. What [#compile] returns never changes and may be shared by threads; a [#copy] may be changed
/// by the thread that owns it while nobody steps it, which is how tasks that vary masses or friction are made.
///
/// Memory is freed when the model and all its simulations are closed, or unreachable.
public final class MujocoModel implements AutoCloseable {
    private final SharedModel shared;
    private final Owned owned;
    private final ModelStruct struct;
    private final boolean changeable;
    private volatile boolean closed;

    private MujocoModel(long address, boolean changeable) {
        shared = new SharedModel(address);
        owned = new Owned(address, Native.LAYOUT.value("sizeof.mjModel"), shared::release);
        struct = new ModelStruct(owned, Native.LAYOUT);
        this.changeable = changeable;
    }

    /// Compiles a model; loads the library if need be.
    ///
    /// @param xml the model in MuJoCo's XML format (MJCF)
    /// @return the model
    /// @throws MujocoException if MuJoCo refuses it, with the compiler's words
    /// @throws MujocoUnavailableException if there is no usable library
    public static MujocoModel compile(String xml) {
        MujocoLibrary.load();
        return new MujocoModel(Native.compile(xml), false);
    }

    /// Compiles the model of a file, which may refer to others, such as meshes, beside it; loads the library if need be.
    ///
    /// @param file in MuJoCo's XML format (MJCF) or in URDF
    /// @return the model
    /// @throws IllegalArgumentException if the file cannot be read
    /// @throws MujocoException if MuJoCo refuses it, with the compiler's words
    /// @throws MujocoUnavailableException if there is no usable library
    public static MujocoModel load(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("file " + file + " must be a model file that can be read");
        }
        MujocoLibrary.load();
        return new MujocoModel(Native.compile(file), false);
    }

    /// A copy whose numbers may be changed.
    ///
    /// @return an independent model
    public MujocoModel copy() {
        try {
            return new MujocoModel(Native.copyModel(address()), true);
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    /// A size.
    ///
    /// @param size which
    /// @return the number of elements
    public int size(ModelSize size) {
        return struct.size(size);
    }

    /// Number of positions.
    ///
    /// @return the length of `qpos`
    public int nq() {
        return struct.size(ModelSize.NQ);
    }

    /// Number of velocities.
    ///
    /// @return the length of `qvel`
    public int nv() {
        return struct.size(ModelSize.NV);
    }

    /// Number of controls.
    ///
    /// @return the length of `ctrl`
    public int nu() {
        return struct.size(ModelSize.NU);
    }

    /// Number of bodies, the world included.
    ///
    /// @return at least 1
    public int nbody() {
        return struct.size(ModelSize.NBODY);
    }

    /// Simulation time step.
    ///
    /// @return seconds
    public double timestep() {
        return doubles(ModelField.OPT_TIMESTEP)[0];
    }

    /// Reads a field of floating-point numbers.
    ///
    /// @param field which
    /// @return a new array, flat and row-major
    public double[] doubles(ModelField field) {
        MemorySegment array = array(field);
        double[] out = new double[struct.length(field)];
        switch (field.type()) {
            case DOUBLE -> MemorySegment.copy(array, ValueLayout.JAVA_DOUBLE, 0, out, 0, out.length);
            case FLOAT -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = array.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                }
            }
            default -> throw new IllegalArgumentException(field + " holds integers; read it with ints()");
        }
        return out;
    }

    /// Reads a field of integers or flags.
    ///
    /// @param field which
    /// @return a new array, flat and row-major; flags are 0 or 1
    public int[] ints(ModelField field) {
        MemorySegment array = array(field);
        int[] out = new int[struct.length(field)];
        switch (field.type()) {
            case INT -> MemorySegment.copy(array, ValueLayout.JAVA_INT, 0, out, 0, out.length);
            case BYTE -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = array.get(ValueLayout.JAVA_BYTE, i);
                }
            }
            default -> throw new IllegalArgumentException(field + " holds numbers; read it with doubles()");
        }
        return out;
    }

    /// Changes a field of floating-point numbers. Masses, inertias and the like need [#updateConstants] afterwards.
    ///
    /// @param field which
    /// @param values all its numbers, finite
    /// @throws IllegalStateException if this is not a copy
    public void set(ModelField field, double[] values) {
        if (!changeable) {
            throw new IllegalStateException("a compiled model never changes; change a copy() of it");
        }
        if (field.type() != ModelField.Type.DOUBLE) {
            throw new IllegalArgumentException(field + " does not hold numbers of type double; it cannot be set");
        }
        if (values.length != struct.length(field)) {
            throw new IllegalArgumentException(
                    field + " has " + struct.length(field) + " numbers; " + values.length + " were given");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(field + "[" + i + "] = " + values[i] + " must be finite");
            }
        }
        MemorySegment.copy(values, 0, array(field), ValueLayout.JAVA_DOUBLE, 0, values.length);
    }

    /// Recomputes what the compiler derives from masses, inertias, lengths and the default pose (`mj_setConst`).
    ///
    /// @throws IllegalStateException if this is not a copy
    public void updateConstants() {
        if (!changeable) {
            throw new IllegalStateException("a compiled model never changes; change a copy() of it");
        }
        try {
            Native.setConst(address());
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    /// Index of a body.
    ///
    /// @param name its name
    /// @return the index
    /// @throws IllegalArgumentException if there is none
    public int bodyId(String name) {
        return id("body", "mjOBJ_BODY", name);
    }

    /// Index of a joint.
    ///
    /// @param name its name
    /// @return the index
    /// @throws IllegalArgumentException if there is none
    public int jointId(String name) {
        return id("joint", "mjOBJ_JOINT", name);
    }

    /// Index of a geom.
    ///
    /// @param name its name
    /// @return the index
    /// @throws IllegalArgumentException if there is none
    public int geomId(String name) {
        return id("geom", "mjOBJ_GEOM", name);
    }

    /// Name of a body.
    ///
    /// @param id its index
    /// @return the name; empty if it has none
    public String bodyName(int id) {
        try {
            return Native.name(address(), "mjOBJ_BODY", id);
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    private int id(String kind, String typeConstant, String name) {
        int id;
        try {
            id = Native.id(address(), typeConstant, name);
        } finally {
            Reference.reachabilityFence(owned);
        }
        if (id < 0) {
            throw new IllegalArgumentException("the model has no " + kind + " named '" + name + "'");
        }
        return id;
    }

    private MemorySegment array(ModelField field) {
        requireOpen();
        return struct.array(field);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
    }

    long address() {
        requireOpen();
        return shared.address();
    }

    ModelStruct struct() {
        return struct;
    }

    SharedModel shared() {
        requireOpen();
        return shared;
    }

    /// Lets the model go; simulations of it keep working until they are closed themselves. No other thread may
    /// be in a call of this model meanwhile: its memory may be freed under that call.
    @Override
    public void close() {
        closed = true;
        owned.free();
    }
}
