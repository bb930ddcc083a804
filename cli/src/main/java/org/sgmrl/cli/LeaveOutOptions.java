package org.sgmrl.cli;

import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.method.LeaveOut;
import picocli.CommandLine.Option;

/// The options of baseline leave-trajectory-out for commands that are not driven by `Settings`.
final class LeaveOutOptions {
    @Option(
            names = "--leave-out-groups",
            paramLabel = "G",
            description = "groups of inner trajectories for baseline leave-trajectory-out ("
                    + "certify: each trajectory is one; variance: the run's)")
    private @Nullable Integer groups;

    @Option(
            names = "--leave-out-rollouts",
            paramLabel = "R",
            description = "rollouts of each of these groups; 0: importance weights of the outer batch ("
                    + "certify: 0; variance: the run's)")
    private @Nullable Integer rollouts;

    @Option(
            names = "--leave-out-cap",
            paramLabel = "C",
            description = "most that these weights may be before a decision; 0: no limit, no bias ("
                    + "certify: 0; variance: the run's)")
    private @Nullable Double cap;

    /// The options that were given, over those of `defaults`.
    LeaveOut over(LeaveOut defaults) {
        try {
            LeaveOut changed = groups == null ? defaults : defaults.withGroups(groups);
            changed = rollouts == null ? changed : changed.withRollouts(rollouts);
            return cap == null ? changed : changed.withCap(cap);
        } catch (IllegalArgumentException e) {
            throw new InvalidOption("--" + e.getMessage());
        }
    }

    /// The name of an option that was given, if any.
    @Nullable
    String given() {
        if (groups != null) {
            return "--leave-out-groups";
        }
        if (rollouts != null) {
            return "--leave-out-rollouts";
        }
        return cap == null ? null : "--leave-out-cap";
    }
}
