package org.sgmrl.locomotion;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.environment.robot.Law;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.ModelField;
import org.sgmrl.mujoco.MujocoException;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;
import org.sgmrl.random.RandomStream;

/// One robot in its simulation. Made by [Locomotion#createStateful].
///
/// @param <T> type of the task
public final class LocomotionEnvironment<T> implements VisibleEnvironment<T> {
    /// Beyond this speed (m/s, rad/s) a state is called diverged: thirty times the speed of sound, 1600
    /// revolutions a second, far beyond what these robots reach by their motors. MuJoCo's own limit, 1e10,
    /// would let an exploding state collect rewards of that size first.
    static final double ABSURD_SPEED = 1e4;

    private final String id;
    private final Robot robot;
    private final Law<T> law;
    private final TaskModel<T> taskModel;
    private final MujocoSimulation simulation;
    /// The state between steps where the simulation steps other rollouts in turn; otherwise empty.
    private final double[] saved;

    private final double[] control;
    private final double dt;
    private final double[] restPose;
    private final double[] qpos;
    private final double[] qvel;
    private final double[] more;
    private T task;
    private boolean terminated;
    private boolean diverged;
    private @Nullable Appearance appearance;

    /// @param taskModel the model to simulate, which tasks may change
    /// @param simulation a simulation of that model
    /// @param shared whether the simulation steps other rollouts in turn
    /// @param task any task, until the first reset
    LocomotionEnvironment(
            String id,
            Robot robot,
            Law<T> law,
            TaskModel<T> taskModel,
            MujocoSimulation simulation,
            boolean shared,
            T task) {
        MujocoModel model = taskModel.model();
        this.id = id;
        this.robot = robot;
        this.law = law;
        this.taskModel = taskModel;
        this.simulation = simulation;
        this.saved = new double[shared ? simulation.stateSize() : 0];
        this.control = new double[robot.controls()];
        this.dt = model.timestep() * law.frameSkip();
        this.restPose = model.doubles(ModelField.QPOS0);
        this.qpos = new double[robot.positions()];
        this.qvel = new double[robot.velocities()];
        this.more = new double[robot.moreSize()];
        this.task = task;
    }

    @Override
    public void reset(T task, RandomStream random, double[] observation) {
        apply(task);
        start(task, random, observation, 0);
    }

    /// Starts a rollout of the task that the model is prepared for.
    void start(T newTask, RandomStream random, double[] observation, int offset) {
        for (int i = 0; i < qpos.length; i++) {
            qpos[i] = restPose[i] + random.nextDouble(-robot.positionNoise(), robot.positionNoise());
        }
        for (int i = 0; i < qvel.length; i++) {
            qvel[i] = robot.normalVelocities()
                    ? robot.velocityNoise() * random.nextGaussian()
                    : random.nextDouble(-robot.velocityNoise(), robot.velocityNoise());
        }
        if (robot.free()) {
            normalizeQuaternion(qpos, 3);
        }
        begin(newTask, observation, offset);
    }

    /// Some versions of MuJoCo do it to qpos itself, others do not.
    private static void normalizeQuaternion(double[] q, int from) {
        double squares = 0;
        for (int i = from; i < from + 4; i++) {
            squares += q[i] * q[i];
        }
        double norm = Math.sqrt(squares);
        for (int i = from; i < from + 4; i++) {
            q[i] /= norm;
        }
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalArgumentException if a number is beyond 1e10, which MuJoCo does not take
    @Override
    public void restore(T task, double[] state, double[] observation) {
        if (state.length != qpos.length + qvel.length) {
            throw new IllegalArgumentException(
                    "the state has " + state.length + " numbers, " + id + " needs " + (qpos.length + qvel.length));
        }
        apply(task);
        System.arraycopy(state, 0, qpos, 0, qpos.length);
        System.arraycopy(state, qpos.length, qvel, 0, qvel.length);
        begin(task, observation, 0);
    }

    private void begin(T newTask, double[] observation, int offset) {
        task = newTask;
        terminated = false;
        diverged = false;
        try {
            simulation.reset(qpos, qvel);
        } catch (MujocoException e) {
            throw failed(id, e);
        }
        readState();
        save();
        observe(observation, offset);
    }

    private void save() {
        if (saved.length > 0) {
            simulation.saveState(saved, 0);
        }
    }

    @Override
    public double step(double[] action, double[] observation) {
        return step(action, 0, observation, 0);
    }

    /// A step whose action and observation are rows of larger arrays. What is beyond the bounds is clipped.
    double step(double[] actions, int actionOffset, double[] observations, int offset) {
        double reward = 0;
        if (!diverged) {
            double x = qpos[0];
            double y = qpos[1];
            double squares = 0;
            for (int j = 0; j < control.length; j++) {
                double a = Math.clamp(actions[actionOffset + j], -robot.controlBound(), robot.controlBound());
                control[j] = a;
                squares += a * a;
            }
            try {
                if (saved.length > 0) {
                    simulation.restoreState(saved, 0);
                }
                simulation.setControls(control, 0);
                simulation.step(law.frameSkip());
            } catch (MujocoException e) {
                throw failed(id, e);
            }
            diverged = simulation.diverged() || absurd(x, y);
            if (!diverged) {
                readState();
                save();
                reward = law.reward(task, x, y, qpos[0], qpos[1], dt, squares);
            }
            terminated = diverged || !law.health().isUp(qpos, qvel);
        }
        observe(observations, offset);
        return reward;
    }

    /// Whether a velocity, or that of the root over the whole step, which is what rewards pay for, is beyond
    /// all reason.
    private boolean absurd(double x, double y) {
        for (int i = 0; i < qvel.length; i++) {
            if (!(Math.abs(simulation.get(DataField.QVEL, i)) <= ABSURD_SPEED)) {
                return true;
            }
        }
        double way = ABSURD_SPEED * dt;
        return !(Math.abs(simulation.get(DataField.QPOS, 0) - x) <= way
                && Math.abs(simulation.get(DataField.QPOS, 1) - y) <= way);
    }

    private void readState() {
        simulation.copy(DataField.QPOS, 0, qpos.length, qpos, 0);
        simulation.copy(DataField.QVEL, 0, qvel.length, qvel, 0);
        int next = 0;
        for (int i = 0; i < robot.more().size(); i++) {
            DataField field = robot.more().get(i);
            int size = simulation.model().size(field.rows()) * field.columns();
            simulation.copy(field, 0, size, more, next);
            next += size;
        }
    }

    private void observe(double[] observations, int offset) {
        int next = offset;
        for (int i = robot.hidden(); i < qpos.length; i++) {
            observations[next++] = qpos[i];
        }
        for (double velocity : qvel) {
            observations[next++] = Math.clamp(velocity, -robot.velocityLimit(), robot.velocityLimit());
        }
        System.arraycopy(more, 0, observations, next, more.length);
    }

    /// The task's changes to the model.
    private void apply(T newTask) {
        try {
            taskModel.apply(newTask);
        } catch (MujocoException e) {
            throw failed(id, e);
        }
    }

    static EnvironmentException failed(String id, MujocoException e) {
        return new EnvironmentException("MuJoCo failed in " + id + ": " + e.getMessage(), e);
    }

    @Override
    public boolean terminated() {
        return terminated;
    }

    @Override
    public boolean diverged() {
        return diverged;
    }

    @Override
    public List<StateArray> stateArrays() {
        return List.of(new StateArray("qpos", robot.positions()), new StateArray("qvel", robot.velocities()));
    }

    @Override
    public void state(double[] state) {
        System.arraycopy(qpos, 0, state, 0, qpos.length);
        System.arraycopy(qvel, 0, state, qpos.length, qvel.length);
    }

    @Override
    public Scenery scenery() {
        return appearance().scenery(task);
    }

    /// {@inheritDoc}
    ///
    /// After a step the places are those of MuJoCo's last time step but one; after [#restore] they are exact.
    @Override
    public void show(Stage stage) {
        appearance().show(task, simulation, stage);
    }

    @Override
    public String progress(double[] earlier, double[] now, int steps) {
        return appearance().progress(task, earlier, now, steps);
    }

    private Appearance appearance() {
        Appearance current = appearance;
        if (current == null) {
            current = new Appearance(simulation.model(), dt);
            appearance = current;
        }
        return current;
    }

    /// Pictures of this environment's robot and task by MuJoCo's own renderer.
    ///
    /// @param width of a picture, pixels
    /// @param height of a picture, pixels
    /// @return for the calling thread, which owns it
    /// @throws org.sgmrl.mujoco.MujocoUnavailableException if OSMesa is missing; the message says how to install it
    /// @throws MujocoException if MuJoCo cannot draw
    public Photographer photographer(int width, int height) {
        return new Photographer(robot, scenery(), task, appearance().restHeight(), width, height);
    }

    /// The simulation behind the last step, for pictures: to be read, not stepped.
    ///
    /// @return not a copy
    public MujocoSimulation simulation() {
        return simulation;
    }

    int observationSize() {
        return robot.observationSize();
    }

    int actionSize() {
        return robot.controls();
    }

    @Override
    public void close() {
        simulation.close();
        taskModel.close();
    }
}
