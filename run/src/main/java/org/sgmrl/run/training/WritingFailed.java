package org.sgmrl.run.training;

import java.io.IOException;

/// Thrown by trackers of ours that cannot write to the run folder, and by nobody else: trackers and environments of users
/// have failures of their own.
final class WritingFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final IOException reason;

    WritingFailed(IOException reason) {
        super(reason);
        this.reason = reason;
    }

    IOException reason() {
        return reason;
    }
}
