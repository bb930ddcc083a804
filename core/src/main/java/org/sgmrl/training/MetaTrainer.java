package org.sgmrl.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.estimator.MetaGradient;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.SplitCoefficients;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// The outer loop, Algorithm 1 of Fallah et al. (2021): draw tasks, estimate the meta-gradient, ascend.
///
///     θ_{k+1} = θ_k + step(min(1, X/‖g‖) g),   g = mean over the meta-batch of the tasks' shares
///
/// where X is the limit of [OuterStep#maxGradientNorm], if there is one; or by a step within a trust region, where
/// [OuterStep#kind] is that.
///
/// The state after k iterations is a function of environment, settings and seed: not of the engine, nor of
/// kills and resumes.
///
/// @param <T> type of the task
public final class MetaTrainer<T> {
    /// The square of a larger number, or a sum of some squares, is infinite.
    private static final double LARGEST = 1e150;

    private final MetaEnvironment<T> environment;
    private final Policy policy;
    private final TrainingSettings settings;
    private final TaskEngine<T> engine;
    private final OuterUpdate update;
    private final @Nullable PolicyDivergence penalty;
    private final ScoreCoefficients baseline;

    private final double[] theta;
    private final TaskStatistics[] statistics;
    private final SumTree sums;
    /// Of engines that do not sum, and for coefficients that need every task's return first; empty otherwise.
    private final TaskGradient[] shares;

    private final double[][] taskParameters;
    private final double[] gradient;
    private final double[] scoreTerm;
    private int iteration;
    private long envSteps;
    private long skippedUpdates;
    private boolean skipBadUpdates;
    private volatile boolean stopped;
    private final AtomicBoolean iterating = new AtomicBoolean();

    /// A trainer at the start of a run: parameters are drawn from the settings' seed.
    ///
    /// @param environment environment and tasks
    /// @param policy the policy to train
    /// @param settings the settings
    /// @param engine who estimates; owned by the caller
    /// @throws IllegalArgumentException if the engine was made for another estimator or seed, or for an outer step with
    ///     other states or clipping: what is computed here would not fit what it estimates
    public MetaTrainer(MetaEnvironment<T> environment, Policy policy, TrainingSettings settings, TaskEngine<T> engine) {
        this(environment, policy, settings, OwnParts.NONE, engine);
    }

    /// The same with parts of one's own; the engine must have been made with the same.
    ///
    /// @param environment environment and tasks
    /// @param policy the policy to train
    /// @param settings the settings
    /// @param parts coefficients and optimiser, where they are one's own
    /// @param engine who estimates; owned by the caller
    /// @throws IllegalArgumentException if the engine was made for another estimator or seed, or for an outer step with
    ///     other states or clipping; or there is no place for the coefficients
    public MetaTrainer(
            MetaEnvironment<T> environment,
            Policy policy,
            TrainingSettings settings,
            OwnParts parts,
            TaskEngine<T> engine) {
        Arguments.given("environment", environment);
        Arguments.given("policy", policy);
        Arguments.given("settings", settings);
        Arguments.given("parts", parts);
        TrainingSettings engines = Arguments.given("engine", engine).settings();
        if (!engines.estimator().equals(settings.estimator()) || engines.seed() != settings.seed()) {
            throw new IllegalArgumentException("the engine estimates with other settings than the trainer's: "
                    + engines.estimator() + ", seed " + engines.seed() + " instead of " + settings.estimator()
                    + ", seed " + settings.seed() + "; make both with the same settings");
        }
        OuterStep step = settings.outerStep();
        OuterStep enginesStep = engines.outerStep();
        if (enginesStep.states() != step.states()
                || enginesStep.reuse().clip() != step.reuse().clip()) {
            throw new IllegalArgumentException("the engine estimates for another outer step than the trainer's, which"
                    + " keeps " + step.states() + " states of a task and clips at "
                    + step.reuse().clip() + "; make both with the same settings");
        }
        this.environment = environment;
        this.policy = policy;
        this.settings = settings;
        this.engine = engine;
        int d = policy.parameterCount();
        int taskParameterCount = environment.tasks().parameterCount();
        parts.requireFit(settings);
        this.update = OuterUpdate.of(settings, parts, policy);
        this.baseline = parts.newScoreCoefficients(settings.estimator(), taskParameterCount);
        Reuse reuse = step.reuse();
        if (reuse.epochs() > 1 && !engine.estimatesAgain()) {
            throw new IllegalArgumentException("outer-epochs = " + reuse.epochs()
                    + " must be 1 with this engine, which estimates once in an iteration");
        }
        this.penalty = reuse.klPenalty() == 0
                ? null
                : new PolicyDivergence(policy, Math.multiplyExact(step.states(), settings.tasks()));
        this.theta = new double[d];
        this.gradient = new double[d];
        this.scoreTerm = new double[d];
        this.taskParameters = new double[settings.tasks()][taskParameterCount];
        this.sums = new SumTree(settings.tasks(), d);
        boolean summed = engine instanceof SummingEngine && baseline instanceof SplitCoefficients;
        this.shares = new TaskGradient[summed ? 0 : settings.tasks()];
        Arrays.setAll(shares, _ -> settings.newTaskGradient(policy));
        this.statistics = summed ? new TaskStatistics[settings.tasks()] : shares;
        if (summed) {
            Arrays.setAll(statistics, _ -> settings.newTaskStatistics(policy));
        }
        initialize(policy, settings.seed(), theta);
    }

    /// Draws the parameters that a run starts from: a function of its seed.
    ///
    /// @param policy the policy
    /// @param seed the run's seed
    /// @param theta receives θ, `[parameterCount]`; overwritten
    public static void initialize(Policy policy, long seed, double[] theta) {
        Arguments.given("policy", policy);
        Arguments.given("theta", theta);
        Arguments.require(
                theta.length == policy.parameterCount(),
                "theta.length",
                theta.length,
                "be " + policy.parameterCount() + ", as policy " + policy.description() + " has");
        policy.initialize(
                RandomStream.of(seed, StreamDomain.INITIALIZATION, 0, 0, 0, 0, StreamPurpose.PARAMETERS), theta);
    }

    /// What to do with an update that is not finite: end training with a [NonFiniteGradientException], as is
    /// the default, or leave it out, count it and go on with the next tasks. The iteration counts as done;
    /// parameters, optimiser and baseline stay as they were.
    ///
    /// @param skip whether to go on
    public void skipBadUpdates(boolean skip) {
        skipBadUpdates = skip;
    }

    /// Iterations done.
    ///
    /// @return the number
    public int iteration() {
        return iteration;
    }

    /// The parameters.
    ///
    /// @return a copy, `[parameterCount]`
    public double[] theta() {
        return theta.clone();
    }

    /// The state now.
    ///
    /// @return a snapshot
    public TrainingSnapshot snapshot() {
        return new TrainingSnapshot(iteration, envSteps, skippedUpdates, theta, update.state(), baseline.state());
    }

    /// Goes back, or forward, to a state.
    ///
    /// @param snapshot of a run with the same settings
    /// @throws IllegalArgumentException if a part of it does not fit; everything is as before then
    public void restore(TrainingSnapshot snapshot) {
        double[] restored = snapshot.theta();
        if (restored.length != theta.length) {
            throw new IllegalArgumentException("the snapshot has " + restored.length + " parameters, the policy "
                    + policy.description() + " has " + theta.length);
        }
        double[] memory = update.state();
        update.restore(snapshot.optimizer());
        try {
            baseline.restore(snapshot.baseline());
        } catch (RuntimeException e) {
            update.restore(memory);
            throw e;
        }
        System.arraycopy(restored, 0, theta, 0, theta.length);
        iteration = snapshot.iteration();
        envSteps = snapshot.envSteps();
        skippedUpdates = snapshot.skippedUpdates();
    }

    /// Asks [#run] to return after the iteration under way, as a tracker or another thread may; whoever runs it again
    /// goes on. Without effect where nothing runs.
    public void stop() {
        stopped = true;
    }

    /// Trains until `settings.iterations()` iterations are done, the thread is interrupted, or [#stop] was called.
    ///
    /// @param trackers called in order after every iteration, all of them after the last one too
    public void run(List<? extends TrainingTracker> trackers) {
        stopped = false;
        while (iteration < settings.iterations()
                && !stopped
                && !Thread.currentThread().isInterrupted()) {
            IterationReport report = iterate();
            for (TrainingTracker tracker : trackers) {
                tracker.onIteration(report, this);
            }
        }
    }

    /// One iteration.
    ///
    /// @return what it measured
    /// @throws NonFiniteGradientException if the meta-gradient or a return is not finite or the step would
    ///     overflow, and such updates are not to be skipped: everything is as before the iteration then
    /// @throws IllegalStateException if another thread iterates at the same time
    public IterationReport iterate() {
        if (!iterating.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "the trainer is at work for another thread: one thread at a time must use it");
        }
        try {
            return iterateAlone();
        } finally {
            iterating.set(false);
        }
    }

    private IterationReport iterateAlone() {
        long start = System.nanoTime();
        List<T> tasks = sampleTasks();
        double scoreTermFactor = scoreTermFactor();
        estimate(tasks, null);

        double gradientNorm = norm(gradient);
        double scoreTermNorm = scoreTermNorm();
        double outerReturns = 0;
        for (TaskStatistics task : statistics) {
            outerReturns += task.outerReturn();
        }
        double policyStd = policy.standardDeviation(theta);
        OuterUpdate.Taken taken = Double.isFinite(gradientNorm + outerReturns) ? updates(tasks, gradientNorm) : null;
        if (taken != null) {
            baseline.learn(statistics, taskParameters);
        } else if (skipBadUpdates) {
            skippedUpdates++;
            taken = OuterUpdate.Taken.UNMEASURED;
        } else {
            throw new NonFiniteGradientException(
                    Double.isFinite(gradientNorm + outerReturns) ? describeUpdate() : describe(tasks));
        }
        iteration++;
        double preReturn = 0;
        double postReturn = 0;
        long divergedEpisodes = 0;
        for (TaskStatistics task : statistics) {
            preReturn += task.preReturn();
            postReturn += task.postReturn();
            envSteps += task.steps();
            divergedEpisodes += task.divergedEpisodes();
        }
        return new IterationReport(
                iteration,
                envSteps,
                preReturn / statistics.length,
                postReturn / statistics.length,
                gradientNorm,
                scoreTermNorm,
                settings.method().schedulesScoreTerm() ? scoreTermFactor : Double.NaN,
                policyStd,
                taken.kl(),
                taken.scale(),
                divergedEpisodes,
                skippedUpdates,
                (System.nanoTime() - start) * 1e-9);
    }

    /// Fills the gradient, its score term and the statistics of the tasks.
    ///
    /// @param behaviour what the trajectories were drawn with where they are used again; null: θ itself
    private void estimate(List<T> tasks, double @Nullable [] behaviour) {
        Iteration now = new Iteration(iteration, scoreTermFactor());
        if (engine instanceof SummingEngine<T> summing && baseline instanceof SplitCoefficients split) {
            sums.begin(split.weights(taskParameters));
            if (behaviour == null) {
                summing.sum(theta, now, tasks, statistics, sums);
            } else {
                summing.sumAgain(theta, behaviour, now, tasks, statistics, sums);
            }
            double[] factors = new double[2];
            split.factors(statistics, factors);
            sums.mean(factors, gradient, scoreTerm);
        } else {
            if (behaviour == null) {
                engine.estimate(theta, now, tasks, shares);
            } else {
                engine.estimateAgain(theta, behaviour, now, tasks, shares);
            }
            MetaGradient.mean(shares, taskParameters, baseline, sums, gradient, scoreTerm);
        }
    }

    /// Of the iteration under way, until its baseline learns.
    private double scoreTermFactor() {
        return settings.method().scoreTermFactor(iteration) * baseline.scoreTermFactor();
    }

    /// Of scores that ride in a product only those of the first task are known by themselves.
    /// Noise makes up nearly all of them and differs from task to task, so the norm of the mean is
    /// about theirs over √B.
    private double scoreTermNorm() {
        boolean ofFirstTask = TaskGradientEstimator.ridesAlong(settings.estimator());
        return norm(scoreTerm) * (ofFirstTask ? Math.sqrt(statistics.length) : 1);
    }

    /// Task number `index` of an iteration's meta-batch: a function of the seed.
    ///
    /// @param <T> type of the task
    /// @param distribution the distribution over tasks
    /// @param seed the run's seed
    /// @param iteration iterations done before
    /// @param index number of the task in the meta-batch
    /// @return the task
    public static <T> T task(TaskDistribution<T> distribution, long seed, int iteration, int index) {
        return Arguments.given("distribution", distribution)
                .sample(RandomStream.of(seed, StreamDomain.TRAINING, iteration, index, 0, 0, StreamPurpose.TASK));
    }

    private List<T> sampleTasks() {
        TaskDistribution<T> distribution = environment.tasks();
        List<T> tasks = new ArrayList<>(settings.tasks());
        for (int i = 0; i < settings.tasks(); i++) {
            T task = task(distribution, settings.seed(), iteration, i);
            distribution.parameters(task, taskParameters[i]);
            tasks.add(task);
        }
        return tasks;
    }

    /// Takes the steps on this meta-batch; or, where one would overflow, takes none of them and returns null.
    private OuterUpdate.@Nullable Taken updates(List<T> tasks, double gradientNorm) {
        double[] before = theta.clone();
        double[] memory = update.state();
        OuterUpdate.Taken taken = update(gradientNorm);
        for (int epoch = 1; epoch < settings.outerStep().reuse().epochs() && taken != null; epoch++) {
            estimate(tasks, before);
            if (penalty != null) {
                penalty.begin(before, statistics);
                penalty.addGradient(theta, -settings.outerStep().reuse().klPenalty(), gradient);
            }
            double norm = norm(gradient);
            taken = Double.isFinite(norm) ? update(norm) : null;
        }
        if (taken == null) {
            System.arraycopy(before, 0, theta, 0, theta.length);
            update.restore(memory);
        }
        return taken;
    }

    private OuterUpdate.@Nullable Taken update(double gradientNorm) {
        OuterUpdate.Taken taken = update.update(gradient, gradientNorm, iteration, statistics, theta);
        return Double.isFinite(norm(theta)) ? taken : null;
    }

    private String describeUpdate() {
        String other = tooLargeBefore();
        return "the update of iteration " + (iteration + 1)
                + " would make the parameters infinite. The update was not applied"
                + (other == null ? "; " + update.remedy() : ". " + other);
    }

    /// What is wrong with a meta-gradient that is not finite, or so large that its norm is not.
    private String describe(List<T> tasks) {
        int culprit = 0;
        while (culprit < statistics.length && isFinite(statistics[culprit])) {
            culprit++;
        }
        if (culprit == statistics.length) {
            // All shares are finite: a coefficient or the sum overflowed.
            double[] coefficients = new double[statistics.length];
            baseline.coefficients(statistics, taskParameters, coefficients);
            culprit = 0;
            while (culprit < statistics.length - 1
                    && Double.isFinite(coefficients[culprit] * statistics[culprit].scoreNorm())) {
                culprit++;
            }
        }
        String other = tooLargeBefore();
        return "the meta-gradient of iteration " + (iteration + 1)
                + " is not finite; first seen in task " + culprit + ", " + tasks.get(culprit)
                + " (return after adaptation " + statistics[culprit].postReturn()
                + "). The update was not applied. "
                + (other == null
                        ? "Lower inner-step-size (" + settings.innerStep().size() + "), or " + update.remedy()
                        : other);
    }

    /// What helps where no smaller step would, because a number was too large before it; else null.
    private @Nullable String tooLargeBefore() {
        double deviation = policy.standardDeviation(theta);
        if (deviation > LARGEST) {
            return "The policy's standard deviation was " + deviation + " before it: lower initial-log-std";
        }
        double largest = 0;
        for (double value : theta) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest > LARGEST
                ? "A parameter was as large as " + largest + " before it: begin with smaller ones"
                : null;
    }

    /// Looks at the task's own numbers only: a baseline made of other tasks' returns spreads their NaN to
    /// every coefficient.
    private static boolean isFinite(TaskStatistics task) {
        return Double.isFinite(task.baseNorm())
                && Double.isFinite(task.scoreNorm())
                && Double.isFinite(task.outerReturn())
                && Double.isFinite(task.outerScale());
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
