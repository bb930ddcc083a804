package org.sgmrl.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.testing.RowCoefficients;
import org.sgmrl.testing.RowCoefficients.Rule;
import org.sgmrl.testing.RowCoefficients.Weights;
import org.sgmrl.testing.Vectors;

/// The bias of score terms that are linear in v, as docs/theory.md, section 9, 5 has it: its order
/// in the inner step size, for weights that depend on a trajectory alone and for weights that
/// depend on all.
final class BiasOrderTest {
    private static final double[] THETA = {0.3, -0.2, -0.1, 0.4};
    private static final MdpProblem PROBLEM = problem(2);

    private static MdpProblem problem(int decisions) {
        return new MdpProblem(
                decisions - 1,
                0.9,
                List.of(new MdpTask(
                        1,
                        FiniteMdp.of(
                                new double[] {0.7, 0.3},
                                new double[][][] {{{0.8, 0.2}, {0.3, 0.7}}, {{0.5, 0.5}, {0.1, 0.9}}},
                                new double[][] {{1, 0}, {0.2, 0.6}}))));
    }

    private static Rule rule(String name) {
        return switch (name) {
            case "nothing" -> RowCoefficients.nothing();
            case "leaving-out" -> RowCoefficients.leavingOut(2);
            case "own-weights" -> RowCoefficients.ownWeights();
            case "policy-hessian" -> RowCoefficients.policyHessian();
            case "causal" -> RowCoefficients.causal();
            case "diagonal" -> RowCoefficients.diagonal();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// Halving α divides the bias by 2^order. Leaving out is of second order whatever the weights;
    /// forms that hold the weights of the other rows fixed only where these weights do not depend
    /// on the trajectory.
    @ParameterizedTest
    @CsvSource({
        "REWARD_TO_GO,nothing,1",
        "REWARD_TO_GO,leaving-out,2",
        "REWARD_TO_GO,own-weights,2",
        "REWARD_TO_GO,policy-hessian,2",
        "REWARD_TO_GO,causal,2",
        "REWARD_TO_GO,diagonal,1",
        "STANDARDISED,nothing,1",
        "STANDARDISED,leaving-out,2",
        "STANDARDISED,own-weights,1",
        "STANDARDISED,policy-hessian,1",
        "STANDARDISED,causal,1",
        "STANDARDISED,diagonal,1",
    })
    void theBiasVanishesWithTheInnerStepSizeAtTheStatedOrder(Weights weights, String name, int order) {
        double larger = relativeBias(PROBLEM, 0.02, 2, 1, weights, rule(name));
        double smaller = relativeBias(PROBLEM, 0.01, 2, 1, weights, rule(name));
        assertThat(Math.log(larger / smaller) / Math.log(2)).isCloseTo(order, within(0.1));
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void withTwoStepsTheBiasOfLeavingOutIsOfSecondOrderToo(Weights weights) {
        double larger = relativeBias(problem(1), 0.02, 3, 2, weights, RowCoefficients.leavingOut(3));
        double smaller = relativeBias(problem(1), 0.01, 3, 2, weights, RowCoefficients.leavingOut(3));
        assertThat(Math.log(larger / smaller) / Math.log(2)).isCloseTo(2, within(0.1));
        double without = relativeBias(problem(1), 0.02, 3, 2, weights, RowCoefficients.nothing());
        assertThat(larger).isLessThan(0.01 * without);
    }

    /// With each trajectory left out on its own, and with the paper's weights, N times the bias
    /// tends to a limit.
    @Test
    void theBiasOfLeavingOutVanishesWithTheNumberOfTrajectories() {
        double two = relativeBias(PROBLEM, 0.02, 2, 1, Weights.REWARD_TO_GO, RowCoefficients.leavingOut(2));
        double three = relativeBias(PROBLEM, 0.02, 3, 1, Weights.REWARD_TO_GO, RowCoefficients.leavingOut(3));
        assertThat(three / two).isCloseTo(2.0 / 3, within(0.05));
    }

    private static double relativeBias(
            MdpProblem problem, double stepSize, int innerTrajectories, int innerSteps, Weights weights, Rule rule) {
        RowCoefficients rows = new RowCoefficients(problem, stepSize, innerTrajectories, innerSteps, weights);
        double[] exact = rows.gradient(THETA);
        return Vectors.distance(rows.expectation(THETA, rule), exact) / Vectors.norm(exact);
    }
}
