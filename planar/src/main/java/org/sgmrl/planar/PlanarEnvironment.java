package org.sgmrl.planar;

import java.util.List;
import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.environment.robot.Law;
import org.sgmrl.random.RandomStream;

/// One robot, which can be put into any state and looked at.
///
/// @param <T> type of the task
final class PlanarEnvironment<T> implements VisibleEnvironment<T> {
    private static final int[] ONLY = {0};

    private final String id;
    private final int positions;
    private final PlanarBatch<T> batch;
    private final Appearance appearance;
    private final RandomStream[] streams = {new RandomStream()};
    private final double[] qpos;
    private final double[] qvel;
    private final double[] reward = new double[1];
    private final boolean[] terminated = new boolean[1];
    private T task;

    PlanarEnvironment(String id, Robot robot, Law<T> law, TaskModel<T> models, PlanarModel model) {
        this.id = id;
        positions = robot.positions();
        appearance = new Appearance(model, model.timestep * law.frameSkip());
        qpos = new double[positions];
        qvel = new double[positions];
        task = law.tasks().sample(new RandomStream());
        // A single robot fills no vector.
        batch = new PlanarBatch<>(robot, law, models, model, new ScalarStepper(model), 1);
    }

    @Override
    public void reset(T newTask, RandomStream random, double[] observation) {
        task = newTask;
        streams[0] = random;
        terminated[0] = false;
        batch.reset(newTask, streams, 1, observation);
        batch.read(0, qpos, qvel);
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalArgumentException if a number is beyond 1e10
    @Override
    public void restore(T newTask, double[] state, double[] observation) {
        if (state.length != 2 * positions) {
            throw new IllegalArgumentException(
                    "the state has " + state.length + " numbers, " + id + " needs " + 2 * positions);
        }
        for (int i = 0; i < state.length; i++) {
            if (!(Math.abs(state[i]) <= Stepper.LARGEST)) {
                throw new IllegalArgumentException((i < positions ? "qpos[" + i : "qvel[" + (i - positions)) + "] = "
                        + state[i] + " must be finite and at most 1e10 in magnitude");
            }
        }
        task = newTask;
        terminated[0] = false;
        System.arraycopy(state, 0, qpos, 0, positions);
        System.arraycopy(state, positions, qvel, 0, positions);
        batch.restore(newTask, 0, qpos, qvel, observation);
    }

    @Override
    public double step(double[] action, double[] observation) {
        batch.step(ONLY, 1, action, observation, reward, terminated);
        if (!terminated[0]) {
            batch.read(0, qpos, qvel);
        }
        return reward[0];
    }

    @Override
    public boolean terminated() {
        return terminated[0];
    }

    @Override
    public boolean diverged() {
        return batch.diverged(0);
    }

    @Override
    public List<StateArray> stateArrays() {
        return List.of(new StateArray("qpos", positions), new StateArray("qvel", positions));
    }

    @Override
    public void state(double[] state) {
        System.arraycopy(qpos, 0, state, 0, positions);
        System.arraycopy(qvel, 0, state, positions, positions);
    }

    @Override
    public Scenery scenery() {
        return appearance.scenery(task);
    }

    @Override
    public void show(Stage stage) {
        appearance.show(task, batch.model().mass, qpos, stage);
    }

    @Override
    public String progress(double[] earlier, double[] now, int steps) {
        return appearance.progress(earlier, now, steps);
    }
}
