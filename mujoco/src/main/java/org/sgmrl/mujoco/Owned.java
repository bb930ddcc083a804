package org.sgmrl.mujoco;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/// A structure of MuJoCo's that is freed exactly once: when told to, or when neither it nor any view of it can be
/// reached. Reading through a view is safe against the second; whoever passes the address to a function must keep
/// this object reachable until it returns.
@SuppressWarnings("restricted") // native access is what this module is for
final class Owned {
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment struct;
    private final FreeOnce free;

    /// Takes a structure over.
    ///
    /// @param address its address
    /// @param bytes its size
    /// @param free frees it; must not refer to this object
    Owned(long address, long bytes, Runnable free) {
        FreeOnce once = new FreeOnce(free);
        this.free = once;
        struct = MemorySegment.ofAddress(address).reinterpret(bytes, arena, ignored -> once.run());
    }

    long address() {
        return struct.address();
    }

    MemorySegment struct() {
        return struct;
    }

    /// Memory that belongs to the structure.
    MemorySegment view(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    }

    void free() {
        free.run();
    }

    private static final class FreeOnce implements Runnable {
        private final AtomicBoolean freed = new AtomicBoolean();
        private final Runnable action;

        FreeOnce(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            if (freed.compareAndSet(false, true)) {
                action.run();
            }
        }
    }
}
