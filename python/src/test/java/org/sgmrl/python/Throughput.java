package org.sgmrl.python;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;

/// Measures batch steps a second: `FILE PYTHON ROLLOUTS WORKERS SECONDS [PAUSE-MICROS]`. A pause stands for the
/// policy's work between steps. Writes the median, over ten rounds, of the microseconds a batch step takes.
final class Throughput {
    private static final int ROUNDS = 10;

    private Throughput() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        int rollouts = Integer.parseInt(arguments[2]);
        int workers = Integer.parseInt(arguments[3]);
        double seconds = Double.parseDouble(arguments[4]);
        long pause = arguments.length > 5 ? Long.parseLong(arguments[5]) * 1000 : 0;
        double[][] micros = new double[workers][];
        try (PythonEnvironment environment = PythonEnvironment.of(file, arguments[1])) {
            CyclicBarrier together = new CyclicBarrier(workers);
            Thread[] threads = new Thread[workers];
            for (int w = 0; w < workers; w++) {
                int worker = w;
                threads[w] = Thread.ofPlatform().start(() -> {
                    try (PythonBatch batch = environment.batch(rollouts)) {
                        step(environment, batch, rollouts, seconds / ROUNDS, pause); // warm-up
                        together.await();
                        double[] rounds = new double[ROUNDS];
                        for (int i = 0; i < ROUNDS; i++) {
                            rounds[i] = step(environment, batch, rollouts, seconds / ROUNDS, pause);
                        }
                        micros[worker] = rounds;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        double[] all =
                Arrays.stream(micros).flatMapToDouble(Arrays::stream).sorted().toArray();
        IO.println(String.format(
                Locale.ROOT,
                "%s\t%d\t%d\t%d\t%.2f\t%.2f\t%.0f",
                file.getFileName(),
                rollouts,
                workers,
                pause / 1000,
                all[0],
                all[all.length / 2],
                workers * 1e6 / all[all.length / 2]));
    }

    /// Microseconds a batch step, without the pauses.
    private static double step(
            PythonEnvironment environment, PythonBatch batch, int rollouts, double seconds, long pause) {
        EnvironmentSpec spec = environment.spec();
        int[] active = new int[rollouts];
        Arrays.setAll(active, i -> i);
        double[] observations = new double[rollouts * spec.observationSize()];
        double[] actions = new double[rollouts * spec.actionSpace().size()];
        if (spec.actionSpace() instanceof ActionSpace.Box box) {
            Arrays.setAll(actions, i -> 0.1 * box.high(i % box.size()));
        }
        double[] rewards = new double[rollouts];
        boolean[] ended = new boolean[rollouts];
        PythonTask task = environment.tasks().sample(Sources.streams(1)[0]);
        long spent = 0;
        long steps = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            batch.reset(task, Sources.streams(rollouts), rollouts, observations);
            for (int h = 0; h < 200; h++) {
                long start = System.nanoTime();
                batch.step(active, rollouts, actions, observations, rewards, ended);
                long done = System.nanoTime();
                spent += done - start;
                while (System.nanoTime() - done < pause) {
                    Thread.onSpinWait();
                }
            }
            steps += 200;
        }
        return spent * 1e-3 / steps;
    }
}
