package org.sgmrl.python;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;

/// Measures batch steps: `FILE PYTHON ROLLOUTS WORKERS SECONDS [PAUSE-MICROS]`. A pause stands for the policy's work
/// between steps. Writes the microseconds that a batch step takes in blocks of a hundred: the first decile, which
/// other work on the machine disturbs least, and the median.
final class Throughput {
    private static final int STEPS = 100;

    private Throughput() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path file = Path.of(arguments[0]);
        int rollouts = Integer.parseInt(arguments[2]);
        int workers = Integer.parseInt(arguments[3]);
        double seconds = Double.parseDouble(arguments[4]);
        long pause = arguments.length > 5 ? Long.parseLong(arguments[5]) : 0;
        List<Double> blocks = Collections.synchronizedList(new ArrayList<>());
        try (PythonEnvironment environment = PythonEnvironment.of(file, arguments[1])) {
            CyclicBarrier together = new CyclicBarrier(workers);
            List<Thread> threads = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try (PythonBatch batch = environment.batch(rollouts)) {
                        step(environment, batch, rollouts, 1, 0); // warm-up
                        together.await();
                        blocks.addAll(step(environment, batch, rollouts, seconds, 1000 * pause));
                    } catch (InterruptedException | BrokenBarrierException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        Collections.sort(blocks);
        double tenth = blocks.get(blocks.size() / 10);
        IO.println(String.format(
                Locale.ROOT,
                "%s\t%d\t%d\t%d\t%.2f\t%.2f\t%.0f",
                file.getFileName(),
                rollouts,
                workers,
                pause,
                tenth,
                blocks.get(blocks.size() / 2),
                workers * 1e6 / tenth));
    }

    /// Microseconds a batch step of each block, without the pauses.
    private static List<Double> step(
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
        List<Double> blocks = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            batch.reset(task, Sources.streams(rollouts), rollouts, observations);
            long spent = 0;
            for (int h = 0; h < STEPS; h++) {
                long start = System.nanoTime();
                batch.step(active, rollouts, actions, observations, rewards, ended);
                long done = System.nanoTime();
                spent += done - start;
                while (System.nanoTime() - done < pause) {
                    Thread.onSpinWait();
                }
            }
            blocks.add(1e-3 * spent / STEPS);
        }
        return blocks;
    }
}
