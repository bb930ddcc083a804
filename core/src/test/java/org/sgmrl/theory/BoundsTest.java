package org.sgmrl.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.ExactReturn;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.NaiveOracle;
import org.sgmrl.oracle.NaiveOracle.Trajectory;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.oracle.RandomProblems;

/// The inequalities of Lemma 1 and Proposition 1, and ours, on random problems.
final class BoundsTest {
    private static final OracleSettings SETTINGS = new OracleSettings(1, 10_000, 10_000_000);

    @ParameterizedTest
    @CsvSource({"1,2,2,1,0.5", "2,3,2,1,0.9", "3,2,3,1,0", "4,2,2,2,0.8", "5,2,2,0,0.7"})
    void lemmaOneHoldsForEveryTrajectory(long seed, int states, int actions, int horizon, double discount) {
        MdpProblem problem = RandomProblems.problem(seed, states, actions, 2, horizon, discount);
        NaiveOracle naive = new NaiveOracle(problem);
        int d = states * actions;
        Adaptation inner = new Adaptation(1, 1, 0.001);
        PaperConstants paper = PaperConstants.of(problem, inner);
        FiniteHorizonConstants ours = FiniteHorizonConstants.of(problem, inner);
        double[] theta = RandomProblems.theta(seed, d);
        double[] near = theta.clone();
        near[0] += 0.02;
        near[d - 1] -= 0.01;
        double distance = Math.hypot(0.02, 0.01);
        for (MdpTask task : problem.tasks()) {
            List<Trajectory> here = naive.trajectories(task.mdp(), theta);
            List<Trajectory> there = naive.trajectories(task.mdp(), near);
            for (int i = 0; i < here.size(); i++) {
                double[][] u = policyHessian(here.get(i));
                assertThat(norm(here.get(i).g())).isLessThanOrEqualTo(paper.etaG());
                assertThat(norm(here.get(i).g())).isLessThanOrEqualTo(ours.gradientBound());
                assertThat(spectralNorm(u)).isLessThanOrEqualTo(paper.etaH());
                assertThat(spectralNorm(u)).isLessThanOrEqualTo(ours.hessianBound());
                assertThat(spectralNorm(difference(u, policyHessian(there.get(i)))))
                        .isLessThanOrEqualTo(paper.etaRho() * distance);
            }
            double[] gradient = new double[d];
            double[] hessian = new double[d * d];
            double j = new ExactReturn(task.mdp(), horizon, discount).valueGradientAndHessian(theta, gradient, hessian);
            assertThat(j).isLessThanOrEqualTo(ours.returnBound());
            assertThat(norm(gradient)).isLessThanOrEqualTo(ours.gradientBound());
            assertThat(spectralNorm(rows(hessian, d))).isLessThanOrEqualTo(ours.hessianBound());
        }
    }

    /// α = 0.9/ηH is what Proposition 1 covers.
    @ParameterizedTest
    @CsvSource({"11,2,2,1,0.5,1", "12,3,2,1,0.8,1", "13,2,3,1,0.9,2", "14,2,2,2,0.3,1", "15,2,2,0,0.7,3"})
    void propositionOneHoldsOnRandomProblems(
            long seed, int states, int actions, int horizon, double discount, int batch) {
        MdpProblem problem = RandomProblems.problem(seed, states, actions, 2, horizon, discount);
        double alpha =
                0.9 * PaperConstants.of(problem, new Adaptation(1, batch, 0)).maxInnerStepSize();
        Adaptation inner = new Adaptation(1, batch, alpha);
        PaperConstants paper = PaperConstants.of(problem, inner);
        assertThat(paper.covers(inner)).isTrue();
        double[] theta = RandomProblems.theta(seed, states * actions);
        assertThat(smoothness(problem, inner, theta)).isLessThanOrEqualTo(paper.lV());
        assertThat(largestEstimate(problem, inner, theta, true)).isLessThanOrEqualTo(paper.gV());
        assertThat(largestEstimate(problem, inner, theta, false)).isLessThanOrEqualTo(paper.gV());
    }

    @ParameterizedTest
    @CsvSource({"21,2,2,1,0.5,1,1,0.7", "22,3,2,1,1,1,1,0.3", "23,2,3,0,1,2,2,1", "24,2,2,1,0.9,1,2,0.5"})
    void ourBoundsHoldForSeveralStepsLargeStepSizesAndDiscountOne(
            long seed, int states, int actions, int horizon, double discount, int batch, int steps, double alpha) {
        MdpProblem problem = RandomProblems.problem(seed, states, actions, 2, horizon, discount);
        Adaptation inner = new Adaptation(steps, batch, alpha);
        FiniteHorizonConstants ours = FiniteHorizonConstants.of(problem, inner);
        double[] theta = RandomProblems.theta(seed, states * actions);
        assertThat(smoothness(problem, inner, theta)).isLessThanOrEqualTo(ours.lV());
        assertThat(largestEstimate(problem, inner, theta, false)).isLessThanOrEqualTo(ours.gV());
    }

    /// One state, two actions, reward 1 always, γ = 0.9, H = 20. All data take the action of probability
    /// e⁻²⁰, so every score has almost the largest norm; the stated bound misses a factor of up to
    /// 1/(2(1−γ)) in the score term.
    @Test
    void theStatedBoundOfTheStochasticGradientIsExceededForDiscountsNearOne() {
        FiniteMdp mdp = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{1, 1}});
        MdpProblem problem = new MdpProblem(20, 0.9, List.of(new MdpTask(1, mdp)));
        double alpha = 0.9 * PaperConstants.of(problem, new Adaptation(1, 1, 0)).maxInnerStepSize();
        Adaptation inner = new Adaptation(1, 1, alpha);
        double logit = 20;
        double[] theta = {logit, 0};
        double estimate = estimateWithOneTrajectoryOfTheRareAction(theta, alpha);
        assertThat(PaperConstants.of(problem, inner).gV())
                .isCloseTo(342.2, within(0.1))
                .isLessThan(estimate);
        assertThat(FiniteHorizonConstants.of(problem, inner).gV()).isGreaterThanOrEqualTo(estimate);
        // √2 (S₁ + 21 S₀) with S₀ = Σ γ^t = 8.906 and S₁ = Σ (t+1) γ^t = 66.08, up to e⁻²⁰.
        assertThat(estimate).isCloseTo(357.94, within(0.01));
    }

    /// ‖(I + αA) g(τ;θ′) + R(τ) ∇log q(τ;θ)‖ for τ = 21 times action 1 as inner and outer batch.
    private static double estimateWithOneTrajectoryOfTheRareAction(double[] theta, double alpha) {
        double[] toGo = new double[21];
        double total = 0;
        for (int h = 20; h >= 0; h--) {
            total += Math.pow(0.9, h);
            toGo[h] = total;
        }
        double weight = 0;
        for (double w : toGo) {
            weight += w;
        }
        double rare = 1 / (1 + Math.exp(theta[0] - theta[1]));
        // In direction (−1, 1): the score of one step is 1 − rare, g = weight (1 − rare).
        double step = alpha * weight * (1 - rare);
        double rareAfter = 1 / (1 + Math.exp(theta[0] - theta[1] - 2 * step));
        double outer = weight * (1 - rareAfter);
        double curvature = -2 * weight * rare * (1 - rare);
        return Math.sqrt(2) * (outer + alpha * curvature * outer + total * 21 * (1 - rare));
    }

    @Test
    void theConstantsOfAHandMadeProblemAreTheFormulas() {
        // S = A = 2, H = 1, γ = 1/2, R = 3, D_in = 2, α = 0.01: (1−γ)⁻² = 4.
        MdpProblem problem = new MdpProblem(
                1,
                0.5,
                List.of(new MdpTask(
                        1,
                        FiniteMdp.of(
                                new double[] {1, 0},
                                new double[][][] {{{1, 0}, {0, 1}}, {{1, 0}, {0, 1}}},
                                new double[][] {{0, 3}, {1, 2}}))));
        PaperConstants c = PaperConstants.of(problem, new Adaptation(1, 2, 0.01));
        assertThat(c.r()).isEqualTo(3);
        assertThat(c.etaG()).isCloseTo(12 * Math.sqrt(2), within(1e-12));
        assertThat(c.etaH()).isCloseTo(54, within(1e-12));
        double etaRho = 12 * (2 * Math.sqrt(2) + Math.sqrt(6) / 9);
        assertThat(c.etaRho()).isCloseTo(etaRho, within(1e-12));
        assertThat(c.lV())
                .isCloseTo(0.01 * c.etaRho() * c.etaG() + 4 * 54 + 8 * 3 * 2 * 2 * (0.5 + 2 * 2 * 2), within(1e-9));
        assertThat(c.gV()).isCloseTo(2 * Math.sqrt(2) * 3 * (4 + 4), within(1e-12));
        assertThat(c.maxInnerStepSize()).isCloseTo(1 / 54.0, within(1e-15));
        assertThat(c.byName().keySet())
                .containsExactly(
                        "G",
                        "L",
                        "rho",
                        "R",
                        "etaG",
                        "etaH",
                        "etaRho",
                        "LV",
                        "GV",
                        "maxInnerStepSize",
                        "maxOuterStepSize");
        assertThat(c.covers(new Adaptation(2, 2, 0.01))).isFalse();
        assertThat(c.covers(new Adaptation(1, 2, 0.02))).isFalse();
    }

    @Test
    void withoutDiscountThePapersConstantsAreInfiniteAndOursAreNot() {
        MdpProblem problem = RandomProblems.problem(31, 2, 2, 1, 2, 1);
        Adaptation inner = new Adaptation(1, 1, 0.1);
        PaperConstants paper = PaperConstants.of(problem, inner);
        assertThat(paper.etaG()).isInfinite();
        assertThat(paper.lV()).isInfinite();
        assertThat(paper.gV()).isInfinite();
        assertThat(paper.maxInnerStepSize()).isZero();
        assertThat(paper.maxOuterStepSize()).isZero();
        assertThat(paper.covers(inner)).isFalse();
        assertThat(FiniteHorizonConstants.of(problem, inner).lV()).isFinite().isPositive();
        assertThatThrownBy(() -> ConvergenceRate.largeBatch(paper, 0.1))
                .hasMessageContaining("LV = Infinity must be positive and finite");
    }

    @Test
    void withoutRewardEveryBoundIsZeroWhateverTheDiscount() {
        FiniteMdp nothing = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{0, 0}});
        for (double discount : new double[] {0.5, 1}) {
            PaperConstants paper = PaperConstants.of(
                    new MdpProblem(1, discount, List.of(new MdpTask(1, nothing))), new Adaptation(1, 1, 0.5));
            assertThat(paper.etaG()).isZero();
            assertThat(paper.lV()).isZero();
            assertThat(paper.gV()).isZero();
            assertThat(paper.maxInnerStepSize()).isInfinite();
        }
    }

    @Test
    void negativeRewardsAreRefusedWithTheirPlace() {
        FiniteMdp mdp = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{0, -1}});
        MdpProblem problem = new MdpProblem(0, 0.5, List.of(new MdpTask(1, mdp)));
        assertThatThrownBy(() -> PaperConstants.of(problem, new Adaptation(1, 1, 0.1)))
                .hasMessageContaining("tasks[0].reward[0][1] = -1.0 must be >= 0");
    }

    @Test
    void theRatesScaleAsStated() {
        PaperConstants c = PaperConstants.of(RandomProblems.problem(32, 2, 2, 1, 1, 0.5), new Adaptation(1, 1, 1e-3));
        ConvergenceRate large = ConvergenceRate.largeBatch(c, 0.1);
        // With B·D_o = 8GV²/ε² and β = 1/LV the noise is ε²/4 of the bound, the iterations are R LV/ε².
        assertThat(large.squaredGradientBound()).isCloseTo(0.01 * 1.25, within(1e-12));
        assertThat(large.iterations()).isCloseTo(c.r() * c.lV() * 100, within(1e-6 * large.iterations()));
        ConvergenceRate small = ConvergenceRate.smallStep(c, 0.1);
        ConvergenceRate smaller = ConvergenceRate.smallStep(c, 0.05);
        assertThat(small.squaredGradientBound()).isCloseTo(0.01 * 1.25, within(1e-12));
        assertThat(smaller.iterations() / small.iterations()).isCloseTo(16, within(1e-9));
        assertThatThrownBy(() -> ConvergenceRate.theorem1(c, 0.1, 2 * c.maxOuterStepSize(), 1))
                .hasMessageContaining("must be in (0, maxOuterStepSize");
        assertThatThrownBy(() -> ConvergenceRate.largeBatch(c, 1)).hasMessage("epsilon = 1.0 must be in (0, 1)");
    }

    /// ‖∇²V_ζ(θ)‖ by central differences of the exact gradient, step 1e-4 (error about 1e-7).
    private static double smoothness(MdpProblem problem, Adaptation inner, double[] theta) {
        MetaOracle oracle = MetaOracle.create(problem, inner, SETTINGS);
        int d = theta.length;
        double[][] hessian = new double[d][d];
        double[] up = new double[d];
        double[] down = new double[d];
        for (int i = 0; i < d; i++) {
            double[] shifted = theta.clone();
            shifted[i] += 1e-4;
            oracle.valueAndGradient(shifted, up);
            shifted[i] -= 2e-4;
            oracle.valueAndGradient(shifted, down);
            for (int k = 0; k < d; k++) {
                hessian[k][i] = (up[k] - down[k]) / 2e-4;
            }
        }
        return spectralNorm(hessian);
    }

    /// The largest norm of the SG-MRL estimate over inner batches that repeat one trajectory and outer
    /// batches of one trajectory. The norm is convex in each mean over a batch, so such outer batches are
    /// the worst.
    private static double largestEstimate(
            MdpProblem problem, Adaptation inner, double[] theta, boolean withPolicyHessian) {
        double largest = 0;
        NaiveOracle naive = new NaiveOracle(problem);
        for (MdpTask task : problem.tasks()) {
            for (Trajectory first : naive.trajectories(task.mdp(), theta)) {
                double[] theta1 = step(theta, first, inner);
                if (inner.steps() == 1) {
                    for (Trajectory outer : naive.trajectories(task.mdp(), theta1)) {
                        double[] v = backward(outer.g(), first, inner, outer.totalReturn(), withPolicyHessian);
                        largest = Math.max(largest, norm(v));
                    }
                    continue;
                }
                for (Trajectory second : naive.trajectories(task.mdp(), theta1)) {
                    for (Trajectory outer : naive.trajectories(task.mdp(), step(theta1, second, inner))) {
                        double[] v = backward(outer.g(), second, inner, outer.totalReturn(), withPolicyHessian);
                        v = backward(v, first, inner, outer.totalReturn(), withPolicyHessian);
                        largest = Math.max(largest, norm(v));
                    }
                }
            }
        }
        return largest;
    }

    private static double[] step(double[] theta, Trajectory tau, Adaptation inner) {
        double[] next = theta.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] += inner.stepSize() * tau.g()[i];
        }
        return next;
    }

    private static double[] backward(
            double[] v, Trajectory tau, Adaptation inner, double outerReturn, boolean withPolicyHessian) {
        double[] next = v.clone();
        double[][] curvature = withPolicyHessian ? policyHessian(tau) : tau.curvature();
        for (int i = 0; i < v.length; i++) {
            for (int k = 0; k < v.length; k++) {
                next[i] += inner.stepSize() * curvature[i][k] * v[k];
            }
            next[i] += outerReturn * inner.trajectories() * tau.score()[i];
        }
        return next;
    }

    /// u(τ) of eq. (8).
    private static double[][] policyHessian(Trajectory tau) {
        int d = tau.g().length;
        double[][] u = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int k = 0; k < d; k++) {
                u[i][k] = tau.g()[i] * tau.score()[k] + tau.curvature()[i][k];
            }
        }
        return u;
    }

    private static double[][] difference(double[][] x, double[][] y) {
        double[][] result = new double[x.length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < x.length; k++) {
                result[i][k] = x[i][k] - y[i][k];
            }
        }
        return result;
    }

    private static double[][] rows(double[] flat, int d) {
        double[][] result = new double[d][d];
        for (int i = 0; i < d; i++) {
            System.arraycopy(flat, i * d, result[i], 0, d);
        }
        return result;
    }

    /// The largest singular value, by power iteration on AᵀA; it approaches the value from below.
    private static double spectralNorm(double[][] a) {
        int d = a.length;
        double[] x = new double[d];
        for (int i = 0; i < d; i++) {
            x[i] = 1 + 0.1 * i;
        }
        double sigma = 0;
        for (int iteration = 0; iteration < 60; iteration++) {
            double length = norm(x);
            if (length == 0) {
                return 0;
            }
            double[] y = new double[d];
            double[] z = new double[d];
            for (int i = 0; i < d; i++) {
                for (int k = 0; k < d; k++) {
                    y[i] += a[i][k] * x[k] / length;
                }
            }
            for (int i = 0; i < d; i++) {
                for (int k = 0; k < d; k++) {
                    z[k] += a[i][k] * y[i];
                }
            }
            sigma = norm(y);
            x = z;
        }
        return sigma;
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }
}
