package org.sgmrl.locomotion;

import java.util.List;
import org.sgmrl.mujoco.DataField;

/// A robot: its model file, what it observes, how it starts.
///
/// @param name name of the model file without `.xml`
/// @param positions length of qpos
/// @param velocities length of qvel
/// @param controls length of ctrl
/// @param controlBound controls are in [−bound, bound]
/// @param hidden how many first entries of qpos, its place in the world, it does not observe
/// @param velocityLimit observed velocities are clipped to ± this; infinite for no clipping
/// @param more what it observes after qpos and qvel
/// @param moreSize numbers in `more`
/// @param free whether qpos[3..6] is the orientation quaternion of a free body
/// @param positionNoise initial positions are those of the rest pose + U(−noise, noise), each
/// @param velocityNoise initial velocities are noise × N(0, 1) or U(−noise, noise), each
/// @param normalVelocities whether the former
record Robot(
        String name,
        int positions,
        int velocities,
        int controls,
        double controlBound,
        int hidden,
        double velocityLimit,
        List<DataField> more,
        int moreSize,
        boolean free,
        double positionNoise,
        double velocityNoise,
        boolean normalVelocities) {
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    static final Robot HALF_CHEETAH =
            new Robot("half_cheetah", 9, 9, 6, 1, 1, NO_LIMIT, List.of(), 0, false, 0.1, 0.1, true);

    static final Robot SWIMMER = new Robot("swimmer", 5, 5, 2, 1, 2, NO_LIMIT, List.of(), 0, false, 0.1, 0.1, false);

    static final Robot ANT = new Robot("ant", 15, 14, 8, 1, 2, NO_LIMIT, List.of(), 0, true, 0.1, 0.1, true);

    /// The ant that observes where it is.
    static final Robot LOCATED_ANT = new Robot("ant", 15, 14, 8, 1, 0, NO_LIMIT, List.of(), 0, true, 0.1, 0.1, true);

    static final Robot HOPPER = new Robot("hopper", 6, 6, 3, 1, 1, 10, List.of(), 0, false, 0.005, 0.005, false);

    static final Robot WALKER = new Robot("walker2d", 9, 9, 6, 1, 1, 10, List.of(), 0, false, 0.005, 0.005, false);

    /// 14 bodies, the world included: 10 inertia numbers and 6 velocities each, and a force for each velocity.
    static final Robot HUMANOID = new Robot(
            "humanoid",
            24,
            23,
            17,
            0.4,
            2,
            NO_LIMIT,
            List.of(DataField.CINERT, DataField.CVEL, DataField.QFRC_ACTUATOR),
            14 * 10 + 14 * 6 + 23,
            true,
            0.01,
            0.01,
            false);

    /// Numbers in an observation.
    int observationSize() {
        return positions - hidden + velocities + moreSize;
    }
}
