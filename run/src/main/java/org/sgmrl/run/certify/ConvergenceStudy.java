package org.sgmrl.run.certify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.Method;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleProgress;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.failure.UnusableResult;
import org.sgmrl.statistics.Series;
import org.sgmrl.theory.ConvergenceRate;
import org.sgmrl.theory.FiniteHorizonConstants;
import org.sgmrl.theory.PaperConstants;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.NonFiniteGradientException;
import org.sgmrl.training.OuterStep;
import org.sgmrl.training.PolicySettings;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSnapshot;

/// Trains by Algorithm 1 (SGD, softmax policy) with the training code, from the file's θ, and looks at the exact
/// ‖∇V_ζ(θ_k)‖ on the way, beside the bounds.
///
/// @param iterations the k at which was looked, increasing from 0
/// @param theoryStepSize 1/LV
/// @param paperCovers whether that LV is the paper's; otherwise it is [FiniteHorizonConstants]'
/// @param stepSizes one entry for each factor
public record ConvergenceStudy(
        List<Integer> iterations, double theoryStepSize, boolean paperCovers, List<WithStepSize> stepSizes) {
    /// What is trained by.
    public static final List<EstimatorVariant> METHODS = Arrays.stream(Method.values())
            .flatMap(method -> method.variants().stream().limit(1))
            .toList();

    private static final int POINTS = 40;

    /// Runs with one step size.
    ///
    /// @param stepSize β = factor / LV
    /// @param paperBound square root of Theorem 1's bound after k iterations, or NaN where it says nothing
    /// @param bound square root of our bound on the mean of ‖∇V‖² over k iterations, or NaN where it says nothing
    public record WithStepSize(
            double factor, double stepSize, Series paperBound, Series bound, Map<EstimatorVariant, List<Run>> runs) {}

    /// One seed.
    ///
    /// @param value V_ζ(θ_k)
    /// @param gradientNorm ‖∇V_ζ(θ_k)‖
    /// @param biasNorm of the method's estimator at the last θ
    public record Run(long seed, Series value, Series gradientNorm, double biasNorm, StateActionTable theta) {}

    /// How often the oracle is asked.
    public static double evaluations(ConvergenceRequest request) {
        return (double) request.factors().size() * METHODS.size() * request.seeds() * (POINTS + 2);
    }

    /// Refuses what the training code cannot be set to.
    ///
    /// @throws IllegalArgumentException if a method, batch or number of iterations is not for it
    static void requireSettings(MdpProblem problem, Adaptation inner, ConvergenceRequest request) {
        for (EstimatorVariant method : METHODS) {
            settings(problem, inner, request, new Job(1, method, request.firstSeed()));
        }
    }

    /// Trains with every step size, method and seed.
    public static ConvergenceStudy run(
            MetaOracle oracle,
            StateActionTable theta,
            PaperConstants paper,
            FiniteHorizonConstants finiteHorizon,
            ConvergenceRequest request,
            OracleProgress progress) {
        boolean covers = paper.covers(oracle.inner());
        double theoryStepSize = covers ? paper.maxOuterStepSize() : finiteHorizon.maxOuterStepSize();
        if (!Double.isFinite(theoryStepSize) || theoryStepSize <= 0) {
            throw new InvalidSettings("--converge: 1/LV = " + theoryStepSize
                    + " must be positive and finite; the problem needs a positive reward");
        }
        for (double factor : request.factors()) {
            if (!Double.isFinite(factor * theoryStepSize)) {
                throw new InvalidSettings("--step-factors = " + factor + " times 1/LV = " + theoryStepSize
                        + " is too large for double precision; give a smaller one");
            }
        }
        int[] at = lookAt(request.iterations());
        List<Job> jobs = new ArrayList<>();
        for (double factor : request.factors()) {
            for (EstimatorVariant method : METHODS) {
                for (int i = 0; i < request.seeds(); i++) {
                    jobs.add(new Job(factor * theoryStepSize, method, request.firstSeed() + i));
                }
            }
        }
        List<double[][]> paths = train(oracle, theta, request, jobs, at, progress);
        List<Run> runs = new ArrayList<>();
        for (int j = 0; j < jobs.size(); j++) {
            runs.add(evaluate(oracle, jobs.get(j), paths.get(j)));
            progress.advanced("exact gradients of the runs", j + 1L, jobs.size());
        }
        double startValue = runs.getFirst().value().first();
        List<WithStepSize> all = new ArrayList<>();
        int next = 0;
        for (double factor : request.factors()) {
            double beta = factor * theoryStepSize;
            Map<EstimatorVariant, List<Run>> byMethod = new LinkedHashMap<>();
            for (EstimatorVariant method : METHODS) {
                byMethod.put(method, List.copyOf(runs.subList(next, next + request.seeds())));
                next += request.seeds();
            }
            double[] paperBound = new double[at.length];
            double[] bound = new double[at.length];
            Arrays.fill(paperBound, Double.NaN);
            Arrays.fill(bound, Double.NaN);
            if (request.baseline() == Coefficient.NONE) {
                for (int i = 0; i < at.length; i++) {
                    if (covers) {
                        paperBound[i] = paperBound(paper, beta, request, at[i]);
                    }
                    bound[i] = bound(finiteHorizon, startValue, beta, request.tasks(), at[i]);
                }
            }
            all.add(new WithStepSize(factor, beta, Series.of(paperBound), Series.of(bound), byMethod));
        }
        return new ConvergenceStudy(Arrays.stream(at).boxed().toList(), theoryStepSize, covers, List.copyOf(all));
    }

    /// One training run to do.
    private record Job(double stepSize, EstimatorVariant method, long seed) {}

    /// 0, 1, … K with about equal ratios.
    private static int[] lookAt(int iterations) {
        TreeSet<Integer> at = new TreeSet<>(List.of(0, iterations));
        for (int i = 0; i < POINTS; i++) {
            at.add((int) Math.rint(StrictMath.pow(iterations, i / (POINTS - 1.0))));
        }
        at.removeIf(k -> k > iterations);
        return at.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Theorem 1 solved for its ε: after K = R/(β ε²) iterations.
    private static double paperBound(PaperConstants constants, double beta, ConvergenceRequest request, int k) {
        double epsilon = Math.sqrt(constants.r() / (beta * k));
        if (!(epsilon > 0 && epsilon < 1 && beta <= constants.maxOuterStepSize())) {
            return Double.NaN;
        }
        double samples = (double) request.tasks() * request.outerTrajectories();
        return Math.sqrt(
                ConvergenceRate.theorem1(constants, epsilon, beta, samples).squaredGradientBound());
    }

    /// For β ≤ 1/LV and B independent unbiased shares of norm at most GV, summing the ascent lemma gives
    /// (1/k) Σ_{j<k} E‖∇V(θ_j)‖² ≤ 2 (max V − V(θ_0)) / (β k) + LV β GV² / B.
    private static double bound(FiniteHorizonConstants constants, double startValue, double beta, int tasks, int k) {
        if (k == 0 || beta > constants.maxOuterStepSize()) {
            return Double.NaN;
        }
        return Math.sqrt(2 * (constants.returnBound() - startValue) / (beta * k)
                + constants.lV() * beta * constants.gV() * constants.gV() / tasks);
    }

    private static List<double[][]> train(
            MetaOracle oracle,
            StateActionTable theta,
            ConvergenceRequest request,
            List<Job> jobs,
            int[] at,
            OracleProgress progress) {
        List<Callable<double[][]>> paths = new ArrayList<>();
        for (Job job : jobs) {
            paths.add(() -> path(oracle.problem(), oracle.inner(), theta, request, job, at));
        }
        try {
            return Jobs.run(
                    "converge",
                    request.threads(),
                    paths,
                    done -> progress.advanced("training runs", done, jobs.size()));
        } catch (NonFiniteGradientException e) {
            throw new UnusableResult("--converge: " + e.getMessage());
        }
    }

    /// θ_k at the wanted k.
    private static double[][] path(
            MdpProblem problem, Adaptation inner, StateActionTable theta, ConvergenceRequest request, Job job, int[] at)
            throws InterruptedException {
        TabularEnvironment environment = new TabularEnvironment(problem);
        SoftmaxTabularPolicy policy = new SoftmaxTabularPolicy(problem.states(), problem.actions());
        TrainingSettings settings = settings(problem, inner, request, job);
        double[][] path = new double[at.length][];
        try (var engine = new LocalEngine<>(environment, policy, settings, 1)) {
            var trainer = new MetaTrainer<>(environment, policy, settings, engine);
            TrainingSnapshot start = trainer.snapshot();
            trainer.restore(new TrainingSnapshot(0, 0, theta.toFlat(), start.optimizer(), start.baseline()));
            for (int i = 0; i < at.length; i++) {
                while (trainer.iteration() < at[i]) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    trainer.iterate();
                }
                path[i] = trainer.theta();
            }
        }
        return path;
    }

    private static TrainingSettings settings(
            MdpProblem problem, Adaptation inner, ConvergenceRequest request, Job job) {
        return new TrainingSettings(
                SampledEstimator.settings(
                        SampledEstimator.method(job.method().method(), request.baseline(), request.leaveOut()),
                        problem,
                        inner,
                        request.outerTrajectories()),
                OuterStep.sgd(job.stepSize()),
                request.tasks(),
                request.iterations(),
                job.seed(),
                PolicySettings.softmaxTabular());
    }

    private static Run evaluate(MetaOracle oracle, Job job, double[][] path) {
        int states = oracle.problem().states();
        int actions = oracle.problem().actions();
        double[] value = new double[path.length];
        double[] norm = new double[path.length];
        double[] gradient = new double[states * actions];
        for (int i = 0; i < path.length; i++) {
            value[i] = oracle.valueAndGradient(path[i], gradient);
            norm[i] = StateActionTable.ofFlat(states, actions, gradient).norm();
        }
        double[] last = path[path.length - 1];
        double[] expectation = new double[states * actions];
        oracle.expectation(job.method(), last, expectation);
        double bias = StateActionTable.ofFlat(states, actions, expectation)
                .minus(StateActionTable.ofFlat(states, actions, gradient))
                .norm();
        return new Run(
                job.seed(), Series.of(value), Series.of(norm), bias, StateActionTable.ofFlat(states, actions, last));
    }

    /// Mean over seeds of ‖∇V(θ_k)‖.
    public static Series meanGradientNorm(List<Run> all) {
        double[] mean = new double[all.getFirst().gradientNorm().toArray().length];
        for (Run run : all) {
            double[] norm = run.gradientNorm().toArray();
            for (int i = 0; i < mean.length; i++) {
                mean[i] += norm[i] / all.size();
            }
        }
        return Series.of(mean);
    }

    /// Mean over seeds of a number of each run.
    public static double mean(List<Run> runs, ToDoubleFunction<Run> number) {
        return runs.stream().mapToDouble(number).average().orElseThrow();
    }
}
