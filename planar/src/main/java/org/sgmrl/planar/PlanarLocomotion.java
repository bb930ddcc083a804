package org.sgmrl.planar;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.StatefulEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.environment.robot.Direction;
import org.sgmrl.environment.robot.Health;
import org.sgmrl.environment.robot.Law;
import org.sgmrl.environment.robot.Objective;
import org.sgmrl.environment.robot.Physique;
import org.sgmrl.environment.robot.Velocity;

/// Half-cheetah, hopper, swimmer and walker2d, simulated in pure Java: MuJoCo's documented equations, restricted to what
/// moves in a plane. Nothing native is needed, and results have the same bits on every machine.
///
/// | id | robot | task | time step, s × frame skip | reward |
/// |---|---|---|---|---|
/// | `half-cheetah-direction-v1` | half-cheetah | d = ±1 | 0.01 × 5 | d v − 0.05 ‖a‖² |
/// | `half-cheetah-velocity-v1` | half-cheetah | v* ~ U[0, 3] | 0.01 × 5 | −\|v − v*\| − 0.05 ‖a‖² |
/// | `hopper-parameters-v1` | hopper | 34 u ~ U[−3, 3] | 0.002 × 4 | v − 0.001 ‖a‖² + 1 |
/// | `swimmer-velocity-v1` | swimmer | v* ~ U[0.1, 0.2] | 0.01 × 4 | −\|v − v*\| − 1e-4 ‖a‖² |
/// | `swimmer-velocity-released-v1` | swimmer | v* ~ U[0.1, 0.2] | 0.01 × 4 | +\|v − v*\| − 1e-4 ‖a‖² |
/// | `walker2d-direction-v1` | walker2d | d = ±1 | 0.002 × 8 | d v − 0.001 ‖a‖² + 1 |
/// | `walker2d-velocity-v1` | walker2d | v* ~ U[0, 10] | 0.002 × 8 | −\|v − v*\| − 0.001 ‖a‖² + 15 |
/// | `walker2d-parameters-v1` | walker2d | 58 u ~ U[−3, 3] | 0.002 × 4 | v − 0.001 ‖a‖² + 1 |
///
/// v = Δx/dt is the mean velocity of the root over a step (m/s), ‖a‖² the sum of squared actions, each in [−1, 1]. All
/// have a horizon of 200 steps.
///
/// | robot | observation | start: qpos − qpos0, qvel | an episode ends early |
/// |---|---|---|---|
/// | half-cheetah | qpos[1:], qvel (17) | U(±0.1), 0.1 N(0, 1) | never |
/// | swimmer | qpos[2:], qvel (8) | U(±0.1), U(±0.1) | never |
/// | hopper | qpos[1:], qvel clipped to ±10 (11) | U(±0.005), U(±0.005) | [Health#HOPPER] |
/// | walker2d | qpos[1:], qvel clipped to ±10 (17) | U(±0.005), U(±0.005) | [Health#WALKER] |
///
/// In the parameter tasks every mass, principal moment of inertia, joint damping and friction coefficient is multiplied
/// by 1.5^u with a u of its own ([Physique]); those that have no part in the plane are drawn too. From the same random
/// streams the environments of the same ids on MuJoCo start in the same states and go the same way, up to rounding.
///
/// An episode ends as diverged where a number is not finite or beyond 1e10, or where after a step a velocity is beyond
/// 10,000 (m/s or rad/s) or the root moved faster than that on average: the reward of that step is 0, the observation
/// the last good one.
///
/// @param <T> type of the task
public final class PlanarLocomotion<T> implements MetaEnvironment<T> {
    private static final int HORIZON = 200;
    private static final int META_BATCH_SIZE = 40;
    private static final int ITERATIONS = 400;

    private static final Objective<Direction> DIRECTION = (task, x0, y0, x1, y1, dt) -> task.sign() * ((x1 - x0) / dt);
    private static final Objective<Velocity> VELOCITY =
            (task, x0, y0, x1, y1, dt) -> -Math.abs((x1 - x0) / dt - task.metresPerSecond());
    private static final Objective<Velocity> RELEASED_VELOCITY =
            (task, x0, y0, x1, y1, dt) -> Math.abs((x1 - x0) / dt - task.metresPerSecond());

    private static final Objective<Physique> FORWARD = (task, x0, y0, x1, y1, dt) -> (x1 - x0) / dt;
    private static final double EXPONENT_LIMIT = 3;

    private static final Map<String, PlanarModel> MODELS = new ConcurrentHashMap<>();

    private final EnvironmentSpec spec;
    private final Robot robot;
    private final Law<T> law;
    private final TaskModel<T> models;

    private PlanarLocomotion(String id, Robot robot, Law<T> law, TaskModel<T> models) {
        this.spec = new EnvironmentSpec(
                id,
                robot.observationSize(),
                ActionSpace.Box.uniform(robot.controls(), -1, 1),
                HORIZON,
                META_BATCH_SIZE,
                ITERATIONS);
        this.robot = robot;
        this.law = law;
        this.models = models;
    }

    /// The environments. They have the ids of those on MuJoCo: [PlanarProvider] says which simulator they are of.
    ///
    /// @return an entry for each id
    public static List<Environments.Entry> environments() {
        Law<Velocity> swimming = new Law<>(new Velocity.Tasks(0.1, 0.2), VELOCITY, 4, 1e-4);
        return List.of(
                entry(
                        "half-cheetah-direction-v1",
                        "a planar cheetah runs forwards or backwards",
                        Robot.HALF_CHEETAH,
                        new Law<>(Direction.Tasks.INSTANCE, DIRECTION, 5, 0.05)),
                entry(
                        "half-cheetah-velocity-v1",
                        "a planar cheetah runs at a velocity in [0, 3] m/s",
                        Robot.HALF_CHEETAH,
                        new Law<>(new Velocity.Tasks(0, 3), VELOCITY, 5, 0.05)),
                untested(
                        "swimmer-velocity-v1",
                        "three rods swim at a velocity in [0.1, 0.2] m/s",
                        Robot.SWIMMER,
                        swimming),
                untested(
                        "swimmer-velocity-released-v1",
                        "three rods swim, paid for the distance from a velocity in [0.1, 0.2] m/s (the released experiments)",
                        Robot.SWIMMER,
                        new Law<>(swimming.tasks(), RELEASED_VELOCITY, 4, 1e-4)),
                varied(
                        "hopper-parameters-v1",
                        "a leg of unknown mass, inertia, damping and friction hops forwards",
                        Robot.HOPPER,
                        Physique.Tasks.of(4, 3, 5, EXPONENT_LIMIT),
                        Health.HOPPER),
                untested(
                        "walker2d-direction-v1",
                        "two legs walk forwards or backwards",
                        Robot.WALKER,
                        new Law<>(Direction.Tasks.INSTANCE, DIRECTION, 8, 0.001, 1, Health.WALKER)),
                untested(
                        "walker2d-velocity-v1",
                        "two legs walk at a velocity in [0, 10] m/s",
                        Robot.WALKER,
                        new Law<>(new Velocity.Tasks(0, 10), VELOCITY, 8, 0.001, 15, Health.WALKER)),
                varied(
                        "walker2d-parameters-v1",
                        "two legs of unknown mass, inertia, damping and friction walk forwards",
                        Robot.WALKER,
                        Physique.Tasks.of(7, 6, 8, EXPONENT_LIMIT),
                        Health.WALKER));
    }

    private static <T> Environments.Entry entry(String id, String summary, Robot robot, Law<T> law) {
        return new Environments.Entry(summary, new PlanarLocomotion<>(id, robot, law, TaskModel.fixed()));
    }

    private static <T> Environments.Entry untested(String id, String summary, Robot robot, Law<T> law) {
        return Environments.Entry.untested(summary, new PlanarLocomotion<>(id, robot, law, TaskModel.fixed()));
    }

    private static Environments.Entry varied(
            String id, String summary, Robot robot, TaskDistribution<Physique> tasks, Health health) {
        Law<Physique> law = new Law<>(tasks, FORWARD, 4, 0.001, 1, health);
        return Environments.Entry.untested(summary, new PlanarLocomotion<>(id, robot, law, TaskModel::varied));
    }

    @Override
    public EnvironmentSpec spec() {
        return spec;
    }

    @Override
    public TaskDistribution<T> tasks() {
        return law.tasks();
    }

    @Override
    public BatchedEnvironment<T> create(int rollouts) {
        PlanarModel model = model();
        return new PlanarBatch<>(robot, law, models, model, Steppers.fastest(model), rollouts);
    }

    @Override
    public boolean isWarm() {
        return Steppers.areWarm(model());
    }

    @Override
    public Optional<StatefulEnvironment<T>> createStateful() {
        return Optional.of(single());
    }

    PlanarEnvironment<T> single() {
        PlanarModel model = model();
        return new PlanarEnvironment<>(spec.id(), robot, law, models, model);
    }

    PlanarModel model() {
        return MODELS.computeIfAbsent(robot.file(), PlanarModel::load);
    }
}
