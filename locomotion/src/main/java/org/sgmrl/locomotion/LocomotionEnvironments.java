package org.sgmrl.locomotion;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.sgmrl.environment.EnvironmentProvider;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.environment.robot.Direction;
import org.sgmrl.environment.robot.Health;
import org.sgmrl.environment.robot.Law;
import org.sgmrl.environment.robot.Objective;
import org.sgmrl.environment.robot.Physique;
import org.sgmrl.environment.robot.Velocity;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.mujoco.MujocoModel;

/// The locomotion environments, on MuJoCo. All have a horizon of 200 steps.
///
/// ## Robots
///
/// qpos are positions and angles, qvel their rates; each model file describes its own. Units are m, rad, m/s, rad/s;
/// actions are shares of the motors' full torque.
///
/// | robot | observation | actions | start: qpos − qpos0, qvel |
/// |---|---|---|---|
/// | half-cheetah | qpos[1:], qvel (17) | 6 in [-1, 1] | U(±0.1), 0.1 N(0,1) |
/// | swimmer | qpos[2:], qvel (8) | 2 in [-1, 1] | U(±0.1), U(±0.1) |
/// | ant | qpos[2:], qvel (27) | 8 in [-1, 1] | U(±0.1), 0.1 N(0,1) |
/// | ant with a goal | qpos, qvel (29) | 8 in [-1, 1] | U(±0.1), 0.1 N(0,1) |
/// | walker2d | qpos[1:], qvel (17) | 6 in [-1, 1] | U(±0.005), U(±0.005) |
/// | hopper | qpos[1:], qvel (11) | 3 in [-1, 1] | U(±0.005), U(±0.005) |
/// | humanoid | qpos[2:], qvel, more (292) | 17 in [-0.4, 0.4] | U(±0.01), U(±0.01) |
///
/// Walker and hopper observe velocities clipped to ±10. The humanoid also observes, of each of 14 bodies (the first is
/// the world), the inertia about the centre of mass (10) and the velocity there (6), and the motors' forces (23).
/// Orientation quaternions start normalised.
///
/// The robots and their observations are those of the gym benchmark (version 2), without its contact forces, which are
/// all zero in MuJoCo 2 unless asked for.
///
/// ## Tasks and rewards
///
/// v = Δx/dt is the mean velocity over a step of the root, qpos[0]; V = (Δx/dt, Δy/dt). dt is the simulation's time
/// step times the frame skip. ‖a‖² is the sum of squared actions. The reward is what the column says, evaluated from
/// left to right.
///
/// | id | task | time step, s × frame skip | reward |
/// |---|---|---|---|
/// | `half-cheetah-direction-v1` | d = ±1 | 0.01 × 5 | d v − 0.05 ‖a‖² |
/// | `half-cheetah-velocity-v1` | v* ~ U[0, 3] | 0.01 × 5 | −\|v − v*\| − 0.05 ‖a‖² |
/// | `swimmer-velocity-v1` | v* ~ U[0.1, 0.2] | 0.01 × 4 | −\|v − v*\| − 1e-4 ‖a‖² |
/// | `swimmer-velocity-released-v1` | v* ~ U[0.1, 0.2] | 0.01 × 4 | +\|v − v*\| − 1e-4 ‖a‖² |
/// | `ant-direction-v1` | d = ±1 | 0.01 × 5 | d v − 0.5 ‖a‖² + 1 |
/// | `ant-direction-2d-v1` | D on the unit circle | 0.01 × 5 | D·V − 0.5 ‖a‖² + 1 |
/// | `ant-velocity-v1` | v* ~ U[0, 3] | 0.01 × 5 | −\|v − v*\| − 0.005 ‖a‖² + 1.05 |
/// | `ant-goal-v1` | g on the disc of 3 m | 0.01 × 5 | −(\|x − g₁\| + \|y − g₂\|) − 0.1 ‖a‖² |
/// | `walker2d-direction-v1` | d = ±1 | 0.002 × 8 | d v − 0.001 ‖a‖² + 1 |
/// | `walker2d-velocity-v1` | v* ~ U[0, 10] | 0.002 × 8 | −\|v − v*\| − 0.001 ‖a‖² + 15 |
/// | `walker2d-parameters-v1` | 58 u ~ U[−3, 3] | 0.002 × 4 | v − 0.001 ‖a‖² + 1 |
/// | `hopper-parameters-v1` | 34 u ~ U[−3, 3] | 0.002 × 4 | v − 0.001 ‖a‖² + 1 |
/// | `humanoid-direction-v1` | D on the unit circle | 0.003 × 5 | 1.25 D·V − 0.1 ‖a‖² + 5 |
///
/// Either d has probability ½, D and g are uniform. `swimmer-velocity-released-v1` has the sign of the paper's released
/// code.
///
/// An episode ends early when the ant's torso is not in [0.2, 1] m (but never with a goal); the walker's not in
/// (0.8, 2) m or its pitch not in (−1, 1); the hopper's not above 0.7 m, its pitch not in (−0.2, 0.2), or another angle
/// or a velocity beyond 100; the humanoid's chest not in [1, 2] m. Half-cheetah and swimmer go on to the horizon.
///
/// In the parameter tasks every mass, principal moment of inertia, joint damping and friction coefficient is
/// multiplied by 1.5^u with a u of its own ([Physique]); derived constants are computed anew.
///
/// The laws of direction, velocity and goal are those of Finn et al. (2017) and Rothfuss et al. (2019), the parameter
/// tasks those of Rakelly et al. (2019) with 1.5 as the base throughout. Where those read a velocity from the torso's
/// or the whole body's centre of mass, it is here that of the root.
///
/// ## When the simulation breaks down
///
/// The episode ends where MuJoCo meets a number that is not finite or beyond 1e10 (in positions, velocities,
/// accelerations or controls), where its memory has no room for all contacts or constraints, or where after a step a
/// velocity is beyond 10,000 (m/s or rad/s) or the root moved faster than that on average: motors alone never bring a
/// robot there. The reward of that step is 0, the observation the last good one, and the episode counts as diverged.
public final class LocomotionEnvironments implements EnvironmentProvider {
    private static final Objective<Direction> DIRECTION = (task, x0, y0, x1, y1, dt) -> task.sign() * ((x1 - x0) / dt);
    private static final Objective<Heading> HEADING =
            (task, x0, y0, x1, y1, dt) -> task.x() * ((x1 - x0) / dt) + task.y() * ((y1 - y0) / dt);
    private static final Objective<Velocity> VELOCITY =
            (task, x0, y0, x1, y1, dt) -> -Math.abs((x1 - x0) / dt - task.metresPerSecond());
    private static final Objective<Velocity> RELEASED_VELOCITY =
            (task, x0, y0, x1, y1, dt) -> Math.abs((x1 - x0) / dt - task.metresPerSecond());
    private static final Objective<Goal> GOAL =
            (task, x0, y0, x1, y1, dt) -> -(Math.abs(x1 - task.x()) + Math.abs(y1 - task.y()));
    private static final Objective<Physique> FORWARD = (task, x0, y0, x1, y1, dt) -> (x1 - x0) / dt;
    private static final double HUMANOID_VELOCITY_WEIGHT = 1.25;
    private static final double EXPONENT_LIMIT = 3;

    /// For the service loader.
    public LocomotionEnvironments() {}

    @Override
    public String simulator() {
        return "mujoco";
    }

    /// Robots and the binding that steps them are in two jars.
    @Override
    public Set<Class<?>> code() {
        return Set.of(LocomotionEnvironments.class, MujocoLibrary.class);
    }

    @Override
    public List<Environments.Entry> environments() {
        Direction.Tasks directions = Direction.Tasks.INSTANCE;
        Heading.Tasks headings = Heading.Tasks.INSTANCE;
        return List.of(
                entry(
                        "half-cheetah-direction-v1",
                        "a planar cheetah runs forwards or backwards",
                        Robot.HALF_CHEETAH,
                        new Law<>(directions, DIRECTION, 5, 0.05)),
                entry(
                        "half-cheetah-velocity-v1",
                        "a planar cheetah runs at a velocity in [0, 3] m/s",
                        Robot.HALF_CHEETAH,
                        new Law<>(new Velocity.Tasks(0, 3), VELOCITY, 5, 0.05)),
                untested(
                        "swimmer-velocity-v1",
                        "three rods swim at a velocity in [0.1, 0.2] m/s",
                        Robot.SWIMMER,
                        new Law<>(new Velocity.Tasks(0.1, 0.2), VELOCITY, 4, 1e-4)),
                untested(
                        "swimmer-velocity-released-v1",
                        "three rods swim, paid for the distance from a velocity in [0.1, 0.2] m/s (the released experiments)",
                        Robot.SWIMMER,
                        new Law<>(new Velocity.Tasks(0.1, 0.2), RELEASED_VELOCITY, 4, 1e-4)),
                untested(
                        "ant-direction-v1",
                        "an ant walks forwards or backwards",
                        Robot.ANT,
                        new Law<>(directions, DIRECTION, 5, 0.5, 1, Health.ANT)),
                untested(
                        "ant-direction-2d-v1",
                        "an ant walks in a direction of the plane",
                        Robot.ANT,
                        new Law<>(headings, HEADING, 5, 0.5, 1, Health.ANT)),
                untested(
                        "ant-velocity-v1",
                        "an ant walks at a velocity in [0, 3] m/s",
                        Robot.ANT,
                        new Law<>(new Velocity.Tasks(0, 3), VELOCITY, 5, 0.005, 1.05, Health.ANT)),
                untested(
                        "ant-goal-v1",
                        "an ant walks to an unseen goal within 3 m",
                        Robot.LOCATED_ANT,
                        new Law<>(new DiscGoals(3), GOAL, 5, 0.1)),
                untested(
                        "walker2d-direction-v1",
                        "two legs walk forwards or backwards",
                        Robot.WALKER,
                        new Law<>(directions, DIRECTION, 8, 0.001, 1, Health.WALKER)),
                untested(
                        "walker2d-velocity-v1",
                        "two legs walk at a velocity in [0, 10] m/s",
                        Robot.WALKER,
                        new Law<>(new Velocity.Tasks(0, 10), VELOCITY, 8, 0.001, 15, Health.WALKER)),
                untested(
                        "walker2d-parameters-v1",
                        "two legs of unknown mass, inertia, damping and friction walk forwards",
                        Robot.WALKER,
                        forward(Physique.Tasks.of(7, 6, 8, EXPONENT_LIMIT), Health.WALKER),
                        TaskModel::physique),
                untested(
                        "hopper-parameters-v1",
                        "a leg of unknown mass, inertia, damping and friction hops forwards",
                        Robot.HOPPER,
                        forward(Physique.Tasks.of(4, 3, 5, EXPONENT_LIMIT), Health.HOPPER),
                        TaskModel::physique),
                untested(
                        "humanoid-direction-v1",
                        "a human figure walks in a direction of the plane",
                        Robot.HUMANOID,
                        new Law<>(
                                headings,
                                (task, x0, y0, x1, y1, dt) ->
                                        HUMANOID_VELOCITY_WEIGHT * HEADING.of(task, x0, y0, x1, y1, dt),
                                5,
                                0.1,
                                5,
                                Health.HUMANOID)));
    }

    private static Law<Physique> forward(TaskDistribution<Physique> tasks, Health health) {
        return new Law<>(tasks, FORWARD, 4, 0.001, 1, health);
    }

    private static <T> Environments.Entry entry(String id, String summary, Robot robot, Law<T> law) {
        return new Environments.Entry(summary, new Locomotion<>(id, robot, law, TaskModel::fixed));
    }

    private static <T> Environments.Entry untested(String id, String summary, Robot robot, Law<T> law) {
        return untested(id, summary, robot, law, TaskModel::fixed);
    }

    private static <T> Environments.Entry untested(
            String id, String summary, Robot robot, Law<T> law, Function<MujocoModel, TaskModel<T>> model) {
        return Environments.Entry.untested(summary, new Locomotion<>(id, robot, law, model));
    }
}
