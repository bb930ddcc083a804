package org.sgmrl.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.testing.RowCoefficients;
import org.sgmrl.testing.RowCoefficients.Weights;

/// Sums over classes and multisets against rows of ordered batches, term by term: the loop of one
/// step with and without
/// the term, the same in both codes.
final class AlongScoresTest {
    private static final double STEP_SIZE = 0.8;

    /// How often a pair of decisions is visited twice, or in another order, depends on the seed:
    /// all kinds occur.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void expectationsOverOrderedBatchesAreThoseOfRowByRowEnumeration(int trajectories) {
        for (int seed = 1; seed <= 4; seed++) {
            int horizon = trajectories == 1 ? 2 : 1;
            MdpProblem problem = RandomProblems.problem(seed, 2, 2, 1, horizon, 0.9);
            double[] theta = RandomProblems.theta(seed, 4);
            RowCoefficients rows = new RowCoefficients(problem, STEP_SIZE, trajectories, 1, Weights.REWARD_TO_GO);
            for (int groups = 1; groups <= trajectories; groups++) {
                assertSame(
                        rows.expectation(theta, RowCoefficients.leavingOut(groups)),
                        expectation(problem, theta, trajectories, groups, AlongScores::addLeavingOut));
            }
            assertSame(
                    rows.expectation(theta, RowCoefficients.leavingOut(trajectories)),
                    expectation(problem, theta, trajectories, 20, AlongScores::addLeavingOut));
            assertSame(
                    rows.expectation(theta, RowCoefficients.diagonal()),
                    expectation(problem, theta, trajectories, 1, AlongScores::addDiagonal));
            assertSame(
                    rows.expectation(theta, RowCoefficients.causal()),
                    expectation(problem, theta, trajectories, 1, AlongScores::addCausal));
        }
    }

    /// Two deterministic states and equal rewards: trajectories that differ in the order of their
    /// decisions alone.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void mergedTrajectoriesKeepTheMeanOfWhatDependsOnTheOrder(int trajectories) {
        FiniteMdp mdp = FiniteMdp.of(
                new double[] {0.5, 0.5}, new double[][][] {{{0, 1}, {0.5, 0.5}}, {{1, 0}, {0.2, 0.8}}}, new double[][] {
                    {0, 1}, {0, 1}
                });
        MdpProblem problem = new MdpProblem(2, 1, List.of(new MdpTask(1, mdp)));
        assertThat(TrajectoryTable.enumerate(mdp, 2, 1).classes)
                .isLessThan((int) TrajectoryTable.countTrajectories(mdp, 2));
        double[] theta = {0.3, -0.2, 0.1, 0.7};
        assertSame(
                new RowCoefficients(problem, STEP_SIZE, trajectories, 1, Weights.REWARD_TO_GO)
                        .expectation(theta, RowCoefficients.causal()),
                expectation(problem, theta, trajectories, 1, AlongScores::addCausal));
    }

    private interface Term {
        void add(AlongScores scores, BatchNode node, int[] batch, double[] v, double[] out);
    }

    /// One turn of the loop over all multisets, with the pathwise curvature written out.
    private static double[] expectation(MdpProblem problem, double[] theta, int trajectories, int groups, Term term) {
        int d = theta.length;
        FiniteMdp mdp = problem.tasks().getFirst().mdp();
        TrajectoryTable table = TrajectoryTable.enumerate(mdp, problem.horizon(), problem.discount());
        BatchNode node = new BatchNode(table, problem.states(), problem.actions());
        node.prepare(theta);
        AlongScores scores = new AlongScores(problem.states(), problem.actions(), trajectories, groups);
        ExactReturn exact = new ExactReturn(mdp, problem.horizon(), problem.discount());
        MultisetCursor cursor = new MultisetCursor(table.classes, trajectories);
        double[] mean = new double[d];
        cursor.seek(0);
        for (long rank = 0; rank < MultisetCursor.count(table.classes, trajectories); rank++) {
            if (rank > 0) {
                cursor.next();
            }
            double[] g = new double[d];
            node.sum(node.g, cursor.element, g);
            double[] adapted = theta.clone();
            for (int i = 0; i < d; i++) {
                adapted[i] += STEP_SIZE * g[i] / trajectories;
            }
            double[] v = new double[d];
            exact.valueAndGradient(adapted, v);
            double[] curved = new double[d];
            double[] weights = new double[problem.states()];
            node.stateWeights(cursor.element, weights);
            for (int i = 0; i < d; i++) {
                int first = i / problem.actions() * problem.actions();
                for (int k = first; k < first + problem.actions(); k++) {
                    double fisher = (i == k ? node.pi[i] : 0) - node.pi[i] * node.pi[k];
                    curved[i] -= weights[i / problem.actions()] * fisher * v[k];
                }
            }
            term.add(scores, node, cursor.element, v, curved);
            double probability = cursor.probability(node.probability);
            for (int i = 0; i < d; i++) {
                mean[i] += probability * (v[i] + STEP_SIZE / trajectories * curved[i]);
            }
        }
        return mean;
    }

    private static void assertSame(double[] expected, double[] actual) {
        assertThat(actual).containsExactly(expected, within(1e-12));
    }
}
