package org.sgmrl.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;

final class ExactReturnTest {
    /// J, ∇J and ∇²J by dynamic programming are those of eqs. (2), (3) and (8) summed over all
    /// trajectories.
    @ParameterizedTest
    @CsvSource({"1,1,3,0,1", "2,2,2,1,0.9", "3,2,3,1,0.5", "4,3,2,2,1", "5,3,3,1,0", "6,2,3,2,0.7"})
    void dynamicProgrammingEqualsTrajectoryEnumeration(
            long seed, int states, int actions, int horizon, double discount) {
        MdpProblem problem = RandomProblems.problem(seed, states, actions, 1, horizon, discount);
        FiniteMdp mdp = problem.tasks().getFirst().mdp();
        int d = states * actions;
        double[] theta = RandomProblems.theta(seed, d);
        NaiveOracle naive = new NaiveOracle(problem);
        ExactReturn exact = new ExactReturn(mdp, horizon, discount);

        double j = naive.expectedReturn(mdp, theta);
        double[] expectedGradient = naive.returnGradient(mdp, theta);
        double[][] expectedHessian = naive.returnHessian(mdp, theta);
        double[] gradient = new double[d];
        double[] secondGradient = new double[d];
        double[] hessian = new double[d * d];

        assertThat(exact.value(theta)).isCloseTo(j, within(1e-13));
        assertThat(exact.valueAndGradient(theta, gradient)).isCloseTo(j, within(1e-13));
        assertThat(exact.valueGradientAndHessian(theta, secondGradient, hessian))
                .isCloseTo(j, within(1e-13));
        assertThat(gradient).containsExactly(expectedGradient, within(1e-13));
        assertThat(secondGradient).containsExactly(expectedGradient, within(1e-13));
        for (int i = 0; i < d; i++) {
            for (int k = 0; k < d; k++) {
                assertThat(hessian[i * d + k]).isCloseTo(expectedHessian[i][k], within(1e-13));
            }
        }
    }

    @Test
    void aTwoArmedBanditHasTheReturnComputedByHand() {
        // π = (3/4, 1/4): J = 3/4·2 + 1/4·6 = 3; ∂J/∂θ_0 = π_0 π_1 (2 − 6) = −3/4;
        // ∂²J/∂θ_0² = π_0 π_1 (1 − 2π_0)(2 − 6) = 3/8.
        FiniteMdp bandit = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{2, 6}});
        double[] theta = {StrictMath.log(3), 0};
        double[] gradient = new double[2];
        double[] hessian = new double[4];
        double j = new ExactReturn(bandit, 0, 0.5).valueGradientAndHessian(theta, gradient, hessian);
        assertThat(j).isCloseTo(3, within(1e-15));
        assertThat(gradient).containsExactly(new double[] {-0.75, 0.75}, within(1e-15));
        assertThat(hessian).containsExactly(new double[] {0.375, -0.375, -0.375, 0.375}, within(1e-15));
    }

    @Test
    void theDiscountStartsAtTheFirstDecision() {
        // One state, one action, reward 1: J = 1 + γ + γ².
        FiniteMdp loop = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}}}, new double[][] {{1}});
        assertThat(new ExactReturn(loop, 2, 0.5).value(new double[1])).isEqualTo(1.75);
    }

    @Test
    void arraysOfTheWrongLengthAreRefused() {
        FiniteMdp loop = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}}}, new double[][] {{1}});
        ExactReturn exact = new ExactReturn(loop, 2, 0.5);
        assertThatThrownBy(() -> exact.value(new double[2])).hasMessage("theta has 2 elements; it must have 1");
        assertThatThrownBy(() -> exact.valueAndGradient(new double[1], new double[3]))
                .hasMessage("gradient has 3 elements; it must have 1");
    }
}
