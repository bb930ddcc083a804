package org.sgmrl.planar;

import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.robot.Law;
import org.sgmrl.random.RandomStream;

/// Robots of one worker, stepped together.
final class PlanarBatch<T> implements BatchedEnvironment<T> {
    /// Beyond this speed (m/s, rad/s) a state is called diverged: far beyond what these robots reach by their motors.
    static final double ABSURD_SPEED = 1e4;

    private final Robot robot;
    private final Law<T> law;
    private final TaskModel<T> models;
    private final PlanarModel original;
    private final PlanarState state;
    private final int placeX;
    private final int placeY;
    private final double way;
    private final double dt;
    private final double[] qpos;
    private final double[] qvel;
    /// The states before the step.
    private final double[] goodPosition;

    private final double[] goodVelocity;
    private final double[] goodGuess;
    /// Last good observations of those that diverged, `[rollouts × observationSize]`.
    private final double[] lastObservations;

    private final double[] price;
    private final boolean[] stepped;
    private final boolean[] diverged;
    private PlanarModel model;
    private Stepper stepper;
    private T task;

    /// @param model of the robot, before a task changes it
    /// @param stepper of that model
    PlanarBatch(Robot robot, Law<T> law, TaskModel<T> models, PlanarModel model, Stepper stepper, int rollouts) {
        this.robot = robot;
        this.law = law;
        this.models = models;
        this.original = model;
        this.model = model;
        this.stepper = stepper;
        this.state = new PlanarState(model, rollouts, stepper.lanes());
        // Of qpos[0] and qpos[1].
        placeX = model.external[0] == 0 ? 0 : state.stride;
        placeY = model.external[0] == 0 ? state.stride : 0;
        dt = model.timestep * law.frameSkip();
        way = ABSURD_SPEED * dt;
        qpos = new double[robot.positions()];
        qvel = new double[robot.positions()];
        goodPosition = new double[state.position.length];
        goodVelocity = new double[state.velocity.length];
        goodGuess = new double[state.guess.length];
        lastObservations = new double[rollouts * robot.observationSize()];
        price = new double[rollouts];
        stepped = new boolean[state.stride];
        diverged = new boolean[rollouts];
        task = law.tasks().sample(new RandomStream());
    }

    @Override
    public void reset(T newTask, RandomStream[] streams, int rollouts, double[] observations) {
        take(newTask);
        for (int i = 0; i < rollouts; i++) {
            robot.start(streams[i], original.initial, qpos, qvel);
            place(i, observations, i * robot.observationSize());
        }
        for (int i = rollouts; i < state.stride; i++) {
            state.park(i);
        }
    }

    /// Starts one robot in a given state.
    void restore(T newTask, int index, double[] positions, double[] velocities, double[] observation) {
        take(newTask);
        System.arraycopy(positions, 0, qpos, 0, qpos.length);
        System.arraycopy(velocities, 0, qvel, 0, qvel.length);
        place(index, observation, 0);
    }

    /// Where tasks change the model this allocates, once a task and batch; steps never do.
    private void take(T newTask) {
        task = newTask;
        PlanarModel next = models.of(original, newTask);
        if (next != model) {
            model = next;
            stepper = stepper.of(next);
        }
    }

    /// The model of the last task.
    PlanarModel model() {
        return model;
    }

    private void place(int index, double[] observations, int offset) {
        state.place(index, qpos, qvel);
        diverged[index] = false;
        observe(index, state.position, state.velocity, observations, offset);
    }

    @Override
    public void step(
            int[] active, int count, double[] actions, double[] observations, double[] rewards, boolean[] terminated) {
        System.arraycopy(state.position, 0, goodPosition, 0, goodPosition.length);
        System.arraycopy(state.velocity, 0, goodVelocity, 0, goodVelocity.length);
        System.arraycopy(state.guess, 0, goodGuess, 0, goodGuess.length);
        int controls = robot.controls();
        for (int k = 0; k < count; k++) {
            int e = active[k];
            if (diverged[e]) {
                continue;
            }
            double squares = 0;
            for (int j = 0; j < controls; j++) {
                double action = Math.clamp(actions[k * controls + j], -1.0, 1.0);
                squares += action * action;
                state.control(e, j, action);
            }
            price[e] = squares;
            if (Double.isNaN(squares)) {
                // MuJoCo ignores such controls, with a warning.
                diverge(e);
            } else {
                stepped[e] = true;
            }
        }
        int lanes = stepper.lanes();
        for (int first = 0; first < state.stride; first += lanes) {
            boolean any = false;
            for (int e = first; e < first + lanes; e++) {
                any |= stepped[e];
            }
            if (any) {
                stepper.step(state, first, law.frameSkip());
                settle(first, lanes);
            }
        }
        int size = robot.observationSize();
        for (int k = 0; k < count; k++) {
            int e = active[k];
            rewards[k] = 0;
            if (diverged[e]) {
                System.arraycopy(lastObservations, e * size, observations, k * size, size);
                terminated[k] = true;
            } else {
                int x = placeX + e;
                int y = placeY + e;
                rewards[k] = law.reward(
                        task, goodPosition[x], goodPosition[y], state.position[x], state.position[y], dt, price[e]);
                observe(e, state.position, state.velocity, observations, k * size);
                terminated[k] = !law.health().isUp(qpos, qvel);
            }
        }
    }

    /// Takes those that stood still back to where they were, and looks at the others.
    private void settle(int first, int lanes) {
        int stride = state.stride;
        for (int e = first; e < first + lanes; e++) {
            if (!stepped[e]) {
                for (int i = 0; i < robot.positions(); i++) {
                    state.position[i * stride + e] = goodPosition[i * stride + e];
                    state.velocity[i * stride + e] = goodVelocity[i * stride + e];
                    state.guess[i * stride + e] = goodGuess[i * stride + e];
                }
                state.broken[e] = false;
            } else {
                stepped[e] = false;
                if (state.broken[e] || absurd(e)) {
                    diverge(e);
                }
            }
        }
    }

    private boolean absurd(int e) {
        int stride = state.stride;
        for (int i = 0; i < robot.positions(); i++) {
            if (!(Math.abs(state.velocity[i * stride + e]) <= ABSURD_SPEED)
                    || !(Math.abs(state.position[i * stride + e]) <= Stepper.LARGEST)) {
                return true;
            }
        }
        int x = placeX + e;
        int y = placeY + e;
        return !(Math.abs(state.position[x] - goodPosition[x]) <= way
                && Math.abs(state.position[y] - goodPosition[y]) <= way);
    }

    private void diverge(int e) {
        diverged[e] = true;
        observe(e, goodPosition, goodVelocity, lastObservations, e * robot.observationSize());
        state.park(e);
    }

    /// Leaves the state in `qpos` and `qvel` as well.
    private void observe(int e, double[] position, double[] velocity, double[] out, int offset) {
        state.read(position, velocity, e, qpos, qvel);
        int next = offset;
        for (int i = robot.hidden(); i < qpos.length; i++) {
            out[next++] = qpos[i];
        }
        for (double speed : qvel) {
            out[next++] = Math.clamp(speed, -robot.velocityLimit(), robot.velocityLimit());
        }
    }

    @Override
    public boolean diverged(int rollout) {
        return diverged[rollout];
    }

    /// The state of a robot that has not diverged, in the model file's order.
    void read(int index, double[] positions, double[] velocities) {
        state.read(index, positions, velocities);
    }
}
