package org.sgmrl.planar;

import org.sgmrl.random.RandomStream;

/// A robot: its model file, what it observes, how it starts.
///
/// @param file name of the model file without `.xml`
/// @param positions length of qpos and of qvel
/// @param controls length of ctrl; controls are in [−1, 1]
/// @param hidden how many first entries of qpos, its place in the world, it does not observe
/// @param noise initial positions are those of the rest pose + U(−noise, noise), each; velocities
///     noise × N(0, 1) or U(−noise, noise)
/// @param normalVelocities whether the former
record Robot(String file, int positions, int controls, int hidden, double noise, boolean normalVelocities) {
    static final Robot HALF_CHEETAH = new Robot("half_cheetah", 9, 6, 1, 0.1, true);
    static final Robot SWIMMER = new Robot("swimmer", 5, 2, 2, 0.1, false);

    int observationSize() {
        return 2 * positions - hidden;
    }

    /// Draws a start, in the model file's order.
    void start(RandomStream random, double[] qpos, double[] qvel) {
        for (int i = 0; i < positions; i++) {
            qpos[i] = random.nextDouble(-noise, noise);
        }
        for (int i = 0; i < positions; i++) {
            qvel[i] = normalVelocities ? noise * random.nextGaussian() : random.nextDouble(-noise, noise);
        }
    }
}
