package org.sgmrl.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.io.Closing;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.training.VarianceComponents.Expectation;

/// Takes the variance of the meta-gradient apart with the code that trains: for each of several tasks
/// several sets of inner data, and for each of these several outer batches.
///
/// @param <T> type of the task
public final class VarianceStudy<T> implements AutoCloseable {
    private final PieceEngine<Batches, TaskSums> engine;

    /// What is asked of tasks.
    private record Batches(int inner, int outer, long seed) implements Serializable {}

    /// Each piece is a task.
    private record Work(EstimatorSettings settings, LeaveOut leaveOut) implements PieceWork<Batches, TaskSums> {
        Work {
            Arguments.given("settings", settings);
            Arguments.given("leaveOut", leaveOut);
        }

        @Override
        public <T> PieceWork.Worker<Batches, TaskSums> newWorker(
                MetaEnvironment<T> environment, Policy policy, OwnParts parts) {
            return new VarianceStudy.Worker<>(environment, policy, parts, this);
        }
    }

    /// A study with its own threads.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings what a share is made of, but for the score term
    /// @param leaveOut what baseline leave-trajectory-out leaves out
    /// @param threads number of workers, at least 1
    public VarianceStudy(
            MetaEnvironment<T> environment, Policy policy, EstimatorSettings settings, LeaveOut leaveOut, int threads) {
        this.engine = new LocalPieces<>(environment, policy, OwnParts.NONE, new Work(settings, leaveOut), threads);
    }

    /// A study by any engine.
    ///
    /// @param request what to sample with: environment, policy, settings and parts
    /// @param leaveOut what baseline leave-trajectory-out leaves out
    /// @param engines starts the engine, which is closed with the study
    public VarianceStudy(EngineRequest<T> request, LeaveOut leaveOut, PieceEngine.Factory engines) {
        Arguments.given("request", request);
        Arguments.given("engines", engines);
        this.engine = engines.create(request, new Work(request.settings().estimator(), leaveOut));
    }

    /// The scores of SG-MRL, whatever the method was: the study has baselines of its own.
    private static EstimatorSettings summingScores(EstimatorSettings settings) {
        return settings.withMethod(method -> method.summingScores(Coefficient.NONE));
    }

    private static EstimatorSettings leavingOut(EstimatorSettings settings, LeaveOut how) {
        return settings.withMethod(method -> method.withLeaveOut(how).summingScores(Coefficient.LEAVE_TRAJECTORY_OUT));
    }

    private static EstimatorSettings linear(EstimatorSettings settings, LeaveOut how) {
        return settings.withMethod(
                method -> method.withLeaveOut(how.withExact(0)).summingScores(Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR));
    }

    /// Measures. The result depends on the request alone, not on the number of threads.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param tasks tasks, at least 2
    /// @param innerBatches inner data sets of each task, at least 2
    /// @param outerBatches outer batches of each of these, at least 2; innerBatches (outerBatches + 1) must fit an int
    /// @param seed seed of tasks and rollouts
    /// @param progress told the number of tasks done now and then, on the calling thread
    /// @return the components
    public VarianceComponents measure(
            double[] theta, int tasks, int innerBatches, int outerBatches, long seed, IntConsumer progress) {
        atLeastTwo("tasks", tasks);
        atLeastTwo("innerBatches", innerBatches);
        atLeastTwo("outerBatches", outerBatches);
        // Every batch has a number in the random keys: those of the inner data first, then the outer ones.
        long batches = innerBatches * (outerBatches + 1L);
        if (batches > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "innerBatches × (outerBatches + 1) = " + batches + " must be at most " + Integer.MAX_VALUE);
        }
        List<TaskSums> sums = new ArrayList<>();
        engine.inRounds(
                theta, new Batches(innerBatches, outerBatches, seed), tasks, (ofTask, _) -> sums.add(ofTask), progress);
        return new Analysis(sums, innerBatches, outerBatches).components();
    }

    private static void atLeastTwo(String name, int value) {
        if (value < 2) {
            throw new IllegalArgumentException(name + " = " + value + " must be at least 2");
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    /// What one task showed.
    private static final class TaskSums implements Serializable {
        private static final long serialVersionUID = 1;

        /// `[innerBatches][outerBatches]`
        final double[][] returns;

        final double[][] scales;
        /// ‖score‖² of each inner data set.
        final double[] scoreSquares;

        /// Mean over everything of the base, and of the score term with the task's own mean as its baseline.
        final double[] base;

        final double[] scoreTerm;

        /// Mean over everything of ‖base‖².
        double baseSquares;

        /// Mean over everything of ‖score term‖² with groups of trajectories left out; NaN if not estimated.
        double leavingOutSquares;

        /// The same with the linear form of leaving out, whose expectation may be another: ‖score
        /// term‖² and the term.
        double linearSquares;

        final double[] linearTerm;

        TaskSums(int innerBatches, int outerBatches, int dimension) {
            returns = new double[innerBatches][outerBatches];
            scales = new double[innerBatches][outerBatches];
            scoreSquares = new double[innerBatches];
            base = new double[dimension];
            scoreTerm = new double[dimension];
            linearTerm = new double[dimension];
        }
    }

    private static final class Worker<T> implements PieceWork.Worker<Batches, TaskSums> {
        private final TaskDistribution<T> distribution;
        private final int dimension;
        private final TaskGradientEstimator<T> estimator;
        private final @Nullable TaskGradientEstimator<T> leavingOut;
        private final TaskGradientEstimator<T> linear;
        private final TaskGradient share;
        private final TaskGradient leftOut;

        Worker(MetaEnvironment<T> environment, Policy policy, OwnParts parts, Work work) {
            EstimatorSettings settings = work.settings();
            LeaveOut leaveOut = work.leaveOut();
            AdvantageEstimator.Factory weights = parts.advantageEstimators(settings);
            this.distribution = environment.tasks();
            this.dimension = policy.parameterCount();
            this.share = new TaskGradient(dimension);
            this.leftOut = new TaskGradient(dimension);
            try (Closing opened = new Closing()) {
                this.estimator = opened.add(
                        new TaskGradientEstimator<>(environment, policy, summingScores(settings), weights, false));
                this.linear = opened.add(
                        new TaskGradientEstimator<>(environment, policy, linear(settings, leaveOut), weights, true));
                this.leavingOut = settings.innerStep().steps() == 1
                        ? new TaskGradientEstimator<>(
                                environment, policy, leavingOut(settings, leaveOut), weights, false)
                        : null;
                opened.keep();
            }
        }

        @Override
        public void close() {
            try (Closing all = new Closing()) {
                all.add(estimator);
                all.add(linear);
                if (leavingOut != null) {
                    all.add(leavingOut);
                }
            }
        }

        @Override
        public TaskSums answer(double[] theta, Batches asked, int index) {
            long seed = asked.seed();
            int batches = asked.inner();
            int outerBatches = asked.outer();
            TaskSums out = new TaskSums(batches, outerBatches, dimension);
            T task = distribution.sample(
                    RandomStream.of(seed, StreamDomain.CERTIFICATION, 0, index, 0, 0, StreamPurpose.TASK));
            int draws = batches * outerBatches;
            // Of the sets' scores: Σ mean(c J̃) score, Σ mean(c) score, Σ mean(c) mean(J̃) score.
            double[] withReturn = out.scoreTerm;
            double[] withScale = new double[dimension];
            double[] withBoth = new double[dimension];
            double returns = 0;
            for (int k = 0; k < batches; k++) {
                double scaled = 0;
                double scale = 0;
                for (int l = 0; l < outerBatches; l++) {
                    RolloutKey inner = new RolloutKey(seed, StreamDomain.CERTIFICATION, k, index);
                    RolloutKey outer =
                            new RolloutKey(seed, StreamDomain.CERTIFICATION, batches + k * outerBatches + l, index);
                    estimator.estimate(theta, task, inner, outer, share);
                    out.returns[k][l] = share.outerReturn();
                    out.scales[k][l] = share.outerScale();
                    scaled += share.outerScale() * share.outerReturn() / outerBatches;
                    scale += share.outerScale() / outerBatches;
                    out.baseSquares += ConjugateGradient.dot(share.base(), share.base()) / draws;
                    addScaled(1.0 / draws, share.base(), out.base);
                    if (leavingOut == null) {
                        out.leavingOutSquares = Double.NaN;
                    } else {
                        leavingOut.estimate(theta, task, inner, outer, leftOut);
                        out.leavingOutSquares += ConjugateGradient.dot(leftOut.score(), leftOut.score()) / draws;
                    }
                    linear.estimate(theta, task, inner, outer, leftOut);
                    out.linearSquares += ConjugateGradient.dot(leftOut.score(), leftOut.score()) / draws;
                    addScaled(1.0 / draws, leftOut.score(), out.linearTerm);
                }
                double mean = mean(out.returns[k]);
                returns += mean;
                out.scoreSquares[k] = ConjugateGradient.dot(share.score(), share.score());
                addScaled(scaled / batches, share.score(), withReturn);
                addScaled(scale / batches, share.score(), withScale);
                addScaled(scale * mean / batches, share.score(), withBoth);
            }
            // The baseline of a set is the mean of the task's other sets.
            for (int j = 0; j < dimension; j++) {
                withReturn[j] -= (returns * withScale[j] - withBoth[j]) / (batches - 1);
            }
            return out;
        }
    }

    private static double meanOfOthers(double[][] returns, int excluded) {
        double sum = 0;
        for (int k = 0; k < returns.length; k++) {
            if (k != excluded) {
                sum += mean(returns[k]);
            }
        }
        return sum / (returns.length - 1);
    }

    private record Analysis(List<TaskSums> sums, int innerBatches, int outerBatches) {
        VarianceComponents components() {
            int tasks = sums.size();
            double[] taskMeans = new double[tasks];
            double outerNoise = 0;
            double groupVariance = 0;
            double baseSquares = 0;
            double leavingOutSquares = 0;
            double linearSquares = 0;
            for (int i = 0; i < tasks; i++) {
                TaskSums task = sums.get(i);
                double[] groupMeans = new double[innerBatches];
                for (int k = 0; k < innerBatches; k++) {
                    groupMeans[k] = mean(task.returns[k]);
                    outerNoise += variance(task.returns[k]) / innerBatches / tasks;
                }
                taskMeans[i] = mean(groupMeans);
                groupVariance += variance(groupMeans) / tasks;
                baseSquares += task.baseSquares / tasks;
                leavingOutSquares += task.leavingOutSquares / tasks;
                linearSquares += task.linearSquares / tasks;
            }
            double meanReturn = mean(taskMeans);
            double none = 0;
            double leaveOneOut = 0;
            double taskMean = 0;
            double scale = 0;
            for (int i = 0; i < tasks; i++) {
                TaskSums task = sums.get(i);
                double others = (meanReturn * tasks - taskMeans[i]) / (tasks - 1);
                for (int k = 0; k < innerBatches; k++) {
                    double own = meanOfOthers(task.returns, k);
                    for (int l = 0; l < outerBatches; l++) {
                        double weight = task.scales[k][l]
                                * task.scales[k][l]
                                * task.scoreSquares[k]
                                / ((double) tasks * innerBatches * outerBatches);
                        double value = task.returns[k][l];
                        scale += weight;
                        none += weight * value * value;
                        leaveOneOut += weight * (value - others) * (value - others);
                        taskMean += weight * (value - own) * (value - own);
                    }
                }
            }
            Expectation base = expectation(task -> task.base);
            Expectation score = expectation(task -> task.scoreTerm);
            Expectation linear = expectation(task -> task.linearTerm);
            return new VarianceComponents(
                    tasks,
                    innerBatches,
                    outerBatches,
                    meanReturn,
                    variance(taskMeans) - groupVariance / innerBatches,
                    groupVariance - outerNoise / outerBatches,
                    outerNoise,
                    base,
                    score,
                    product(task -> task.base, task -> task.scoreTerm),
                    rootOrNaN(baseSquares - base.square()),
                    Math.sqrt(scale),
                    rootOrNaN(none - score.square()),
                    rootOrNaN(leaveOneOut - score.square()),
                    rootOrNaN(taskMean - score.square()),
                    rootOrNaN(leavingOutSquares - score.square()),
                    linear,
                    rootOrNaN(linearSquares - linear.square()));
        }

        private interface Vector {
            double[] of(TaskSums task);
        }

        /// ‖Ex‖² from all pairs of different tasks, which are independent. Where Ex = 0 the products of the
        /// pairs are uncorrelated, so their squares give the variance of their mean.
        private Expectation expectation(Vector x) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < sums.size(); i++) {
                for (int j = 0; j < i; j++) {
                    double product = ConjugateGradient.dot(x.of(sums.get(i)), x.of(sums.get(j)));
                    sum += product;
                    squares += product * product;
                }
            }
            double pairs = 0.5 * sums.size() * (sums.size() - 1);
            return new Expectation(sum / pairs, Math.sqrt(squares) / pairs);
        }

        /// Product of the expectations of x and y, without bias: products of different tasks.
        private double product(Vector x, Vector y) {
            double[] sumX = new double[x.of(sums.getFirst()).length];
            double[] sumY = new double[sumX.length];
            double same = 0;
            for (TaskSums task : sums) {
                addScaled(1, x.of(task), sumX);
                addScaled(1, y.of(task), sumY);
                same += ConjugateGradient.dot(x.of(task), y.of(task));
            }
            return (ConjugateGradient.dot(sumX, sumY) - same) / ((double) sums.size() * (sums.size() - 1));
        }
    }

    private static double rootOrNaN(double square) {
        return square >= 0 ? Math.sqrt(square) : Double.NaN;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    private static void addScaled(double factor, double[] x, double[] out) {
        for (int j = 0; j < out.length; j++) {
            out[j] += factor * x[j];
        }
    }
}
