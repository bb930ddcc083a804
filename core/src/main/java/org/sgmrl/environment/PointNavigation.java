package org.sgmrl.environment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sgmrl.random.RandomStream;

/// 2D navigation: a point robot walks from the origin to a goal that it does not observe.
///
/// | what | value |
/// |---|---|
/// | task | goal ~ U[-0.5, 0.5]² |
/// | start | the origin |
/// | observation | position (2 numbers) |
/// | action | velocity, each component in [-0.1, 0.1] per step |
/// | dynamics | position ← clip(position + action, -0.5, 0.5) |
/// | reward | `point-navigation-v1`: −‖goal − next position‖; `point-navigation-squared-v1`: −‖goal − next position‖² |
/// | ends | when within 0.01 of the goal on both axes, or at the horizon (100 steps) |
///
/// The environment of section 5 of Fallah et al. (2021). Its text gives the squared distance as the reward,
/// its released experiments use the distance: hence the two variants.
public final class PointNavigation implements MetaEnvironment<Goal> {
    private static final double ARENA = 0.5;
    private static final double MAX_SPEED = 0.1;
    private static final double GOAL_TOLERANCE = 0.01;

    private final EnvironmentSpec spec;
    private final boolean squared;

    private PointNavigation(String id, boolean squared) {
        this.spec = new EnvironmentSpec(id, 2, ActionSpace.Box.uniform(2, -MAX_SPEED, MAX_SPEED), 100);
        this.squared = squared;
    }

    /// The variant whose reward is the negative distance.
    ///
    /// @return `point-navigation-v1`
    public static PointNavigation distance() {
        return new PointNavigation("point-navigation-v1", false);
    }

    /// The variant whose reward is the negative squared distance.
    ///
    /// @return `point-navigation-squared-v1`
    public static PointNavigation squaredDistance() {
        return new PointNavigation("point-navigation-squared-v1", true);
    }

    @Override
    public EnvironmentSpec spec() {
        return spec;
    }

    @Override
    public TaskDistribution<Goal> tasks() {
        return Goals.INSTANCE;
    }

    @Override
    public BatchedEnvironment<Goal> create(int rollouts) {
        return new Batch(rollouts, squared);
    }

    @Override
    public Optional<StatefulEnvironment<Goal>> createStateful() {
        return Optional.of(new Single(squared));
    }

    private enum Goals implements TaskDistribution<Goal> {
        INSTANCE;

        @Override
        public Goal sample(RandomStream random) {
            double x = random.nextDouble(-ARENA, ARENA);
            double y = random.nextDouble(-ARENA, ARENA);
            return new Goal(x, y);
        }

        @Override
        public String label() {
            return "goal";
        }

        @Override
        public int parameterCount() {
            return 2;
        }

        @Override
        public void parameters(Goal task, double[] out) {
            out[0] = task.x();
            out[1] = task.y();
        }

        @Override
        public Goal task(double[] numbers) {
            TaskDistribution.require(numbers, 2);
            return new Goal(numbers[0], numbers[1]);
        }
    }

    /// All rollouts as a structure of arrays.
    private static final class Batch implements BatchedEnvironment<Goal> {
        private final double[] x;
        private final double[] y;
        private final boolean squared;
        private double goalX;
        private double goalY;

        Batch(int rollouts, boolean squared) {
            this.x = new double[rollouts];
            this.y = new double[rollouts];
            this.squared = squared;
        }

        @Override
        public void reset(Goal task, RandomStream[] streams, int rollouts, double[] observations) {
            goalX = task.x();
            goalY = task.y();
            for (int i = 0; i < rollouts; i++) {
                x[i] = 0;
                y[i] = 0;
                observations[2 * i] = 0;
                observations[2 * i + 1] = 0;
            }
        }

        @Override
        public void step(
                int[] active,
                int count,
                double[] actions,
                double[] observations,
                double[] rewards,
                boolean[] terminated) {
            for (int k = 0; k < count; k++) {
                int i = active[k];
                double nextX = Math.clamp(x[i] + actions[2 * k], -ARENA, ARENA);
                double nextY = Math.clamp(y[i] + actions[2 * k + 1], -ARENA, ARENA);
                x[i] = nextX;
                y[i] = nextY;
                observations[2 * k] = nextX;
                observations[2 * k + 1] = nextY;
                double dx = goalX - nextX;
                double dy = goalY - nextY;
                double squaredDistance = dx * dx + dy * dy;
                rewards[k] = squared ? -squaredDistance : -Math.sqrt(squaredDistance);
                terminated[k] = Math.abs(dx) < GOAL_TOLERANCE && Math.abs(dy) < GOAL_TOLERANCE;
            }
        }
    }

    /// A batch of one that starts anywhere.
    private static final class Single implements VisibleEnvironment<Goal> {
        private static final double MARGIN = 0.04;
        private static final double ROBOT_RADIUS = 0.014;
        private static final double[] UPRIGHT = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        private static final int[] FIRST = {0};
        private static final RandomStream[] NO_STREAMS = {};

        private final Batch batch;
        private final double[] reward = new double[1];
        private final boolean[] terminated = new boolean[1];

        Single(boolean squared) {
            this.batch = new Batch(1, squared);
        }

        @Override
        public void reset(Goal task, RandomStream random, double[] observation) {
            batch.reset(task, NO_STREAMS, 1, observation);
            terminated[0] = false;
        }

        @Override
        public List<StateArray> stateArrays() {
            return List.of(new StateArray("position", 2));
        }

        @Override
        public void restore(Goal task, double[] state, double[] observation) {
            batch.reset(task, NO_STREAMS, 1, observation);
            batch.x[0] = state[0];
            batch.y[0] = state[1];
            observation[0] = state[0];
            observation[1] = state[1];
            terminated[0] = false;
        }

        @Override
        public void state(double[] state) {
            state[0] = batch.x[0];
            state[1] = batch.y[0];
        }

        @Override
        public Scenery scenery() {
            String task = String.format(Locale.ROOT, "goal (%.2f, %.2f)", batch.goalX, batch.goalY);
            return new Scenery(View.ABOVE, 2 * (ARENA + MARGIN), true, Double.NaN, Double.NaN, "", task);
        }

        @Override
        public void show(Stage stage) {
            stage.walls(-ARENA, -ARENA, ARENA, ARENA);
            stage.goal(batch.goalX, batch.goalY);
            stage.focus(batch.x[0], batch.y[0], 0);
            double[] position = {batch.x[0], batch.y[0], 0};
            stage.part(Shape.SPHERE, new double[] {ROBOT_RADIUS}, position, UPRIGHT, 0);
        }

        @Override
        public String progress(double[] earlier, double[] now, int steps) {
            double dx = batch.goalX - now[0];
            double dy = batch.goalY - now[1];
            return String.format(Locale.ROOT, "distance %.2f", Math.sqrt(dx * dx + dy * dy));
        }

        @Override
        public double step(double[] action, double[] observation) {
            batch.step(FIRST, 1, action, observation, reward, terminated);
            return reward[0];
        }

        @Override
        public boolean terminated() {
            return terminated[0];
        }
    }
}
