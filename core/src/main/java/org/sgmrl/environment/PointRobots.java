package org.sgmrl.environment;

import java.util.List;
import java.util.Locale;
import org.sgmrl.random.RandomStream;

/// Point robots stepped in lockstep, as a structure of arrays: position ← clip(position + action, -arena, arena).
final class PointRobots implements BatchedEnvironment<Goal> {
    /// What is particular to an environment.
    interface Rules {
        /// The walls are at ± this.
        double arena();

        /// Rollouts start uniformly in [-start, start]², at the origin if 0.
        double start();

        /// Rewards a step and says whether it was the last one.
        ///
        /// @param positions row `k` is where a robot has come to, `[count × 2]`
        /// @param rewards overwritten
        /// @param terminated overwritten
        void judge(Goal goal, double[] positions, int count, double[] rewards, boolean[] terminated);

        /// See [Navigation#regions].
        List<Navigation.Region> regions(Goal goal);
    }

    private final Rules rules;
    private final double[] x;
    private final double[] y;
    private Goal goal = new Goal(0, 0);

    PointRobots(int rollouts, Rules rules) {
        this.rules = rules;
        this.x = new double[rollouts];
        this.y = new double[rollouts];
    }

    @Override
    public void reset(Goal task, RandomStream[] streams, int rollouts, double[] observations) {
        double start = rules.start();
        for (int i = 0; i < rollouts; i++) {
            if (start > 0) {
                place(i, streams[i].nextDouble(-start, start), streams[i].nextDouble(-start, start), observations);
            } else {
                place(i, 0, 0, observations);
            }
        }
        goal = task;
    }

    private void place(int i, double startX, double startY, double[] observations) {
        x[i] = startX;
        y[i] = startY;
        observations[2 * i] = startX;
        observations[2 * i + 1] = startY;
    }

    @Override
    public void step(
            int[] active, int count, double[] actions, double[] observations, double[] rewards, boolean[] terminated) {
        double arena = rules.arena();
        for (int k = 0; k < count; k++) {
            int i = active[k];
            double nextX = Math.clamp(x[i] + actions[2 * k], -arena, arena);
            double nextY = Math.clamp(y[i] + actions[2 * k + 1], -arena, arena);
            x[i] = nextX;
            y[i] = nextY;
            observations[2 * k] = nextX;
            observations[2 * k + 1] = nextY;
        }
        rules.judge(goal, observations, count, rewards, terminated);
    }

    /// A batch of one that starts anywhere.
    static final class Single implements VisibleEnvironment<Goal> {
        /// Of the arena.
        private static final double MARGIN = 0.08;
        /// Of the arena.
        private static final double ROBOT_RADIUS = 0.028;

        private static final double[] UPRIGHT = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        private static final int[] FIRST = {0};

        private final Rules rules;
        private final PointRobots batch;
        private final RandomStream[] stream = {new RandomStream()};
        private final double[] reward = new double[1];
        private final boolean[] terminated = new boolean[1];

        Single(Rules rules) {
            this.rules = rules;
            this.batch = new PointRobots(1, rules);
        }

        @Override
        public void reset(Goal task, RandomStream random, double[] observation) {
            stream[0] = random;
            batch.reset(task, stream, 1, observation);
            terminated[0] = false;
        }

        @Override
        public List<StateArray> stateArrays() {
            return List.of(new StateArray("position", 2));
        }

        @Override
        public void restore(Goal task, double[] state, double[] observation) {
            batch.goal = task;
            batch.place(0, state[0], state[1], observation);
            terminated[0] = false;
        }

        @Override
        public void state(double[] state) {
            state[0] = batch.x[0];
            state[1] = batch.y[0];
        }

        @Override
        public Scenery scenery() {
            String task = String.format(Locale.ROOT, "goal (%.2f, %.2f)", batch.goal.x(), batch.goal.y());
            double breadth = 2 * rules.arena() * (1 + MARGIN);
            return new Scenery(View.ABOVE, breadth, true, Double.NaN, Double.NaN, "", task);
        }

        @Override
        public void show(Stage stage) {
            double arena = rules.arena();
            stage.walls(-arena, -arena, arena, arena);
            for (Navigation.Region region : rules.regions(batch.goal)) {
                stage.region(region.x(), region.y(), region.radius());
            }
            stage.goal(batch.goal.x(), batch.goal.y());
            stage.focus(batch.x[0], batch.y[0], 0);
            double[] position = {batch.x[0], batch.y[0], 0};
            stage.part(Shape.SPHERE, new double[] {ROBOT_RADIUS * arena}, position, UPRIGHT, 0);
        }

        @Override
        public String progress(double[] earlier, double[] now, int steps) {
            double dx = batch.goal.x() - now[0];
            double dy = batch.goal.y() - now[1];
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
