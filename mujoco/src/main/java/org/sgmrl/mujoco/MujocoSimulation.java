package org.sgmrl.mujoco;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/// One state of a model that is stepped. Used by one thread at a time; nothing is allocated by a step, a reset or
/// the reading of a state.
public final class MujocoSimulation implements AutoCloseable {
    /// Beyond this magnitude MuJoCo calls a number bad.
    private static final double LARGEST = 1e10;

    private static final DataField[] STATE = {DataField.QPOS, DataField.QVEL, DataField.ACT, DataField.QACC_WARMSTART};

    private final MujocoModel model;
    private final long modelAddress;
    private final long address;
    private final Owned owned;
    private final DataStruct struct;
    private final boolean plainState;
    private boolean closed;
    private boolean broken;

    /// A fresh state: the model's default pose at rest, computed by `mj_forward`.
    ///
    /// @param model what to simulate
    public MujocoSimulation(MujocoModel model) {
        this.model = model;
        SharedModel shared = model.shared();
        modelAddress = shared.address();
        shared.retain();
        long data;
        try {
            data = Native.makeData(modelAddress);
        } catch (RuntimeException | Error e) {
            shared.release();
            throw e;
        }
        address = data;
        owned = new Owned(address, Native.LAYOUT.value("sizeof.mjData"), () -> {
            Native.deleteData(data);
            shared.release();
        });
        struct = new DataStruct(owned, model.struct(), Native.LAYOUT);
        plainState = hasOnlyPlainState(model.struct());
        try {
            Native.forward(modelAddress, address);
        } catch (MujocoException e) {
            owned.free();
            throw e;
        }
    }

    /// Whether positions, velocities, activations, inputs, time and warm start are all that a step depends on.
    private static boolean hasOnlyPlainState(ModelStruct model) {
        return model.count("nmocap") == 0
                && model.count("neq") == 0
                && model.count("nuserdata") == 0
                && model.count("nplugin") == 0
                && model.count("nhistory") == 0;
    }

    /// Starts anew from the model's default pose at rest (`mj_resetData`, `mj_forward`).
    ///
    /// @throws MujocoException if MuJoCo reports an error
    public void reset() {
        requireOpen();
        try {
            Native.resetData(modelAddress, address);
            broken = false;
            Native.forward(modelAddress, address);
        } catch (MujocoException e) {
            broken = true;
            throw e;
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    /// Starts anew from a state, as on fresh simulation data: time, controls, activations, applied forces, warm
    /// start and warnings are cleared, positions and velocities set, and everything that follows from them is
    /// computed (`mj_forward`).
    ///
    /// @param qpos positions, `[nq]`
    /// @param qvel velocities, `[nv]`
    public void reset(double[] qpos, double[] qvel) {
        requireOpen();
        requireState("qpos", qpos, model.nq());
        requireState("qvel", qvel, model.nv());
        try {
            if (plainState && !broken) {
                clearState();
            } else {
                Native.resetData(modelAddress, address);
                broken = false;
            }
            MemorySegment.copy(qpos, 0, struct.array(DataField.QPOS), ValueLayout.JAVA_DOUBLE, 0, qpos.length);
            MemorySegment.copy(qvel, 0, struct.array(DataField.QVEL), ValueLayout.JAVA_DOUBLE, 0, qvel.length);
            Native.forward(modelAddress, address);
        } catch (MujocoException e) {
            broken = true;
            throw e;
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    /// What `mj_resetData` does to these arrays, without clearing megabytes of others.
    private void clearState() {
        struct.array(DataField.ACT).fill((byte) 0);
        struct.array(DataField.QACC_WARMSTART).fill((byte) 0);
        struct.array(DataField.CTRL).fill((byte) 0);
        struct.array(DataField.QFRC_APPLIED).fill((byte) 0);
        struct.array(DataField.XFRC_APPLIED).fill((byte) 0);
        struct.clearWarnings();
        struct.setTime(0);
    }

    private static void requireState(String name, double[] values, int length) {
        if (values.length != length) {
            throw new IllegalArgumentException(name + " has " + values.length + " numbers; the model needs " + length);
        }
        for (int i = 0; i < length; i++) {
            if (!(Math.abs(values[i]) <= LARGEST)) {
                throw new IllegalArgumentException(
                        name + "[" + i + "] = " + values[i] + " must be finite and at most 1e10 in magnitude");
            }
        }
    }

    /// Takes simulation steps under constant controls. A state that explodes does not throw: see [#diverged].
    ///
    /// @param count how many, at least 0
    /// @throws MujocoException if MuJoCo reports an error; only a reset makes the simulation usable again
    public void step(int count) {
        requireUsable();
        if (count < 0) {
            throw new IllegalArgumentException("count = " + count + " must be at least 0");
        }
        try {
            for (int i = 0; i < count; i++) {
                Native.step(modelAddress, address);
            }
        } catch (MujocoException e) {
            broken = true;
            throw e;
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    /// Computes everything that follows from the state without moving it (`mj_forward`).
    ///
    /// @throws MujocoException if MuJoCo reports an error; only a reset makes the simulation usable again
    public void forward() {
        requireUsable();
        try {
            Native.forward(modelAddress, address);
        } catch (MujocoException e) {
            broken = true;
            throw e;
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    /// Computes [DataField#CFRC_EXT], which a step leaves out (`mj_rnePostConstraint`).
    public void computeExternalForces() {
        requireUsable();
        try {
            Native.rnePostConstraint(modelAddress, address);
        } catch (MujocoException e) {
            broken = true;
            throw e;
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    /// Tells a scene where everything is.
    void updateScene(long option, long camera, long categories, long scene) {
        requireUsable();
        try {
            Native.updateScene(modelAddress, address, option, camera, categories, scene);
        } finally {
            Reference.reachabilityFence(owned);
        }
    }

    /// Length of what [#saveState] stores.
    ///
    /// @return 1 + nq + 2 nv + na
    public int stateSize() {
        return 1 + model.nq() + 2 * model.nv() + model.size(ModelSize.NA);
    }

    /// Stores what the next steps depend on: time, positions, velocities, activations and the solver's warm start.
    /// Controls and applied forces are inputs and not part of it.
    ///
    /// @param state receives [#stateSize] numbers from `offset` on
    /// @param offset index of the first one written
    public void saveState(double[] state, int offset) {
        requireUsable();
        requirePlainState();
        requireRoom("state", state.length, offset, stateSize());
        state[offset] = struct.time();
        int at = offset + 1;
        for (DataField field : STATE) {
            MemorySegment array = struct.array(field);
            int length = (int) (array.byteSize() / Double.BYTES);
            MemorySegment.copy(array, ValueLayout.JAVA_DOUBLE, 0, state, at, length);
            at += length;
        }
    }

    /// Takes a stored state up again, also one of another simulation of an equal model, and clears the
    /// warnings. Steps from here have the same bits as if that simulation had gone on, so that one
    /// simulation, whose memory stays in the cache, can step many rollouts in turn. What follows from the
    /// state (body positions and the like) is that of the previous state until the next step or [#forward].
    ///
    /// @param state what [#saveState] stored, from `offset` on
    /// @param offset index of the first number
    public void restoreState(double[] state, int offset) {
        requireUsable();
        requirePlainState();
        requireRoom("state", state.length, offset, stateSize());
        struct.clearWarnings();
        struct.setTime(state[offset]);
        int at = offset + 1;
        for (DataField field : STATE) {
            MemorySegment array = struct.array(field);
            int length = (int) (array.byteSize() / Double.BYTES);
            MemorySegment.copy(state, at, array, ValueLayout.JAVA_DOUBLE, 0, length);
            at += length;
        }
    }

    private void requirePlainState() {
        if (!plainState) {
            throw new IllegalStateException("the model has mocap bodies, equality constraints, user data, plugins or"
                    + " delays; their state cannot be stored");
        }
    }

    /// Whether the simulation left what MuJoCo can compute since the last reset: it met numbers that are not
    /// finite or beyond 1e10 (MuJoCo then resets the state by itself, or ignores the controls), or its memory
    /// had no room for all contacts or constraints (MuJoCo then drops some). What follows means nothing.
    ///
    /// @return true if the episode should end here
    public boolean diverged() {
        requireOpen();
        for (int kind = 0; kind < DataStruct.WARNINGS; kind++) {
            if (struct.warning(kind) != 0) {
                return true;
            }
        }
        return !sane(DataField.QPOS) || !sane(DataField.QVEL);
    }

    private boolean sane(DataField field) {
        MemorySegment array = struct.array(field);
        long length = array.byteSize() / Double.BYTES;
        for (long i = 0; i < length; i++) {
            if (!(Math.abs(array.getAtIndex(ValueLayout.JAVA_DOUBLE, i)) <= LARGEST)) {
                return false;
            }
        }
        return true;
    }

    /// Copies numbers of an array of the state.
    ///
    /// @param field which array
    /// @param from index of the first number
    /// @param count how many
    /// @param out receives them from `offset` on
    /// @param offset index of the first one written
    public void copy(DataField field, int from, int count, double[] out, int offset) {
        requireOpen();
        requireNumbers(field, from, count);
        requireRoom("out", out.length, offset, count);
        MemorySegment.copy(
                struct.array(field), ValueLayout.JAVA_DOUBLE, (long) from * Double.BYTES, out, offset, count);
    }

    /// Reads a number of an array of the state.
    ///
    /// @param field which array
    /// @param index which number
    /// @return the number
    public double get(DataField field, int index) {
        requireOpen();
        requireNumbers(field, index, 1);
        return struct.array(field).getAtIndex(ValueLayout.JAVA_DOUBLE, index);
    }

    /// Writes numbers of an array that is an input of a step: positions, velocities, activations, warm start,
    /// controls, applied forces.
    ///
    /// @param field which array
    /// @param from index of the first number
    /// @param values the numbers, from `offset` on
    /// @param offset index of the first one read
    /// @param count how many
    public void write(DataField field, int from, double[] values, int offset, int count) {
        requireOpen();
        if (!field.writable()) {
            throw new IllegalArgumentException(field + " is computed by MuJoCo and cannot be written");
        }
        requireNumbers(field, from, count);
        requireRoom("values", values.length, offset, count);
        MemorySegment.copy(
                values, offset, struct.array(field), ValueLayout.JAVA_DOUBLE, (long) from * Double.BYTES, count);
    }

    /// Sets all controls.
    ///
    /// @param values `nu` numbers from `offset` on; MuJoCo clamps them to their ranges
    /// @param offset index of the first one
    public void setControls(double[] values, int offset) {
        write(DataField.CTRL, 0, values, offset, model.nu());
    }

    /// Simulated time since the last reset.
    ///
    /// @return seconds
    public double time() {
        requireOpen();
        return struct.time();
    }

    /// Number of contacts.
    ///
    /// @return at least 0
    public int contacts() {
        requireOpen();
        return struct.contacts();
    }

    /// Number of rows of the constraint solver: contacts, limits, dry friction.
    ///
    /// @return at least 0
    public int constraints() {
        requireOpen();
        return struct.constraints();
    }

    /// The simulated model.
    ///
    /// @return the model
    public MujocoModel model() {
        return model;
    }

    private void requireNumbers(DataField field, int from, int count) {
        long length = struct.array(field).byteSize() / Double.BYTES;
        if (from < 0 || count < 0 || from > length - count) {
            throw new IndexOutOfBoundsException(
                    field + " has " + length + " numbers; " + count + " from index " + from + " on were asked for");
        }
    }

    private static void requireRoom(String name, int length, int offset, int count) {
        if (offset < 0 || offset > length - count) {
            throw new IndexOutOfBoundsException(
                    name + " has " + length + " numbers; " + count + " from index " + offset + " on are needed");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the simulation is closed");
        }
    }

    private void requireUsable() {
        requireOpen();
        if (broken) {
            throw new IllegalStateException("the simulation met an error inside MuJoCo; reset it first");
        }
    }

    /// Frees the state.
    @Override
    public void close() {
        closed = true;
        owned.free();
    }
}
