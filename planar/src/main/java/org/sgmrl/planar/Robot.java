package org.sgmrl.planar;

import org.sgmrl.random.RandomStream;

/// A robot: its model file, what it observes, how it starts.
///
/// @param file name of the model file without `.xml`
/// @param positions length of qpos and of qvel
/// @param controls length of ctrl; controls are in [−1, 1]
/// @param hidden how many first entries of qpos, its place in the world, it does not observe
/// @param velocityLimit observed velocities are clipped to ± this; infinite for no clipping
/// @param noise initial positions are those of the rest pose + U(−noise, noise), each; velocities
///     noise × N(0, 1) or U(−noise, noise)
/// @param normalVelocities whether the former
record Robot(
        String file,
        int positions,
        int controls,
        int hidden,
        double velocityLimit,
        double noise,
        boolean normalVelocities) {
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    static final Robot HALF_CHEETAH = new Robot("half_cheetah", 9, 6, 1, NO_LIMIT, 0.1, true);
    static final Robot SWIMMER = new Robot("swimmer", 5, 2, 2, NO_LIMIT, 0.1, false);
    static final Robot HOPPER = new Robot("hopper", 6, 3, 1, 10, 0.005, false);
    static final Robot WALKER = new Robot("walker2d", 9, 6, 1, 10, 0.005, false);

    int observationSize() {
        return 2 * positions - hidden;
    }

    /// Draws a start, in the model file's order.
    ///
    /// @param rest qpos of the rest pose
    void start(RandomStream random, double[] rest, double[] qpos, double[] qvel) {
        for (int i = 0; i < positions; i++) {
            qpos[i] = rest[i] + random.nextDouble(-noise, noise);
        }
        for (int i = 0; i < positions; i++) {
            qvel[i] = normalVelocities ? noise * random.nextGaussian() : random.nextDouble(-noise, noise);
        }
    }
}
