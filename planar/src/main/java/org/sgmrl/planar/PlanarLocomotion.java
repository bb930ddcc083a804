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
import org.sgmrl.environment.robot.Objective;
import org.sgmrl.environment.robot.Velocity;

/// Half-cheetah and swimmer, simulated in pure Java: MuJoCo's documented equations, restricted to what moves in a
/// plane. Nothing native is needed, and results have the same bits on every machine.
///
/// | id | robot | task | time step, s × frame skip | reward |
/// |---|---|---|---|---|
/// | `half-cheetah-direction-v1` | half-cheetah | d = ±1 | 0.01 × 5 | d v − 0.05 ‖a‖² |
/// | `half-cheetah-velocity-v1` | half-cheetah | v* ~ U[0, 3] | 0.01 × 5 | −\|v − v*\| − 0.05 ‖a‖² |
/// | `swimmer-velocity-v1` | swimmer | v* ~ U[0.1, 0.2] | 0.01 × 4 | −\|v − v*\| − 1e-4 ‖a‖² |
/// | `swimmer-velocity-released-v1` | swimmer | v* ~ U[0.1, 0.2] | 0.01 × 4 | +\|v − v*\| − 1e-4 ‖a‖² |
///
/// v = Δx/dt is the mean velocity of the root over a step (m/s), ‖a‖² the sum of squared actions, each in [−1, 1]. The
/// half-cheetah observes qpos[1:] and qvel (17 numbers) and starts at U(±0.1) with velocities 0.1 N(0, 1); the swimmer
/// observes qpos[2:] and qvel (8) and starts at U(±0.1) with velocities U(±0.1). All have a horizon of 200 steps. From
/// the same random streams the environments of the same ids on MuJoCo start in the same states and go the same way, up
/// to rounding.
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

    private static final Map<String, PlanarModel> MODELS = new ConcurrentHashMap<>();

    private final EnvironmentSpec spec;
    private final Robot robot;
    private final Law<T> law;

    private PlanarLocomotion(String id, Robot robot, Law<T> law) {
        this.spec = new EnvironmentSpec(
                id,
                robot.observationSize(),
                ActionSpace.Box.uniform(robot.controls(), -1, 1),
                HORIZON,
                META_BATCH_SIZE,
                ITERATIONS);
        this.robot = robot;
        this.law = law;
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
                        new Law<>(swimming.tasks(), RELEASED_VELOCITY, 4, 1e-4)));
    }

    private static <T> Environments.Entry entry(String id, String summary, Robot robot, Law<T> law) {
        return new Environments.Entry(summary, new PlanarLocomotion<>(id, robot, law));
    }

    private static <T> Environments.Entry untested(String id, String summary, Robot robot, Law<T> law) {
        return Environments.Entry.untested(summary, new PlanarLocomotion<>(id, robot, law));
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
        return new PlanarBatch<>(robot, law, model, Steppers.fastest(model), rollouts);
    }

    @Override
    public Optional<StatefulEnvironment<T>> createStateful() {
        return Optional.of(single());
    }

    PlanarEnvironment<T> single() {
        PlanarModel model = model();
        return new PlanarEnvironment<>(spec.id(), robot, law, model);
    }

    PlanarModel model() {
        return MODELS.computeIfAbsent(robot.file(), PlanarModel::load);
    }
}
