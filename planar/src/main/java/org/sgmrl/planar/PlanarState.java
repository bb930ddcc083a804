package org.sgmrl.planar;

/// The states of many robots of one model, structure of arrays: number i of robot e stands at `i * stride + e`, in
/// the model's internal order of degrees of freedom.
final class PlanarState {
    /// Of parked robots: height above the initial pose (m), and distance of hinges from their limits (rad).
    private static final double IN_THE_AIR = 1;

    private static final double INSIDE = 0.1;

    final PlanarModel model;
    final int stride;
    final double[] position;
    final double[] velocity;
    /// Accelerations (of the root along u and w, then angular accelerations of bodies) that the solver last found: its
    /// first guess of which constraints hold.
    final double[] guess;
    /// Torques of actuators, N m, by actuator.
    final double[] torque;
    /// Whether numbers left what MuJoCo can compute since [#place].
    final boolean[] broken;

    /// @param robots how many
    /// @param lanes the number of robots is rounded up to a multiple of this; those beyond are parked
    PlanarState(PlanarModel model, int robots, int lanes) {
        this.model = model;
        stride = (robots + lanes - 1) / lanes * lanes;
        position = new double[model.dofs() * stride];
        velocity = new double[model.dofs() * stride];
        guess = new double[model.dofs() * stride];
        torque = new double[model.actuators() * stride];
        broken = new boolean[stride];
        for (int e = robots; e < stride; e++) {
            park(e);
        }
    }

    /// Puts a robot into a state, with nothing left over from what was before.
    ///
    /// @param qpos in the model file's order, from `offset` on
    /// @param qvel in the model file's order
    void place(int robot, double[] qpos, double[] qvel) {
        for (int i = 0; i < model.dofs(); i++) {
            int outside = model.external[i];
            position[i * stride + robot] = model.direction[i] * (qpos[outside] - model.initial[outside]);
            velocity[i * stride + robot] = model.direction[i] * qvel[outside];
            guess[i * stride + robot] = 0;
        }
        for (int a = 0; a < model.actuators(); a++) {
            torque[a * stride + robot] = 0;
        }
        broken[robot] = false;
    }

    /// Lets a robot rest in the air, away from its joints' limits: it has no constraint to solve until it has fallen, and
    /// is of no interest.
    void park(int robot) {
        for (int i = 0; i < model.dofs(); i++) {
            position[i * stride + robot] = 0;
            velocity[i * stride + robot] = 0;
            guess[i * stride + robot] = 0;
        }
        position[robot] = IN_THE_AIR;
        for (int b = 1; b < model.limited.length; b++) {
            if (model.limited[b]) {
                double inside = Math.min(INSIDE, 0.25 * (model.high[b] - model.low[b]));
                position[(b + 2) * stride + robot] = Math.clamp(0, model.low[b] + inside, model.high[b] - inside);
            }
        }
        for (int a = 0; a < model.actuators(); a++) {
            torque[a * stride + robot] = 0;
        }
    }

    /// Sets a control, clamped to its range.
    void control(int robot, int actuator, double value) {
        double clamped = Math.min(Math.max(value, model.controlLow[actuator]), model.controlHigh[actuator]);
        torque[actuator * stride + robot] = model.gear[actuator] * clamped;
    }

    /// Copies a state out, in the model file's order.
    void read(int robot, double[] qpos, double[] qvel) {
        read(position, velocity, robot, qpos, qvel);
    }

    /// Copies a state of arrays like [#position] and [#velocity] out, in the model file's order.
    void read(double[] positions, double[] velocities, int robot, double[] qpos, double[] qvel) {
        for (int i = 0; i < model.dofs(); i++) {
            int outside = model.external[i];
            // So −0 stays −0 where the rest pose is 0.
            qpos[outside] = model.direction[i] * positions[i * stride + robot] - (0.0 - model.initial[outside]);
            qvel[outside] = model.direction[i] * velocities[i * stride + robot];
        }
    }
}
