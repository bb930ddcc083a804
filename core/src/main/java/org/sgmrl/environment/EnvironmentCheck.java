package org.sgmrl.environment;

import java.util.ArrayList;
import java.util.List;
import org.sgmrl.argument.Arguments;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Runs an environment and says what is wrong with it: training needs finite numbers, and a run can be repeated,
/// resumed and checked only where a trajectory is a function of task, seed and actions.
public final class EnvironmentCheck {
    private static final int ROLLOUTS = 3;
    private static final int MOST_STEPS = 50;

    private EnvironmentCheck() {}

    /// Runs an environment in four ways: once, again after another episode, in a new instance, and each
    /// rollout alone. Rollouts take random actions, for as many steps as its horizon has, but at most 50.
    ///
    /// @param environment the environment
    /// @param seed of task, rollouts and actions
    /// @param <T> type of the task
    /// @return a line for each finding: what is not finite, or comes out otherwise; empty if there is none
    /// @throws EnvironmentException if the environment is not available, or fails
    public static <T> List<String> findings(MetaEnvironment<T> environment, long seed) {
        Arguments.given("environment", environment);
        List<String> findings = new ArrayList<>();
        T task = task(environment, seed, 0);
        T again = task(environment, seed, 0);
        if (!task.equals(again)) {
            findings.add("the same random numbers drew the task " + task + ", and then " + again);
        }
        Rollouts first;
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            first = rollouts(environment, batch, task, seed, 0, ROLLOUTS);
            checkNumbers(first, findings);
            rollouts(environment, batch, task(environment, seed, 1), seed + 1, 0, ROLLOUTS);
            Rollouts second = rollouts(environment, batch, task, seed, 0, ROLLOUTS);
            compare(first, second, 0, "after another episode of the same instance", findings);
        }
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            int before = findings.size();
            for (int i = 0; i < ROLLOUTS && findings.size() == before; i++) {
                compare(first, rollouts(environment, batch, task, seed, i, 1), i, "without the others", findings);
            }
        }
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            Rollouts third = rollouts(environment, batch, task, seed, 0, ROLLOUTS);
            compare(first, third, 0, "in another instance", findings);
        }
        return findings;
    }

    private static <T> T task(MetaEnvironment<T> environment, long seed, int number) {
        return environment
                .tasks()
                .sample(RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, number, 0, 0, StreamPurpose.TASK));
    }

    /// What some rollouts gave, row by row: observation, reward, whether it ended. Row 0 is the reset.
    private static final class Rollouts {
        final List<List<double[]>> rows = new ArrayList<>();
    }

    /// @param from number of the first rollout
    private static <T> Rollouts rollouts(
            MetaEnvironment<T> environment, BatchedEnvironment<T> batch, T task, long seed, int from, int count) {
        EnvironmentSpec spec = environment.spec();
        int size = spec.observationSize();
        int width = spec.actionSpace().size();
        RandomStream[] streams = new RandomStream[count];
        RandomStream[] actionStreams = new RandomStream[count];
        int[] active = new int[count];
        Rollouts result = new Rollouts();
        for (int i = 0; i < count; i++) {
            streams[i] = stream(seed, from + i, StreamPurpose.ENVIRONMENT);
            actionStreams[i] = stream(seed, from + i, StreamPurpose.ACTION);
            active[i] = i;
            result.rows.add(new ArrayList<>());
        }
        double[] observations = new double[count * size];
        double[] actions = new double[count * width];
        double[] rewards = new double[count];
        boolean[] ended = new boolean[count];
        batch.reset(task, streams, count, observations);
        for (int i = 0; i < count; i++) {
            result.rows.get(i).add(row(observations, i, size, 0, false));
        }
        int running = count;
        for (int step = 0; step < Math.min(MOST_STEPS, spec.horizon()) && running > 0; step++) {
            for (int k = 0; k < running; k++) {
                draw(spec.actionSpace(), actionStreams[active[k]], actions, k * width);
            }
            batch.step(active, running, actions, observations, rewards, ended);
            int left = 0;
            for (int k = 0; k < running; k++) {
                result.rows.get(active[k]).add(row(observations, k, size, rewards[k], ended[k]));
                if (!ended[k]) {
                    active[left++] = active[k];
                }
            }
            running = left;
        }
        return result;
    }

    private static RandomStream stream(long seed, int rollout, StreamPurpose purpose) {
        return RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, rollout, purpose);
    }

    private static void draw(ActionSpace space, RandomStream random, double[] actions, int offset) {
        for (int j = 0; j < space.size(); j++) {
            actions[offset + j] = switch (space) {
                case ActionSpace.Box box -> random.nextDouble(box.low(j), box.high(j));
                case ActionSpace.Discrete discrete -> random.nextInt(discrete.count());
            };
        }
    }

    private static double[] row(double[] observations, int k, int size, double reward, boolean ended) {
        double[] row = new double[size + 2];
        System.arraycopy(observations, k * size, row, 0, size);
        row[size] = reward;
        row[size + 1] = ended ? 1 : 0;
        return row;
    }

    /// Adds a line for the first number that is not finite.
    private static void checkNumbers(Rollouts rollouts, List<String> findings) {
        for (int i = 0; i < rollouts.rows.size(); i++) {
            List<double[]> rows = rollouts.rows.get(i);
            for (int step = 0; step < rows.size(); step++) {
                double[] row = rows.get(step);
                for (int j = 0; j < row.length - 1; j++) {
                    if (!Double.isFinite(row[j])) {
                        findings.add(place(step, i) + (j < row.length - 2 ? "observation[" + j + "]" : "the reward")
                                + " = " + row[j] + ", which must be a finite number");
                        return;
                    }
                }
            }
        }
    }

    private static String place(int step, int rollout) {
        return (step == 0 ? "reset" : "step " + step) + " of rollout " + rollout + " gave ";
    }

    /// Adds a line for the first difference.
    ///
    /// @param from which rollout of `first` the first of `second` is
    private static void compare(Rollouts first, Rollouts second, int from, String how, List<String> findings) {
        for (int i = 0; i < second.rows.size(); i++) {
            List<double[]> one = first.rows.get(from + i);
            List<double[]> other = second.rows.get(i);
            for (int step = 0; step < Math.min(one.size(), other.size()); step++) {
                for (int j = 0; j < one.get(step).length; j++) {
                    double a = one.get(step)[j];
                    double b = other.get(step)[j];
                    if (Double.doubleToRawLongBits(a) != Double.doubleToRawLongBits(b)) {
                        findings.add(place(step, from + i) + difference(j, one.get(step).length - 2, a, b) + " " + how
                                + "; draw all randomness from the seed of reset, and let reset clear everything");
                        return;
                    }
                }
            }
        }
    }

    private static String difference(int j, int size, double a, double b) {
        if (j < size) {
            return "observation[" + j + "] = " + a + ", but " + b;
        }
        return j == size ? "the reward " + a + ", but " + b : (a == 1 ? "an end, but none" : "no end, but one");
    }
}
