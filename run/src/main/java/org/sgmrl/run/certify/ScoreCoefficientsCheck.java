package org.sgmrl.run.certify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.training.EstimatorSampler;
import org.sgmrl.training.OwnParts;
import org.sgmrl.training.SampleMoments;

/// Certifies score coefficients on a finite problem: with them, SG-MRL's estimate must have the exact meta-gradient of the
/// oracle as its mean; and tries the laws that training and resuming build on.
///
/// | law | tried by |
/// |---|---|
/// | a finite coefficient for every task; computing them changes nothing | looking, repetition |
/// | state and restore go on to the same bits, and share no array with the caller | repetition |
/// | without [ScoreCoefficients#learns] nothing is learnt | repetition |
/// | no bias: the mean of many draws by the code that trains is ∇V_ζ | each entry within six standard errors |
///
/// The last is a test: sound coefficients fail it with a probability of 2e-9 for each entry of ∇V_ζ.
public final class ScoreCoefficientsCheck {
    private static final double MOST_STANDARD_ERRORS = 6;
    /// Draws and exact values this close, relative to the largest entry, differ by rounding alone.
    private static final double ROUNDING = 1e-12;

    private final ScoreCoefficients.Factory factory;
    private final MdpProblem problem;
    private final double[] theta;
    private final Adaptation inner;
    private final int tasks;
    private final int draws;
    private final long seed;
    private final List<String> findings = new ArrayList<>();

    private ScoreCoefficientsCheck(
            ScoreCoefficients.Factory factory,
            MdpProblem problem,
            double[] theta,
            Adaptation inner,
            int tasks,
            int draws,
            long seed) {
        this.factory = factory;
        this.problem = problem;
        this.theta = theta;
        this.inner = inner;
        this.tasks = tasks;
        this.draws = draws;
        this.seed = seed;
    }

    /// Checks coefficients on two tasks of two states, where what is good in one is bad in the other, by 80000 draws in
    /// meta-batches of two, where a task's own data weigh most.
    ///
    /// @param factory makes them
    /// @param seed of the draws
    /// @return a line for each finding; empty if there is none
    public static List<String> findings(ScoreCoefficients.Factory factory, long seed) {
        double[] initial = {0.6, 0.4};
        double[][][] transition = {{{0.8, 0.2}, {0.3, 0.7}}, {{0.5, 0.5}, {0.1, 0.9}}};
        MdpProblem problem = new MdpProblem(
                1,
                0.9,
                List.of(
                        new MdpTask(0.5, FiniteMdp.of(initial, transition, new double[][] {{1, 0}, {0.2, 0.6}})),
                        new MdpTask(0.5, FiniteMdp.of(initial, transition, new double[][] {{-1, 2}, {1.5, -0.5}}))));
        return findings(
                factory, problem, new double[] {0.3, -0.2, -0.1, 0.4}, new Adaptation(1, 1, 2), 2, 80_000, seed);
    }

    /// Checks coefficients on any finite problem that the oracle can enumerate.
    ///
    /// @param factory makes them
    /// @param problem the MDPs
    /// @param theta logits, `[states × actions]`
    /// @param inner the adaptation
    /// @param tasks B, tasks of a meta-batch
    /// @param draws number of single tasks to draw, at least 2 B
    /// @param seed of the draws
    /// @return a line for each finding; empty if there is none
    public static List<String> findings(
            ScoreCoefficients.Factory factory,
            MdpProblem problem,
            double[] theta,
            Adaptation inner,
            int tasks,
            int draws,
            long seed) {
        Arguments.given("factory", factory);
        Arguments.given("problem", problem);
        Arguments.given("theta", theta);
        Arguments.given("inner", inner);
        Arguments.positive("tasks", tasks);
        Arguments.require(draws >= 2 * tasks, "draws", draws, "be at least " + 2 * tasks + ", two meta-batches");
        int entries = problem.states() * problem.actions();
        Arguments.require(theta.length == entries, "theta.length", theta.length, "be " + entries);
        ScoreCoefficientsCheck check =
                new ScoreCoefficientsCheck(factory, problem, theta.clone(), inner, tasks, draws, seed);
        check.laws();
        if (check.findings.isEmpty()) {
            check.certify();
        }
        return List.copyOf(check.findings);
    }

    private EstimatorSettings settings() {
        return new EstimatorSettings(
                MethodSettings.of(Method.SG_MRL),
                Weighting.rewardToGo(),
                new InnerStep(inner.steps(), inner.stepSize()),
                new Sampling(inner.trajectories(), 1, problem.horizon() + 1, problem.discount()));
    }

    private ScoreCoefficients make() {
        return Objects.requireNonNull(
                factory.create(problem.tasks().size()), "the factory returned null; it must make coefficients");
    }

    /// A meta-batch with its shares.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record MetaBatch(TaskGradient[] shares, double[][] parameters) {}

    private MetaBatch metaBatch(int number) {
        TabularEnvironment environment = new TabularEnvironment(problem);
        Policy policy = new SoftmaxTabularPolicy(problem.states(), problem.actions());
        TaskGradient[] shares = new TaskGradient[tasks];
        double[][] parameters = new double[tasks][environment.tasks().parameterCount()];
        try (TaskGradientEstimator<TabularEnvironment.MdpIndex> estimator =
                new TaskGradientEstimator<>(environment, policy, settings())) {
            for (int i = 0; i < tasks; i++) {
                TabularEnvironment.MdpIndex task = environment
                        .tasks()
                        .sample(RandomStream.of(seed, StreamDomain.DEMONSTRATION, number, i, 0, 0, StreamPurpose.TASK));
                environment.tasks().parameters(task, parameters[i]);
                shares[i] = new TaskGradient(theta.length);
                estimator.estimate(theta, task, new RolloutKey(seed, StreamDomain.DEMONSTRATION, number, i), shares[i]);
            }
        }
        return new MetaBatch(shares, parameters);
    }

    private double[] of(ScoreCoefficients coefficients, MetaBatch batch) {
        double[] out = new double[tasks];
        Arrays.fill(out, Double.NaN);
        coefficients.coefficients(batch.shares, batch.parameters, out);
        return out;
    }

    private void laws() {
        MetaBatch probe = metaBatch(0);
        ScoreCoefficients coefficients = make();
        double[] before = coefficients.state().clone();
        double[] first = of(coefficients, probe);
        for (int i = 0; i < tasks; i++) {
            if (!Double.isFinite(first[i])) {
                findings.add("coefficient " + i + " = " + first[i] + " must be a finite number; every task needs one");
                return;
            }
        }
        if (!Arrays.equals(first, of(coefficients, probe)) || !Arrays.equals(before, coefficients.state())) {
            findings.add("computing coefficients changed the next ones: only learn may do that");
        }
        for (int m = 1; m <= 3; m++) {
            MetaBatch batch = metaBatch(m);
            coefficients.learn(batch.shares, batch.parameters);
        }
        double[] learnt = of(coefficients, probe);
        if (!coefficients.learns() && !Arrays.equals(first, learnt)) {
            findings.add("learn changed coefficients, and learns() = false must be true");
        }
        double[] state = coefficients.state();
        ScoreCoefficients fresh = make();
        double[] given = state.clone();
        fresh.restore(given);
        Arrays.fill(given, 1e3);
        if (!Arrays.equals(learnt, of(fresh, probe))) {
            findings.add(
                    "after restore of a state the coefficients have other bits: the state must hold everything that"
                            + " decides them, and restore must keep a copy of it");
        }
        for (double value : state) {
            if (!Double.isFinite(value)) {
                findings.add("the state holds " + value + ", and must hold finite numbers");
                return;
            }
        }
    }

    private void certify() {
        double[] exact = new double[theta.length];
        MetaOracle.create(problem, inner, OracleSettings.defaults()).valueAndGradient(theta, exact);
        SampleMoments moments;
        try (EstimatorSampler<TabularEnvironment.MdpIndex> sampler = new EstimatorSampler<>(
                new TabularEnvironment(problem),
                new SoftmaxTabularPolicy(problem.states(), problem.actions()),
                settings(),
                OwnParts.NONE.withScoreCoefficients(factory),
                tasks,
                1)) {
            moments = sampler.sample(theta, draws / tasks, seed, _ -> {});
        }
        double size = 0;
        for (double value : exact) {
            size = Math.max(size, Math.abs(value));
        }
        for (int j = 0; j < exact.length; j++) {
            double difference = Math.abs(moments.mean()[j] - exact[j]);
            double standardError = moments.standardError()[j];
            if (!(difference <= MOST_STANDARD_ERRORS * standardError + ROUNDING * size)) {
                findings.add(
                        "the estimate is biased: of " + draws + " draws entry " + j + " of the meta-gradient has mean "
                                + moments.mean()[j] + ", exactly it is " + exact[j] + ", which is "
                                + difference / standardError
                                + " standard errors away; a coefficient c (J̃ − b) needs a b that does not depend on the task's"
                                + " own data");
                return;
            }
        }
    }
}
