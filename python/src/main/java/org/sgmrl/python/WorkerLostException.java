package org.sgmrl.python;

/// A worker died or was ended because it hung. The message says which and where, as the end of a sentence.
final class WorkerLostException extends Exception {
    private static final long serialVersionUID = 1;

    WorkerLostException(String message) {
        super(message);
    }
}
