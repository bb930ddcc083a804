package org.sgmrl.random;

/// What a random number is drawn for, at the level of one rollout: the noise of the actions does not move when
/// an environment draws once more.
///
/// Codes are part of the compatibility promise of [RandomStream]: they never change and are never given to
/// another name.
public enum StreamPurpose {
    /// The task itself, drawn from the task distribution.
    TASK(1),
    /// Start states and transitions of an environment.
    ENVIRONMENT(2),
    /// Actions of a policy.
    ACTION(3),
    /// Parameters of a policy.
    PARAMETERS(4),
    /// Order of items: shuffles, subsets.
    PERMUTATION(5),
    /// Problems that are themselves random, such as a random tabular MDP.
    PROBLEM(6);

    private final int code;

    StreamPurpose(int code) {
        this.code = code;
    }

    /// The stable code, in [1, 2¹⁶).
    ///
    /// @return the number that stands for this purpose in a stream's counter
    public int code() {
        return code;
    }
}
