package org.sgmrl.random;

/// What a random number is drawn for, at the level of the experiment: numbers of one domain never reappear
/// in another, so that test tasks, for instance, are fresh whatever the training did.
///
/// Codes are part of the compatibility promise of [RandomStream]: they never change and are never given to
/// another name.
public enum StreamDomain {
    /// Sampling during meta-training.
    TRAINING(1),
    /// Sampling on the held-out tasks that select a checkpoint.
    VALIDATION(2),
    /// Sampling on the held-out tasks that are reported.
    TEST(3),
    /// Initial parameters.
    INITIALIZATION(4),
    /// Draws of an estimator that are compared with exact values.
    CERTIFICATION(5),
    /// Work whose numbers nobody keeps: speed measurements, pictures.
    DEMONSTRATION(6),
    /// Resampling in statistics: bootstrap intervals, permutations.
    STATISTICS(7),
    /// Actions of a policy at work, outside of training and testing.
    DEPLOYMENT(8);

    private final int code;

    StreamDomain(int code) {
        this.code = code;
    }

    /// The stable code, in [1, 2¹⁵).
    ///
    /// @return the number that stands for this domain in a stream's counter
    public int code() {
        return code;
    }
}
