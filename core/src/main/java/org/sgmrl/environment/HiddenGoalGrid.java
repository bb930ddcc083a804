package org.sgmrl.environment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sgmrl.argument.Arguments;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.random.RandomStream;

/// A grid world whose goal is not observed: where it is must be found out by walking there.
///
/// | what | value |
/// |---|---|
/// | id | `grid-goal-NxN-v1` with N × N cells, N from 3 to 31; N = 5 is listed |
/// | task | the goal, uniform over the cells (column, row) but for the four of the start's corner, both coordinates at most 1 |
/// | start | the corner (0, 0) |
/// | observation | the cell, one-hot (N² numbers, index N row + column) |
/// | action | 0 stays; 1 to 4 go one column up, one down, one row up, one down; at the border the robot stays |
/// | reward | 1 where the step ends at the goal, otherwise −0.1 |
/// | ends | at the horizon only (3 N steps): staying at the goal pays most |
///
/// The grid world of Zintgraf et al. (2020), "VariBAD: A Very Good Method for Bayes-Adaptive Deep RL via Meta-Learning", section 5.1
/// (N = 5, 15 steps). There the observation is the pair of coordinates; one-hot, the same policy can be a table of logits, as
/// in exact certificates.
///
/// @param side number N of columns and of rows, from 3 to 31
public record HiddenGoalGrid(int side) implements MetaEnvironment<Goal> {
    private static final Pattern ID = Pattern.compile("grid-goal-([1-9][0-9]?)x\\1-v1");
    private static final int LEAST = 3;
    private static final int MOST = 31;
    private static final int TASKS = 20;
    private static final int ITERATIONS = 300;

    private static final int[] COLUMNS = {0, 1, -1, 0, 0};
    private static final int[] ROWS = {0, 0, 0, 1, -1};
    private static final int START = 0;
    /// Cells with both coordinates below this are too near to the start to be goals.
    private static final int NEAR = 2;

    private static final double AT_GOAL = 1;
    private static final double ELSEWHERE = -0.1;

    /// Checks the size.
    public HiddenGoalGrid {
        Arguments.require(side >= LEAST && side <= MOST, "side", side, "be from " + LEAST + " to " + MOST);
    }

    /// Those that are listed.
    static List<Environments.Entry> all() {
        return List.of(new Environments.Entry(
                "grid of 5 × 5 cells with an unseen goal; as grid-goal-NxN-v1 of any size", new HiddenGoalGrid(5)));
    }

    static Optional<MetaEnvironment<?>> byId(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int side = Integer.parseInt(matcher.group(1));
        return side >= LEAST && side <= MOST ? Optional.of(new HiddenGoalGrid(side)) : Optional.empty();
    }

    @Override
    public EnvironmentSpec spec() {
        return new EnvironmentSpec(
                "grid-goal-" + side + "x" + side + "-v1",
                side * side,
                new ActionSpace.Discrete(COLUMNS.length),
                3 * side,
                TASKS,
                ITERATIONS);
    }

    @Override
    public TaskDistribution<Goal> tasks() {
        return new Cells(side);
    }

    @Override
    public BatchedEnvironment<Goal> create(int rollouts) {
        return MetaEnvironment.of(spec(), tasks(), () -> new Walk(this)).create(rollouts);
    }

    @Override
    public Optional<StatefulEnvironment<Goal>> createStateful() {
        return Optional.of(new Walk(this));
    }

    /// A task as a finite MDP, for exact oracles: the same states, actions and rewards.
    ///
    /// @param goal a cell of the grid
    /// @return an MDP of N² states and five actions
    public FiniteMdp mdp(Goal goal) {
        Arguments.given("goal", goal);
        requireCell(new double[] {goal.x(), goal.y()}, side);
        int cells = side * side;
        int end = cell((int) goal.x(), (int) goal.y());
        double[] initial = new double[cells];
        double[][][] transition = new double[cells][COLUMNS.length][cells];
        double[][] reward = new double[cells][COLUMNS.length];
        initial[START] = 1;
        for (int s = 0; s < cells; s++) {
            for (int a = 0; a < COLUMNS.length; a++) {
                int next = next(s, a);
                transition[s][a][next] = 1;
                reward[s][a] = reward(next, end);
            }
        }
        return FiniteMdp.of(initial, transition, reward);
    }

    private int cell(int column, int row) {
        return side * row + column;
    }

    private int next(int cell, int action) {
        int column = Math.clamp(cell % side + COLUMNS[action], 0, side - 1);
        int row = Math.clamp(cell / side + ROWS[action], 0, side - 1);
        return cell(column, row);
    }

    private static double reward(int cell, int end) {
        return cell == end ? AT_GOAL : ELSEWHERE;
    }

    private record Cells(int side) implements GoalDistribution {
        @Override
        public Goal sample(RandomStream random) {
            // Row by row, where the first rows begin behind the cells that are too near.
            int shorter = side - NEAR;
            int index = random.nextInt(side * side - NEAR * NEAR);
            int behind = index - NEAR * shorter;
            int column = behind < 0 ? NEAR + index % shorter : behind % side;
            int row = behind < 0 ? index / shorter : NEAR + behind / side;
            return new Goal(column, row);
        }

        @Override
        public Goal task(double[] numbers) {
            Goal goal = GoalDistribution.super.task(numbers);
            requireCell(numbers, side);
            return goal;
        }
    }

    private static void requireCell(double[] numbers, int side) {
        for (double number : numbers) {
            if (number != Math.rint(number) || number < 0 || number >= side) {
                throw new IllegalArgumentException(
                        "must be whole numbers from 0 to " + (side - 1) + ", column and row, not " + number);
            }
        }
    }

    /// One robot on the grid.
    private static final class Walk implements VisibleEnvironment<Goal> {
        private static final double MARGIN = 0.08;
        private static final double ROBOT_RADIUS = 0.2;
        private static final double[] UPRIGHT = {1, 0, 0, 0, 1, 0, 0, 0, 1};

        private final HiddenGoalGrid grid;
        private Goal goal = new Goal(0, 0);
        private int cell;

        Walk(HiddenGoalGrid grid) {
            this.grid = grid;
        }

        @Override
        public void reset(Goal task, RandomStream random, double[] observation) {
            goal = task;
            enter(START, observation);
        }

        @Override
        public List<StateArray> stateArrays() {
            return List.of(new StateArray("cell", 2));
        }

        @Override
        public void restore(Goal task, double[] state, double[] observation) {
            requireCell(state, grid.side);
            goal = task;
            enter(grid.cell((int) state[0], (int) state[1]), observation);
        }

        @Override
        public void state(double[] state) {
            state[0] = column();
            state[1] = row();
        }

        @Override
        public double step(double[] action, double[] observation) {
            enter(grid.next(cell, (int) action[0]), observation);
            return reward(cell, grid.cell((int) goal.x(), (int) goal.y()));
        }

        private void enter(int to, double[] observation) {
            cell = to;
            FiniteMdpRollouts.writeOneHot(observation, 0, cell, grid.side * grid.side);
        }

        private int column() {
            return cell % grid.side;
        }

        private int row() {
            return cell / grid.side;
        }

        @Override
        public boolean terminated() {
            return false;
        }

        /// Where a column or row is in a picture, whose middle is the origin.
        private double place(double index) {
            return index - 0.5 * (grid.side - 1);
        }

        @Override
        public Scenery scenery() {
            String task = String.format(Locale.ROOT, "goal (%.0f, %.0f)", goal.x(), goal.y());
            return new Scenery(View.ABOVE, grid.side * (1 + MARGIN), true, Double.NaN, Double.NaN, "", task);
        }

        @Override
        public void show(Stage stage) {
            double border = 0.5 * grid.side;
            stage.walls(-border, -border, border, border);
            stage.goal(place(goal.x()), place(goal.y()));
            double[] position = {place(column()), place(row()), 0};
            stage.focus(position[0], position[1], 0);
            stage.part(Shape.SPHERE, new double[] {ROBOT_RADIUS}, position, UPRIGHT, 0);
        }

        @Override
        public String progress(double[] earlier, double[] now, int steps) {
            double moves = Math.abs(goal.x() - now[0]) + Math.abs(goal.y() - now[1]);
            return String.format(Locale.ROOT, "%.0f moves from the goal", moves);
        }
    }
}
