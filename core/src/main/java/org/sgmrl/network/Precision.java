package org.sgmrl.network;

/// The arithmetic inside a [Network].
public enum Precision {
    /// Single precision through [org.sgmrl.kernel.FloatKernels]: for production.
    FLOAT,
    /// Double precision in plain loops: the reference.
    DOUBLE
}
