package org.sgmrl.mdp;

/// Which rewards a reader accepts.
public enum RewardRange {
    /// Any finite number.
    FINITE,
    /// r(s,a) ≥ 0, as Assumption 1 of the theory needs.
    NON_NEGATIVE
}
