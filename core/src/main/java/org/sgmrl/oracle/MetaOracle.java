package org.sgmrl.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;

/// V_ζ, ∇V_ζ and estimator expectations on a finite problem, exactly, by enumeration of all inner batches.
///
///     θ_0 = θ,   D_t ~ q_i(·;θ_{t−1}),   θ_t = θ_{t−1} + α/D_in Σ_{τ∈D_t} g_i(τ;θ_{t−1}),   t = 1..ζ
///     V_ζ(θ) = Σ_i p(i) E_{D_1..D_ζ} [ J_i(θ_ζ) ]                        (eqs. 6 and 7 of the paper)
///
/// Batches are enumerated as multisets with multinomial probabilities, over classes of trajectories that no
/// quantity can tell apart. ∇V_ζ is computed by forward-mode differentiation along each inner path; the
/// expectations by the backward loop of [EstimatorVariant]. The two share no code beyond the trajectories,
/// so that "the expectation of `sg-mrl` equals ∇V" is a check and not an identity of the implementation.
///
/// The work is cut into blocks that depend on the problem alone and the parts are added in block order: the
/// bits of a result do not depend on the number of threads. One object serves one caller at a time.
public final class MetaOracle {
    /// More blocks balance the load better, fewer need less memory for their parts.
    private static final double MAX_BLOCKS_PER_TASK = 512;

    /// Below this many inner paths a block is not worth handing out.
    private static final double MIN_PATHS_PER_BLOCK = 4096;

    /// About 240 MB.
    private static final double MAX_NUMBERS = 3e7;

    private final MdpProblem problem;
    private final Adaptation inner;
    private final OracleSettings settings;
    private final int dimension;
    private final List<TaskPaths> tasks;
    private final List<BatchNode> roots;
    private final List<Block> blocks;
    private final double paths;
    private final int groups;

    /// First inner batches `from` to `to` − 1 of a task.
    private record Block(int task, long from, long to) {}

    /// Computes what one range of first batches contributes.
    private interface PartWorker {
        /// @param out receives the contribution; overwritten
        /// @return the contribution to V
        double part(long from, long to, double[] out);
    }

    private MetaOracle(
            MdpProblem problem,
            Adaptation inner,
            OracleSettings settings,
            List<TaskPaths> tasks,
            double paths,
            int groups) {
        this.problem = problem;
        this.inner = inner;
        this.settings = settings;
        this.dimension = problem.states() * problem.actions();
        this.tasks = tasks;
        this.paths = paths;
        this.groups = groups;
        this.roots = new ArrayList<>();
        this.blocks = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            TaskPaths task = tasks.get(i);
            roots.add(task.newNode());
            if (task.probability > 0) {
                cut(i, task);
            }
        }
    }

    private void cut(int i, TaskPaths task) {
        double pathsPerBatch = StrictMath.pow(task.batchCount(), inner.steps() - 1.0);
        long size = (long)
                Math.ceil(Math.max(task.batchCount() / MAX_BLOCKS_PER_TASK, MIN_PATHS_PER_BLOCK / pathsPerBatch));
        for (long from = 0; from < task.batches(); from += size) {
            blocks.add(new Block(i, from, Math.min(from + size, task.batches())));
        }
    }

    /// Enumerates the trajectories and counts the inner paths.
    ///
    /// @throws EnumerationTooLargeException before any long work, if a limit of the settings is exceeded
    public static MetaOracle create(MdpProblem problem, Adaptation inner, OracleSettings settings) {
        requireTrajectoriesWithin(problem, inner, settings);
        List<TaskPaths> tasks = new ArrayList<>();
        double paths = 0;
        for (MdpTask task : problem.tasks()) {
            TaskPaths model = new TaskPaths(problem, task, inner);
            tasks.add(model);
            double taskPaths = 1;
            for (int t = 0; t < inner.steps(); t++) {
                taskPaths *= model.batchCount();
            }
            paths += taskPaths;
        }
        requireWithin(paths, settings);
        return new MetaOracle(problem, inner, settings, tasks, paths, Integer.MAX_VALUE);
    }

    private static void requireTrajectoriesWithin(MdpProblem problem, Adaptation inner, OracleSettings settings) {
        double dimension = (double) problem.states() * problem.actions();
        // The Jacobian of each inner step, and per trajectory its visits, pairs of them, N, W, score and g.
        double numbers = (inner.steps() + 1) * dimension * dimension;
        for (MdpTask task : problem.tasks()) {
            double trajectories = TrajectoryTable.countTrajectories(task.mdp(), problem.horizon());
            if (trajectories > settings.maxTrajectories()) {
                throw new EnumerationTooLargeException(
                        "the number of trajectories of a task",
                        trajectories,
                        settings.maxTrajectories(),
                        "use a smaller horizon or fewer states and actions, or raise the limit");
            }
            double decisions = problem.horizon() + 1.0;
            numbers += trajectories * (decisions + decisions * decisions + 4 * dimension);
        }
        if (numbers > MAX_NUMBERS) {
            throw new EnumerationTooLargeException(
                    "the number of numbers to keep in memory",
                    numbers,
                    MAX_NUMBERS,
                    "use a smaller horizon or fewer tasks, states and actions");
        }
    }

    /// The same with another number of groups in the linear score term; at first each trajectory
    /// is one.
    ///
    /// @param changed groups of the inner trajectories, at least 1; more than there are
    ///     trajectories: each is a group
    public MetaOracle leavingOut(int changed) {
        if (changed < 1) {
            throw new IllegalArgumentException("groups = " + changed + " must be at least 1");
        }
        return new MetaOracle(problem, inner, settings, tasks, paths, changed);
    }

    /// The problem.
    public MdpProblem problem() {
        return problem;
    }

    /// The adaptation.
    public Adaptation inner() {
        return inner;
    }

    /// The number of inner paths (sequences of ζ distinct batches, over all tasks) that one evaluation
    /// visits.
    public double pathsPerEvaluation() {
        return paths;
    }

    /// Refuses a request that needs too many evaluations (of V, of ∇V or of expectations).
    ///
    /// @throws EnumerationTooLargeException if evaluations × [#pathsPerEvaluation()] exceeds the limit
    public void requireFeasible(double evaluations) {
        requireWithin(evaluations * paths, settings);
    }

    private static void requireWithin(double paths, OracleSettings settings) {
        if (!(paths <= settings.maxInnerPaths())) {
            throw new EnumerationTooLargeException(
                    "the number of inner paths to visit",
                    paths,
                    settings.maxInnerPaths(),
                    "use fewer inner steps, inner trajectories, flow steps or a smaller horizon, or raise the limit");
        }
    }

    /// V_ζ(θ).
    ///
    /// @param theta logits, shape `[S·A]`
    /// @throws ArithmeticException if the result is not finite
    public double value(double[] theta) {
        return evaluate(
                theta,
                0,
                task -> new BackwardExpectation(
                        tasks.get(task), inner, roots.get(task), new EstimatorVariant[0], groups)::part,
                new double[0],
                "value",
                OracleProgress.NONE);
    }

    /// V_ζ(θ) and ∇V_ζ(θ).
    ///
    /// @param theta logits, shape `[S·A]`
    /// @param gradient receives ∇V_ζ, shape `[S·A]`; overwritten
    /// @throws ArithmeticException if a result is not finite
    public double valueAndGradient(double[] theta, double[] gradient) {
        return valueAndGradient(theta, gradient, OracleProgress.NONE);
    }

    /// V_ζ(θ) and ∇V_ζ(θ), with reports on the way.
    ///
    /// @param theta logits, shape `[S·A]`
    /// @param gradient receives ∇V_ζ, shape `[S·A]`; overwritten
    /// @param progress told after each block
    /// @throws ArithmeticException if a result is not finite
    public double valueAndGradient(double[] theta, double[] gradient, OracleProgress progress) {
        return valueAndGradient(theta, ForwardGradient.Variable.PARAMETERS, gradient, progress);
    }

    /// V_ζ(θ) and its gradient with respect to step sizes, one of each parameter (θ_t = θ_{t−1} + α ⊙ ĝ), at the point
    /// where all are the adaptation's.
    ///
    /// @param theta logits, shape `[S·A]`
    /// @param gradient receives ∇_α V_ζ, shape `[S·A]`; overwritten
    /// @param progress told after each block
    /// @throws ArithmeticException if a result is not finite
    public double valueAndStepSizeGradient(double[] theta, double[] gradient, OracleProgress progress) {
        return valueAndGradient(theta, ForwardGradient.Variable.STEP_SIZES, gradient, progress);
    }

    private double valueAndGradient(
            double[] theta, ForwardGradient.Variable variable, double[] gradient, OracleProgress progress) {
        requireLength("gradient", gradient.length);
        return evaluate(
                theta,
                dimension,
                task -> new ForwardGradient(tasks.get(task), inner, roots.get(task), variable)::part,
                gradient,
                "gradient",
                progress);
    }

    /// The exact expectation of one estimator variant.
    ///
    /// @param variant the estimator
    /// @param theta logits, shape `[S·A]`
    /// @param out receives the expectation, shape `[S·A]`; overwritten
    /// @return V_ζ(θ)
    /// @throws ArithmeticException if a result is not finite
    public double expectation(EstimatorVariant variant, double[] theta, double[] out) {
        requireLength("out", out.length);
        double[] both = new double[2 * dimension];
        double value = expectations(new EstimatorVariant[] {variant}, theta, both, OracleProgress.NONE);
        System.arraycopy(both, 0, out, 0, dimension);
        return value;
    }

    /// What an estimator estimates on average.
    ///
    /// @param theta its expectation where step sizes are given
    /// @param stepSizes of the part for α where step sizes are learned, at the point where all are the adaptation's
    public record Expectation(StateActionTable theta, StateActionTable stepSizes) {}

    /// The exact expectation of every estimator variant.
    ///
    /// @param theta logits, S × A
    /// @param progress told after each block
    /// @throws ArithmeticException if a result is not finite
    public Map<EstimatorVariant, StateActionTable> expectations(StateActionTable theta, OracleProgress progress) {
        Map<EstimatorVariant, StateActionTable> result = new LinkedHashMap<>();
        expectationsWithStepSizes(theta, progress).forEach((variant, both) -> result.put(variant, both.theta()));
        return result;
    }

    /// The same with those of the parts for α.
    ///
    /// @param theta logits, S × A
    /// @param progress told after each block
    /// @throws ArithmeticException if a result is not finite
    public Map<EstimatorVariant, Expectation> expectationsWithStepSizes(
            StateActionTable theta, OracleProgress progress) {
        EstimatorVariant[] variants = EstimatorVariant.all().toArray(EstimatorVariant[]::new);
        double[] flat = new double[2 * variants.length * dimension];
        expectations(variants, theta.toFlat(), flat, progress);
        Map<EstimatorVariant, Expectation> result = new LinkedHashMap<>();
        for (int k = 0; k < variants.length; k++) {
            result.put(variants[k], new Expectation(table(flat, 2 * k), table(flat, 2 * k + 1)));
        }
        return result;
    }

    private StateActionTable table(double[] flat, int number) {
        return StateActionTable.ofFlat(
                problem.states(),
                problem.actions(),
                Arrays.copyOfRange(flat, number * dimension, (number + 1) * dimension));
    }

    private double expectations(EstimatorVariant[] variants, double[] theta, double[] out, OracleProgress progress) {
        return evaluate(
                theta,
                2 * variants.length * dimension,
                task -> new BackwardExpectation(tasks.get(task), inner, roots.get(task), variants, groups)::part,
                out,
                "expectations",
                progress);
    }

    /// Σ_i p(i) Σ_blocks part.
    ///
    /// @param out receives the sum of `width` numbers; overwritten
    /// @return the sum of the parts of V
    private double evaluate(
            double[] theta,
            int width,
            IntFunction<PartWorker> workers,
            double[] out,
            String phase,
            OracleProgress progress) {
        requireLength("theta", theta.length);
        for (BatchNode root : roots) {
            root.prepare(theta);
        }
        double[][] parts = new double[blocks.size()][width];
        double[] values = new double[blocks.size()];
        // Starting a thread costs more than a small enumeration.
        int usefulThreads = (int) Math.min(settings.threads(), 1 + paths / MIN_PATHS_PER_BLOCK);
        BlockRunner.run(
                blocks.size(),
                usefulThreads,
                () -> new BlockRunner.Worker() {
                    private int task = -1;
                    private PartWorker worker = (from, to, part) -> 0;

                    @Override
                    public void run(int number) {
                        Block block = blocks.get(number);
                        if (block.task != task) {
                            task = block.task;
                            worker = workers.apply(task);
                        }
                        values[number] = worker.part(block.from, block.to, parts[number]);
                    }
                },
                done -> progress.advanced(phase, done, blocks.size()));
        return reduce(parts, values, width, out);
    }

    private double reduce(double[][] parts, double[] values, int width, double[] out) {
        double value = 0;
        Arrays.fill(out, 0, width, 0);
        double[] taskSum = new double[width];
        int b = 0;
        for (int i = 0; i < tasks.size(); i++) {
            double taskValue = 0;
            Arrays.fill(taskSum, 0);
            for (; b < values.length && blocks.get(b).task == i; b++) {
                taskValue += values[b];
                for (int j = 0; j < width; j++) {
                    taskSum[j] += parts[b][j];
                }
            }
            value += tasks.get(i).probability * taskValue;
            for (int j = 0; j < width; j++) {
                out[j] += tasks.get(i).probability * taskSum[j];
            }
        }
        requireFinite(value);
        for (int j = 0; j < width; j++) {
            requireFinite(out[j]);
        }
        return value;
    }

    private static void requireFinite(double number) {
        if (!Double.isFinite(number)) {
            throw new ArithmeticException("a result is " + number
                    + ": rewards, logits or step sizes are too large for double precision; scale them down");
        }
    }

    private void requireLength(String name, int length) {
        if (length != dimension) {
            throw new IllegalArgumentException(
                    name + " has " + length + " elements; it must have states × actions = " + dimension);
        }
    }
}
