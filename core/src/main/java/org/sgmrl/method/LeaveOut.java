package org.sgmrl.method;

import java.io.Serializable;

/// How [ScoreTerm.LeavingOut] leaves inner trajectories out of the adaptation. The names in error
/// messages are those of the command line.
///
/// @param groups groups of the inner trajectories, each with a coefficient of its own, at least 1; more than there
///     are trajectories: each is a group
/// @param rollouts rollouts of each group for what the policy would return without it, with the random numbers of
///     the outer batch (at most as many as there are outer trajectories); 0: importance weights of the outer batch
/// @param cap most that the importance weight of the decisions before a decision may be; 0: no limit, and so no bias
/// @param exact p, the probability with which a task's linear coefficients are corrected by 1/p of
///     what they lack to the exact ones (rollouts, or importance weights without a limit), so that the mean is exact;
/// 0: never
public record LeaveOut(int groups, int rollouts, double cap, double exact) implements Serializable {
    /// Each trajectory on its own, by importance weights without a limit.
    public static final LeaveOut EVERY_TRAJECTORY = new LeaveOut(Integer.MAX_VALUE, 0, 0, 0);

    /// Checks every value.
    public LeaveOut {
        if (groups < 1) {
            throw new IllegalArgumentException("leave-out-groups = " + groups + " must be at least 1");
        }
        if (rollouts < 0) {
            throw new IllegalArgumentException("leave-out-rollouts = " + rollouts + " must be at least 0");
        }
        if (!(cap >= 0 && Double.isFinite(cap))) {
            throw new IllegalArgumentException(
                    "leave-out-cap = " + cap + " must be a finite positive number, or 0 for no limit");
        }
        if (!(exact >= 0 && exact <= 1)) {
            throw new IllegalArgumentException("leave-out-exact = " + exact + " must be in [0, 1]");
        }
    }

    /// With other groups.
    ///
    /// @param changed the number of groups
    /// @return the rest as it is
    public LeaveOut withGroups(int changed) {
        return new LeaveOut(changed, rollouts, cap, exact);
    }

    /// With other rollouts.
    ///
    /// @param changed the number of rollouts
    /// @return the rest as it is
    public LeaveOut withRollouts(int changed) {
        return new LeaveOut(groups, changed, cap, exact);
    }

    /// With another probability of the exact coefficients.
    ///
    /// @param changed the probability
    /// @return the rest as it is
    public LeaveOut withExact(double changed) {
        return new LeaveOut(groups, rollouts, cap, changed);
    }

    /// With another cap.
    ///
    /// @param changed the cap
    /// @return the rest as it is
    public LeaveOut withCap(double changed) {
        return new LeaveOut(groups, rollouts, changed, exact);
    }
}
