package org.sgmrl.environment.robot;

/// Whether a robot is still up; if not, its episode ends.
@FunctionalInterface
public interface Health {
    /// Judges a state after a step.
    ///
    /// @param qpos positions, in the order of the model file (m, rad)
    /// @param qvel their rates (m/s, rad/s)
    /// @return whether the episode goes on
    boolean isUp(double[] qpos, double[] qvel);

    /// Episodes end at the horizon only.
    Health ALWAYS = (qpos, qvel) -> true;

    /// The ant's torso is between 0.2 and 1 m high.
    Health ANT = (qpos, qvel) -> qpos[2] >= 0.2 && qpos[2] <= 1;

    /// The walker's torso is between 0.8 and 2 m high and tilted by less than 1 rad.
    Health WALKER = (qpos, qvel) -> qpos[1] > 0.8 && qpos[1] < 2 && qpos[2] > -1 && qpos[2] < 1;

    /// The hopper's torso is above 0.7 m and tilted by less than 0.2 rad; all angles, the height and all
    /// velocities are within ±100.
    Health HOPPER =
            (qpos, qvel) -> qpos[1] > 0.7 && Math.abs(qpos[2]) < 0.2 && within(qpos, 2, 100) && within(qvel, 0, 100);

    /// The humanoid's chest is between 1 and 2 m high.
    Health HUMANOID = (qpos, qvel) -> qpos[2] >= 1 && qpos[2] <= 2;

    private static boolean within(double[] values, int from, double limit) {
        for (int i = from; i < values.length; i++) {
            if (!(Math.abs(values[i]) < limit)) {
                return false;
            }
        }
        return true;
    }
}
