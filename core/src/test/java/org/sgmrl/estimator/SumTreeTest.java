package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Vectors;

/// The tree against its definition, whatever the order, the threads and the partitions.
final class SumTreeTest {
    private static final int D = 3;
    private static final TaskWeights TWO_SUMS = new TaskWeights.ReturnAndScale();
    private static final double[] FACTORS = {0.75, -1.5};

    /// Shares whose sums depend on their order.
    private static TaskGradient[] shares(int count) {
        RandomStream random = Vectors.stream(count);
        TaskGradient[] shares = new TaskGradient[count];
        for (int i = 0; i < count; i++) {
            shares[i] = new TaskGradient(D);
            for (int j = 0; j < D; j++) {
                shares[i].base[j] = random.nextGaussian() * Math.pow(10, random.nextInt(6));
                shares[i].score[j] = random.nextGaussian();
            }
            shares[i].outerReturn = -30 + random.nextGaussian();
            shares[i].outerScale = 0.5 + random.nextDouble();
            shares[i].outerRewardMean = random.nextGaussian();
            shares[i].outerRewardSpread = 5;
            shares[i].outerSteps = 20;
        }
        return shares;
    }

    /// Node `index` of a level, by the definition.
    private static double node(int level, int index, int tasks, IntToDoubleFunction leaf) {
        if (level == 0) {
            return leaf.applyAsDouble(index);
        }
        double left = node(level - 1, 2 * index, tasks, leaf);
        boolean right = (2 * index + 1) << (level - 1) < tasks;
        return right ? left + node(level - 1, 2 * index + 1, tasks, leaf) : left;
    }

    private static double[] byDefinition(TaskGradient[] shares) {
        int tasks = shares.length;
        int root = 0;
        while (1 << root < tasks) {
            root++;
        }
        double[] mean = new double[2 * D];
        for (int j = 0; j < D; j++) {
            int entry = j;
            double base = node(root, 0, tasks, i -> shares[i].base[entry]);
            double p = node(root, 0, tasks, i -> shares[i].outerScale * shares[i].outerReturn * shares[i].score[entry]);
            double q = node(root, 0, tasks, i -> shares[i].outerScale * shares[i].score[entry]);
            mean[D + j] = (FACTORS[0] * p + FACTORS[1] * q) / tasks;
            mean[j] = base / tasks + mean[D + j];
        }
        return mean;
    }

    private static double[] mean(SumTree tree) {
        double[] gradient = new double[D];
        double[] scoreTerm = new double[D];
        tree.mean(FACTORS, gradient, scoreTerm);
        double[] both = Arrays.copyOf(gradient, 2 * D);
        System.arraycopy(scoreTerm, 0, both, D, D);
        return both;
    }

    private static SumTree begun(int tasks) {
        SumTree tree = new SumTree(tasks, D);
        tree.begin(TWO_SUMS);
        return tree;
    }

    @Test
    void theBitsAreThoseOfTheDefinitionInEveryOrder() {
        for (int tasks = 1; tasks <= 40; tasks++) {
            TaskGradient[] shares = shares(tasks);
            double[] expected = byDefinition(shares);
            SumTree tree = new SumTree(tasks, D);
            for (int order = 0; order < 4; order++) {
                tree.begin(TWO_SUMS); // the same tree again
                for (int i : order(tasks, order)) {
                    tree.add(i, shares[i]);
                }
                assertThat(mean(tree)).as("%d tasks", tasks).isEqualTo(expected);
            }
        }
    }

    /// In order, backwards, and two mixed ones.
    private static int[] order(int tasks, int number) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, tasks).boxed().toList());
        if (number == 1) {
            all = all.reversed();
        } else if (number > 1) {
            RandomStream random = Vectors.stream(number);
            for (int i = tasks - 1; i > 0; i--) {
                all.set(i, all.set(random.nextInt(i + 1), all.get(i)));
            }
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void anotherTreeHasOtherBitsAndTheSameNumbers() {
        TaskGradient[] shares = shares(40);
        double[] expected = byDefinition(shares);
        double[] inOrder = new double[D];
        for (int j = 0; j < D; j++) {
            double base = 0;
            double scores = 0;
            for (TaskGradient share : shares) {
                double c = share.outerScale;
                base += share.base[j];
                scores += (FACTORS[0] * c * share.outerReturn + FACTORS[1] * c) * share.score[j];
            }
            inOrder[j] = base / 40 + scores / 40;
        }
        double[] gradient = Arrays.copyOf(expected, D);
        assertThat(inOrder).isNotEqualTo(gradient);
        // Each of 3 · 40 additions errs by 2^-53 of sums of at most 40 · 4e5.
        assertThat(inOrder).containsExactly(gradient, within(120 * 0x1p-53 * 40 * 4e5 / 40));
    }

    @Test
    void subtreesOfPartitionsGiveTheBitsOfOneTreeInFewVectors() {
        for (int tasks : new int[] {1, 2, 5, 6, 7, 16, 37, 40}) {
            TaskGradient[] shares = shares(tasks);
            double[] expected = byDefinition(shares);
            for (int partitions : new int[] {1, 2, 3, 5, 16, 37}) {
                SumTree driver = begun(tasks);
                for (int k = partitions - 1; k >= 0; k--) {
                    SumTree worker = begun(tasks);
                    int from = k * tasks / partitions;
                    int to = (k + 1) * tasks / partitions;
                    for (int i = from; i < to; i++) {
                        worker.add(i, shares[i]);
                    }
                    byte[] bytes = new byte[worker.encodedSize()];
                    worker.write(ByteBuffer.wrap(bytes));
                    int nodes = ByteBuffer.wrap(bytes).getInt();
                    assertThat(nodes).isLessThanOrEqualTo(2 * (32 - Integer.numberOfLeadingZeros(to - from)));
                    driver.read(ByteBuffer.wrap(bytes));
                }
                assertThat(mean(driver)).isEqualTo(expected);
            }
        }
    }

    @Test
    void threadsThatAddAtTheSameTimeChangeNoBit() throws InterruptedException {
        TaskGradient[] shares = shares(37);
        double[] expected = byDefinition(shares);
        for (int round = 0; round < 50; round++) {
            SumTree tree = begun(37);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                int first = t;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = first; i < 37; i += 3) {
                        tree.add(i, shares[i]);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(mean(tree)).isEqualTo(expected);
        }
    }

    @Test
    void whatIsKeptDoesNotGrowWithTheTasksButWithTheirLogarithm() {
        TaskGradient share = shares(1)[0];
        SumTree tree = begun(4000);
        int largest = 0;
        for (int i = 0; i < 4000; i++) {
            tree.add(i, share);
            largest = Math.max(largest, tree.encodedSize());
        }
        // 12 nodes of three vectors, each with a byte, and three numbers.
        assertThat(largest).isLessThanOrEqualTo(4 + 12 * (8 + 3 * (1 + 8 * D)));
    }

    @Test
    void sumsOfZerosTakeNoRoom() {
        TaskGradient share = shares(1)[0];
        Arrays.fill(share.score, 0);
        share.outerReturn = -3; // times zero it is a negative one
        SumTree tree = begun(1);
        tree.add(0, share);
        assertThat(tree.encodedSize()).isEqualTo(4 + 8 + 3 + 8 * D);
    }

    @Test
    void missingTasksAndTasksTwiceAreRefused() {
        TaskGradient share = shares(1)[0];
        SumTree tree = begun(3);
        tree.add(1, share);
        tree.add(2, share);
        assertThatThrownBy(() -> mean(tree)).hasMessageContaining("not all of 3 tasks");
        assertThatThrownBy(() -> tree.add(1, share)).hasMessageContaining("already");
        tree.begin(TWO_SUMS);
        assertThatThrownBy(() -> mean(tree)).hasMessageContaining("not all of 3 tasks");
    }

    @Test
    void theTwoPartsOfABaselineMakeItsCoefficientsMetaGradient() {
        TaskGradient[] shares = shares(40);
        double[] expected = new double[D];
        double[] gradient = new double[D];
        double[] scoreTerm = new double[D];
        double[] parts = new double[D];
        double[][] parameters = new double[40][1];
        for (Coefficient coefficient :
                List.of(Coefficient.NONE, Coefficient.LEAVE_ONE_OUT, Coefficient.STANDARDIZED_REWARD)) {
            Method method = coefficient == Coefficient.STANDARDIZED_REWARD ? Method.E_MAML : Method.SG_MRL;
            ScoreCoefficients split = ScoreCoefficients.of(method.scoreTerm(coefficient, LeaveOut.EVERY_TRAJECTORY), 1);
            double[] k = new double[40];
            split.coefficients(shares, parameters, k);
            MetaGradient.mean(shares, k, gradient, expected);
            MetaGradient.mean(shares, parameters, split, new SumTree(40, D), gradient, parts);
            // Σ p u may cancel against Σ q u: each errs by 2^-53 of 40 · 40 · 4 for each of 40 additions.
            assertThat(parts).as("%s", coefficient).containsExactly(expected, within(1e-11));
            // A coefficient of one's own, whose parts are not known.
            ScoreCoefficients own = (tasks, taskParameters, out) -> split.coefficients(tasks, taskParameters, out);
            MetaGradient.mean(shares, parameters, own, new SumTree(40, D), gradient, scoreTerm);
            assertThat(scoreTerm).isEqualTo(expected);
        }
    }
}
