package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.environment.TabularEnvironment.MdpIndex;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.testing.BruteForce;
import org.sgmrl.testing.Tails;
import org.sgmrl.testing.Vectors;

/// The mean of many meta-gradient estimates against the exact ∇V_ζ, which [BruteForce] has by listing
/// everything.
///
/// One test function decides for all: the p-value is the smallest two-sided normal p-value of the four
/// components times four (Bonferroni). Unbiased estimators must exceed 1e-5, which fifteen of them fail by
/// chance with probability 1.5e-4 for the whole class. Negative controls must be rejected with a p-value
/// below 1e-9 by the same function.
final class UnbiasednessTest {
    private static final double FALSE_ALARM = 1e-5;
    private static final double REJECTED = 1e-9;
    private static final int DRAWS = 60_000;
    private static final double STEP_SIZE = 1.5;
    static final double[] THETA = {0.3, -0.2, -0.1, 0.4};

    /// Two tasks that want opposite actions in state 0; the actions decide where one goes.
    static final MdpProblem PROBLEM = new MdpProblem(
            1,
            0.9,
            List.of(
                    new MdpTask(
                            0.6,
                            FiniteMdp.of(
                                    new double[] {0.7, 0.3},
                                    new double[][][] {{{0.8, 0.2}, {0.3, 0.7}}, {{0.5, 0.5}, {0.1, 0.9}}},
                                    new double[][] {{1, 0}, {0.2, 0.6}})),
                    new MdpTask(
                            0.4,
                            FiniteMdp.of(
                                    new double[] {0.5, 0.5},
                                    new double[][][] {{{0.2, 0.8}, {0.6, 0.4}}, {{0.9, 0.1}, {0.4, 0.6}}},
                                    new double[][] {{0.1, 0.9}, {1.1, 0}}))));

    record Candidate(
            Method method,
            Curvature curvature,
            Coefficient coefficient,
            LeaveOut leaveOut,
            int innerSteps,
            int innerTrajectories,
            int tasks) {}

    static Stream<Named<Candidate>> unbiased() {
        return named(
                candidate(Method.SG_MRL, Curvature.PATHWISE, Coefficient.NONE, 1, 2, 1),
                candidate(Method.SG_MRL, Curvature.PATHWISE, Coefficient.NONE, 1, 1, 1),
                candidate(Method.SG_MRL, Curvature.PATHWISE, Coefficient.NONE, 2, 2, 1),
                candidate(Method.SG_MRL, Curvature.PATHWISE, Coefficient.NONE, 3, 1, 1),
                candidate(Method.SG_MRL, Curvature.PATHWISE, Coefficient.LEAVE_ONE_OUT, 1, 2, 2),
                candidate(Method.SG_MRL, Curvature.PATHWISE, Coefficient.TASK_REGRESSION, 1, 2, 2),
                candidate(Method.SG_MRL, Curvature.PATHWISE, Coefficient.TASK_REGRESSION, 2, 1, 1),
                leavingOut(Curvature.PATHWISE, 1, 0, 0, 1, 1),
                leavingOut(Curvature.PATHWISE, 2, 0, 0, 2, 1),
                leavingOut(Curvature.PATHWISE, 5, 0, 0, 2, 2),
                leavingOut(Curvature.PATHWISE, 1, 0, 0, 2, 1),
                leavingOut(Curvature.PATHWISE, 1, 1, 0, 1, 1),
                leavingOut(Curvature.PATHWISE, 2, 1, 0, 2, 1),
                leavingOut(Curvature.PATHWISE, 1, 5, 0, 2, 2),
                exactly(1, 2, 0, 2),
                exactly(0.2, 2, 0, 2),
                exactly(0.3, 2, 1, 2),
                exactly(0.2, 1, 0, 1),
                candidate(Method.MAML, Curvature.PATHWISE, Coefficient.NONE, 0, 2, 1));
    }

    static Stream<Named<Candidate>> biased() {
        return named(
                candidate(Method.SG_MRL, Curvature.NONE, Coefficient.NONE, 1, 2, 1),
                candidate(Method.SG_MRL, Curvature.POLICY_HESSIAN, Coefficient.NONE, 1, 2, 1),
                leavingOut(Curvature.NONE, 2, 0, 0, 2, 1),
                leavingOut(Curvature.NONE, 2, 1, 0, 2, 1),
                // Next to nothing of what comes after the first decision.
                leavingOut(Curvature.PATHWISE, 2, 0, 1e-9, 2, 1),
                candidate(Method.MAML, Curvature.PATHWISE, Coefficient.NONE, 1, 2, 1),
                candidate(Method.MAML, Curvature.NONE, Coefficient.NONE, 1, 2, 1),
                candidate(Method.E_MAML, Curvature.PATHWISE, Coefficient.NONE, 1, 2, 1),
                // The scores of the first batch alone are not enough for two steps.
                candidate(Method.E_MAML, Curvature.PATHWISE, Coefficient.NONE, 2, 1, 1),
                candidate(Method.MAML, Curvature.PATHWISE, Coefficient.NONE, 2, 2, 1));
    }

    @ParameterizedTest
    @MethodSource("unbiased")
    void theMeanOfManyEstimatesIsTheExactGradient(Candidate candidate) {
        assertThat(pValue(candidate)).isGreaterThan(FALSE_ALARM);
    }

    @ParameterizedTest
    @MethodSource("biased")
    void biasedMembersOfTheFamilyAreRejectedByTheSameTest(Candidate candidate) {
        assertThat(pValue(candidate)).isLessThan(REJECTED);
    }

    @Test
    void theExactGradientOfNoStepAtAllIsThatOfTheReturn() {
        // One state, one decision, two actions of reward 1 and 0: V_0 = π_0, ∂V_0/∂θ_0 = π_0 π_1.
        MdpProblem bandit = new MdpProblem(
                0,
                1,
                List.of(new MdpTask(1, FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {
                    {1, 0}
                }))));
        double p = 1 / (1 + Math.exp(-0.5));
        double[] theta = {0.5, 0};
        assertThat(new BruteForce(bandit, 2, 1, 0).value(theta)).isCloseTo(p, within(1e-15));
        assertThat(new BruteForce(bandit, 2, 1, 0).gradient(theta)[0]).isCloseTo(p * (1 - p), within(1e-11));
        // One step from one draw: action 0 (probability p) moves the logits by α((1, 0) − π), action 1 not at all.
        double gap = 0.5 + 2 * 2 * (1 - p);
        double expected = p / (1 + Math.exp(-gap)) + (1 - p) * p;
        assertThat(new BruteForce(bandit, 2, 1, 1).value(theta)).isCloseTo(expected, within(1e-15));
        // Two draws: both, one or none of them action 0.
        double one = 0.5 + 2 * (1 - p);
        double two = p * p / (1 + Math.exp(-gap)) + 2 * p * (1 - p) / (1 + Math.exp(-one)) + (1 - p) * (1 - p) * p;
        assertThat(new BruteForce(bandit, 2, 2, 1).value(theta)).isCloseTo(two, within(1e-15));
    }

    private static double pValue(Candidate candidate) {
        TabularEnvironment environment = new TabularEnvironment(PROBLEM);
        TaskDistribution<MdpIndex> distribution = environment.tasks();
        EstimatorSettings settings = new EstimatorSettings(
                MethodSettings.of(candidate.method)
                        .withCurvature(candidate.curvature)
                        .withLeaveOut(candidate.leaveOut)
                        .withCoefficient(candidate.coefficient),
                Weighting.rewardToGo(),
                new InnerStep(candidate.innerSteps, STEP_SIZE),
                new Sampling(candidate.innerTrajectories, 1, PROBLEM.horizon() + 1, PROBLEM.discount()));
        int tasks = candidate.tasks;
        double[] theta = THETA.clone();
        TaskGradient[] shares = new TaskGradient[tasks];
        for (int i = 0; i < tasks; i++) {
            shares[i] = new TaskGradient(theta.length);
        }
        double[][] parameters = new double[tasks][distribution.parameterCount()];
        double[] coefficients = new double[tasks];
        double[] gradient = new double[theta.length];
        double[] scoreTerm = new double[theta.length];
        double[] sum = new double[theta.length];
        double[] squares = new double[theta.length];
        int draws = DRAWS / tasks;
        ScoreCoefficients kept = ScoreCoefficients.of(settings.scoreTerm(), distribution.parameterCount());
        RandomStream random = new RandomStream();
        try (TaskGradientEstimator<MdpIndex> estimator =
                new TaskGradientEstimator<>(environment, new SoftmaxTabularPolicy(2, 2), settings)) {
            for (int k = 0; k < draws; k++) {
                for (int i = 0; i < tasks; i++) {
                    random.rekey(11, StreamDomain.CERTIFICATION, k, i, 0, 0, StreamPurpose.TASK);
                    MdpIndex task = distribution.sample(random);
                    distribution.parameters(task, parameters[i]);
                    estimator.estimate(theta, task, new RolloutKey(11, StreamDomain.CERTIFICATION, k, i), shares[i]);
                }
                kept.coefficients(shares, parameters, coefficients);
                kept.learn(shares, parameters);
                MetaGradient.mean(shares, coefficients, gradient, scoreTerm);
                for (int j = 0; j < theta.length; j++) {
                    sum[j] += gradient[j];
                    squares[j] += gradient[j] * gradient[j];
                }
            }
        }
        double[] exact =
                new BruteForce(PROBLEM, STEP_SIZE, candidate.innerTrajectories, candidate.innerSteps).gradient(theta);
        assertThat(Vectors.norm(exact)).isGreaterThan(0.05);
        double least = 1;
        for (int j = 0; j < theta.length; j++) {
            double mean = sum[j] / draws;
            double standardError = Math.sqrt((squares[j] / draws - mean * mean) / (draws - 1));
            least = Math.min(least, Tails.normalTwoSided((mean - exact[j]) / standardError));
        }
        return Math.min(1, theta.length * least);
    }

    private static Candidate candidate(
            Method method,
            Curvature curvature,
            Coefficient coefficient,
            int innerSteps,
            int innerTrajectories,
            int tasks) {
        return new Candidate(
                method, curvature, coefficient, LeaveOut.EVERY_TRAJECTORY, innerSteps, innerTrajectories, tasks);
    }

    private static Candidate leavingOut(
            Curvature curvature, int groups, int rollouts, double cap, int innerTrajectories, int tasks) {
        return new Candidate(
                Method.SG_MRL,
                curvature,
                Coefficient.LEAVE_TRAJECTORY_OUT,
                LeaveOut.EVERY_TRAJECTORY
                        .withGroups(groups)
                        .withRollouts(rollouts)
                        .withCap(cap),
                1,
                innerTrajectories,
                tasks);
    }

    /// Linear coefficients, now and then corrected to the exact ones.
    private static Candidate exactly(double probability, int groups, int rollouts, int innerTrajectories) {
        return new Candidate(
                Method.SG_MRL,
                Curvature.PATHWISE,
                Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR,
                LeaveOut.EVERY_TRAJECTORY
                        .withGroups(groups)
                        .withRollouts(rollouts)
                        .withExact(probability),
                1,
                innerTrajectories,
                1);
    }

    private static Stream<Named<Candidate>> named(Candidate... candidates) {
        return Stream.of(candidates).map(c -> Named.of(c.toString(), c));
    }
}
