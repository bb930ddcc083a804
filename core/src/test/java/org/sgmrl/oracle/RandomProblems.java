package org.sgmrl.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;

/// Random finite problems and small hand-made ones for tests.
public final class RandomProblems {
    private RandomProblems() {}

    /// A problem with random dynamics, rewards in [0, 2) and random task probabilities.
    public static MdpProblem problem(long seed, int states, int actions, int tasks, int horizon, double discount) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] taskProbability = distribution(random, tasks);
        List<MdpTask> list = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            double[][][] transition = new double[states][actions][];
            double[][] reward = new double[states][actions];
            for (int s = 0; s < states; s++) {
                for (int a = 0; a < actions; a++) {
                    transition[s][a] = distribution(random, states);
                    reward[s][a] = 2 * random.nextDouble();
                }
            }
            list.add(new MdpTask(taskProbability[i], FiniteMdp.of(distribution(random, states), transition, reward)));
        }
        return new MdpProblem(horizon, discount, list);
    }

    /// Logits in (−1, 1).
    public static double[] theta(long seed, int dimension) {
        SplittableRandom random = new SplittableRandom(~seed);
        double[] theta = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            theta[i] = 2 * random.nextDouble() - 1;
        }
        return theta;
    }

    /// One state and one decision. Arm 0 pays 0.6 always; one of arms 1 and 2 pays 1 and the other 0, which
    /// one is the task.
    public static MdpProblem safeArm() {
        double[] initial = {1};
        double[][][] stay = {{{1}, {1}, {1}}};
        return new MdpProblem(
                0,
                1,
                List.of(
                        new MdpTask(0.5, FiniteMdp.of(initial, stay, new double[][] {{0.6, 1, 0}})),
                        new MdpTask(0.5, FiniteMdp.of(initial, stay, new double[][] {{0.6, 0, 1}}))));
    }

    private static double[] distribution(SplittableRandom random, int n) {
        double[] p = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            p[i] = 0.1 + random.nextDouble();
            sum += p[i];
        }
        for (int i = 0; i < n; i++) {
            p[i] /= sum;
        }
        return p;
    }
}
