package org.sgmrl.environment;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sgmrl.random.RandomStream;

/// 2D navigation in which most places pay nothing, so that data for adapting are worth something only where the
/// policy has explored. A step in a policy-gradient direction can learn nothing from trajectories without rewards.
///
/// | what | value |
/// |---|---|
/// | observation | position p (2 numbers); the goal is not observed |
/// | action | displacement of one step, each component in [-1, 1] |
/// | dynamics | p ← clip(p + action, -3, 3) |
/// | reward | max(0, 1 − ‖p − goal‖ / radius) + safe(p), with p after the step |
/// | ends | at the horizon only (50 steps): staying at the goal pays most |
///
/// | id | task | radius | safe(p) | start |
/// |---|---|---|---|---|
/// | `point-sparse-semicircle-v1` | goal = 2 (cos φ, sin φ), φ ~ U[0, π] | 1 | 0 | the origin |
/// | `point-sparse-corner-v1` | goal = (±2, ±2), four of equal probability | 2 | 0 | U[-0.2, 0.2]² |
/// | `point-safe-goal-v1` | goal = (±1.5, 0), two of equal probability | 1 | 0.5 if ‖p‖ ≤ 0.5, else 0 | the origin |
///
/// Goals on a half circle are those of Rakelly et al. (2019), whose circle and radius are smaller (1 and 0.2);
/// corners and their start are those of Rothfuss et al. (2019), whose sparse reward is the progress made in the
/// goal's quadrant. The third is the bandit with a safe arm in the plane: a policy that
/// stays where it starts earns 0.5 a step for sure; one that walks to one of the two places without knowing which of
/// them pays earns less on average, and one that knows up to twice as much.
public final class SparseNavigation implements Navigation {
    private static final SparseNavigation SEMICIRCLE = new SparseNavigation(
            "point-sparse-semicircle-v1", new Goals(SparseNavigation::onSemicircle), new RegionPay(0, 1, 0, 0));
    private static final SparseNavigation CORNER = new SparseNavigation(
            "point-sparse-corner-v1", new Goals(SparseNavigation::inCorner), new RegionPay(0.2, 2, 0, 0));
    private static final SparseNavigation SAFE_GOAL = new SparseNavigation(
            "point-safe-goal-v1", new Goals(SparseNavigation::leftOrRight), new RegionPay(0, 1, 0.5, 0.5));

    private static final double ARENA = 3;
    private static final double MAX_STEP = 1;
    private static final int HORIZON = 50;
    private static final int TASKS = 20;
    private static final int ITERATIONS = 150;

    private final EnvironmentSpec spec;
    private final Goals goals;
    private final PointRobots.Rules rules;

    private SparseNavigation(String id, Goals goals, RegionPay rules) {
        this.spec =
                new EnvironmentSpec(id, 2, ActionSpace.Box.uniform(2, -MAX_STEP, MAX_STEP), HORIZON, TASKS, ITERATIONS);
        this.goals = goals;
        this.rules = rules;
    }

    /// All of them, in the order in which they are listed.
    static List<Environments.Entry> all() {
        return List.of(
                new Environments.Entry(
                        "2D navigation to an unseen goal on a half circle, reward near the goal only", semicircle()),
                new Environments.Entry(
                        "2D navigation to an unseen one of four corners, reward near the goal only", corner()),
                new Environments.Entry(
                        "2D navigation: poor reward at the start, rich one on an unseen side", safeGoal()));
    }

    /// Goals on a half circle.
    ///
    /// @return `point-sparse-semicircle-v1`
    public static SparseNavigation semicircle() {
        return SEMICIRCLE;
    }

    /// Goals in four corners.
    ///
    /// @return `point-sparse-corner-v1`
    public static SparseNavigation corner() {
        return CORNER;
    }

    /// A poor reward at the start, and a rich one on its left or its right.
    ///
    /// @return `point-safe-goal-v1`
    public static SparseNavigation safeGoal() {
        return SAFE_GOAL;
    }

    private static Goal onSemicircle(RandomStream random) {
        double angle = random.nextDouble(0, Math.PI);
        return new Goal(2 * StrictMath.cos(angle), 2 * StrictMath.sin(angle));
    }

    private static Goal inCorner(RandomStream random) {
        return new Goal(side(random, 2), side(random, 2));
    }

    private static Goal leftOrRight(RandomStream random) {
        return new Goal(side(random, 1.5), 0);
    }

    private static double side(RandomStream random, double distance) {
        return random.nextDouble() < 0.5 ? -distance : distance;
    }

    @Override
    public EnvironmentSpec spec() {
        return spec;
    }

    @Override
    public TaskDistribution<Goal> tasks() {
        return goals;
    }

    @Override
    public double arena() {
        return rules.arena();
    }

    @Override
    public List<Region> regions(Goal task) {
        return rules.regions(task);
    }

    @Override
    public BatchedEnvironment<Goal> create(int rollouts) {
        return new PointRobots(rollouts, rules);
    }

    @Override
    public Optional<StatefulEnvironment<Goal>> createStateful() {
        return Optional.of(new PointRobots.Single(rules));
    }

    private record Goals(Function<RandomStream, Goal> draw) implements GoalDistribution {
        @Override
        public Goal sample(RandomStream random) {
            return draw.apply(random);
        }
    }

    /// @param radius of the rich reward, which falls from 1 at the goal to 0
    /// @param safePay sure reward around the origin
    /// @param safeRadius how far it reaches
    private record RegionPay(double start, double radius, double safePay, double safeRadius)
            implements PointRobots.Rules {
        @Override
        public double arena() {
            return ARENA;
        }

        @Override
        public void judge(Goal goal, double[] positions, int count, double[] rewards, boolean[] terminated) {
            for (int k = 0; k < count; k++) {
                double x = positions[2 * k];
                double y = positions[2 * k + 1];
                double dx = goal.x() - x;
                double dy = goal.y() - y;
                double rich = Math.max(0, 1 - Math.sqrt(dx * dx + dy * dy) / radius);
                double safe = x * x + y * y <= safeRadius * safeRadius ? safePay : 0;
                rewards[k] = rich + safe;
                terminated[k] = false;
            }
        }

        @Override
        public List<Region> regions(Goal goal) {
            Region rich = new Region(goal.x(), goal.y(), radius);
            return safePay > 0 ? List.of(new Region(0, 0, safeRadius), rich) : List.of(rich);
        }
    }
}
