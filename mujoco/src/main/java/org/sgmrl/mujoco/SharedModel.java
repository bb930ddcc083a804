package org.sgmrl.mujoco;

/// An `mjModel` that lives until its owner and the last simulation of it have let it go.
final class SharedModel {
    private final long address;
    private int holders = 1;

    SharedModel(long address) {
        this.address = address;
    }

    long address() {
        return address;
    }

    synchronized void retain() {
        if (holders == 0) {
            throw new IllegalStateException("the model is closed");
        }
        holders++;
    }

    synchronized void release() {
        holders--;
        if (holders == 0) {
            Native.deleteModel(address);
        }
    }
}
