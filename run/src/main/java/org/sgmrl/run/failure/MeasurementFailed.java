package org.sgmrl.run.failure;

/// A measurement of speed could not be brought to its end.
public final class MeasurementFailed extends RunFailedException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public MeasurementFailed(String message) {
        super(message);
    }
}
