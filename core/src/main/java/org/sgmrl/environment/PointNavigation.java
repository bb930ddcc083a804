package org.sgmrl.environment;

import java.util.List;
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
public final class PointNavigation implements Navigation {
    private static final PointNavigation DISTANCE = new PointNavigation("point-navigation-v1", false);
    private static final PointNavigation SQUARED_DISTANCE = new PointNavigation("point-navigation-squared-v1", true);

    private static final double ARENA = 0.5;
    private static final double MAX_SPEED = 0.1;
    private static final double GOAL_TOLERANCE = 0.01;

    private final EnvironmentSpec spec;
    private final PointRobots.Rules rules;

    private PointNavigation(String id, boolean squared) {
        this.spec = new EnvironmentSpec(id, 2, ActionSpace.Box.uniform(2, -MAX_SPEED, MAX_SPEED), 100);
        this.rules = new DistancePay(squared);
    }

    /// All of them, in the order in which they are listed.
    static List<Environments.Entry> all() {
        return List.of(
                new Environments.Entry(
                        "2D navigation to an unseen goal, reward −distance (the released experiments)", distance()),
                new Environments.Entry(
                        "2D navigation to an unseen goal, reward −squared distance (the paper's text)",
                        squaredDistance()));
    }

    /// The variant whose reward is the negative distance.
    ///
    /// @return `point-navigation-v1`
    public static PointNavigation distance() {
        return DISTANCE;
    }

    /// The variant whose reward is the negative squared distance.
    ///
    /// @return `point-navigation-squared-v1`
    public static PointNavigation squaredDistance() {
        return SQUARED_DISTANCE;
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
        return new PointRobots(rollouts, rules);
    }

    @Override
    public Optional<StatefulEnvironment<Goal>> createStateful() {
        return Optional.of(new PointRobots.Single(rules));
    }

    @Override
    public double arena() {
        return rules.arena();
    }

    @Override
    public List<Region> regions(Goal task) {
        return rules.regions(task);
    }

    private enum Goals implements GoalDistribution {
        INSTANCE;

        @Override
        public Goal sample(RandomStream random) {
            double x = random.nextDouble(-ARENA, ARENA);
            double y = random.nextDouble(-ARENA, ARENA);
            return new Goal(x, y);
        }
    }

    private record DistancePay(boolean squared) implements PointRobots.Rules {
        @Override
        public double arena() {
            return ARENA;
        }

        @Override
        public double start() {
            return 0;
        }

        @Override
        public void judge(Goal goal, double[] positions, int count, double[] rewards, boolean[] terminated) {
            for (int k = 0; k < count; k++) {
                double dx = goal.x() - positions[2 * k];
                double dy = goal.y() - positions[2 * k + 1];
                double squaredDistance = dx * dx + dy * dy;
                rewards[k] = squared ? -squaredDistance : -Math.sqrt(squaredDistance);
                terminated[k] = Math.abs(dx) < GOAL_TOLERANCE && Math.abs(dy) < GOAL_TOLERANCE;
            }
        }

        @Override
        public List<Region> regions(Goal goal) {
            return List.of();
        }
    }
}
