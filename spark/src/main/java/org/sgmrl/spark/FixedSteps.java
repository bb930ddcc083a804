package org.sgmrl.spark;

import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.training.MetaTrainer;

/// What a simulator does with fixed actions, as a checksum: the same version of it computes other bits on another
/// processor, or with another C library, than the driver's.
final class FixedSteps {
    private static final int ROLLOUTS = 4;
    private static final int STEPS = 100;

    private FixedSteps() {}

    /// The checksum of all observations and rewards; empty where nothing outside the JVM computes them.
    static <T> String of(MetaEnvironment<T> environment) {
        if (environment.simulator().isEmpty()) {
            return "";
        }
        EnvironmentSpec spec = environment.spec();
        int width = spec.observationSize();
        RandomStream[] streams = new RandomStream[ROLLOUTS];
        int[] active = new int[ROLLOUTS];
        for (int i = 0; i < ROLLOUTS; i++) {
            streams[i] = stream(i, StreamPurpose.ENVIRONMENT);
            active[i] = i;
        }
        RandomStream random = stream(0, StreamPurpose.ACTION);
        double[] actions = new double[ROLLOUTS * spec.actionSpace().size()];
        double[] observations = new double[ROLLOUTS * width];
        double[] rewards = new double[ROLLOUTS];
        boolean[] terminated = new boolean[ROLLOUTS];
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            batch.reset(MetaTrainer.task(environment.tasks(), 0, 0, 0), streams, ROLLOUTS, observations);
            long sum = sum(0, observations, observations.length);
            int count = ROLLOUTS;
            for (int step = 0; step < STEPS && count > 0; step++) {
                draw(spec.actionSpace(), random, actions);
                batch.step(active, count, actions, observations, rewards, terminated);
                sum = sum(sum, observations, count * width);
                sum = sum(sum, rewards, count);
                int left = 0;
                for (int i = 0; i < count; i++) {
                    if (!terminated[i]) {
                        active[left++] = active[i];
                    }
                }
                count = left;
            }
            return Long.toHexString(sum);
        }
    }

    private static RandomStream stream(int rollout, StreamPurpose purpose) {
        return RandomStream.of(0, StreamDomain.DEMONSTRATION, 0, 0, 0, rollout, purpose);
    }

    private static void draw(ActionSpace space, RandomStream random, double[] actions) {
        for (int i = 0; i < actions.length; i++) {
            actions[i] = switch (space) {
                case ActionSpace.Box box -> random.nextDouble(box.low(i % box.size()), box.high(i % box.size()));
                case ActionSpace.Discrete discrete -> random.nextInt(discrete.count());
            };
        }
    }

    private static long sum(long start, double[] values, int count) {
        long sum = start;
        for (int i = 0; i < count; i++) {
            // Odd multiplier: no bit of an earlier value is lost.
            sum = (Long.rotateLeft(sum, 29) ^ Double.doubleToRawLongBits(values[i])) * 0x9E3779B97F4A7C15L;
        }
        return sum;
    }
}
