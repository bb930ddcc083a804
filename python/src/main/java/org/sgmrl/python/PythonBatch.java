package org.sgmrl.python;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.random.RandomStream;
import tools.jackson.databind.JsonNode;

/// The rollouts of one worker process: one exchange for all of them at each step.
///
/// An episode that is truncated ends like a terminated one, since the interface has one word for both;
/// [#truncated] tells them apart.
final class PythonBatch implements BatchedEnvironment<PythonTask> {
    private static final int TERMINATED = 1;
    private static final int TRUNCATED = 2;

    private final PythonFile file;
    private final String digest;
    private final ActionSpace actionSpace;
    private final int size;
    private final int width;
    private final int rollouts;
    private final boolean[] truncated;
    private final long[] seeds;
    private final int[] lastActive;
    private int lastCount;
    private int resetCount;
    private int steps;
    private PythonTask task;
    private PythonWorker worker;

    /// What was done since the last reset, where a worker may be started again.
    private final List<Done> journal = new ArrayList<>();

    private int restartsLeft;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Done(int[] active, double[] actions, long checksum) {}

    PythonBatch(PythonFile file, EnvironmentSpec spec, String digest, PythonTask anyTask, int rollouts) {
        this.file = file;
        this.digest = digest;
        this.actionSpace = spec.actionSpace();
        this.size = spec.observationSize();
        this.width = actionSpace.size();
        this.rollouts = rollouts;
        this.truncated = new boolean[rollouts];
        this.seeds = new long[rollouts];
        this.lastActive = new int[rollouts];
        this.task = anyTask;
        this.restartsLeft = file.settings().restarts();
        this.worker = start();
    }

    private PythonWorker start() {
        return file.load(rollouts, size, width, digest).worker();
    }

    /// Whether the episode of a rollout ended by truncation: a limit of time, or of where the model holds.
    boolean truncated(int rollout) {
        return truncated[rollout];
    }

    PythonWorker worker() {
        return worker;
    }

    /// Versions of Python and of the packages that are loaded.
    JsonNode provenance() {
        try {
            return worker.ask(PythonWorker.Command.PROVENANCE, "", 0);
        } catch (WorkerLostException e) {
            throw file.lost(e);
        }
    }

    @Override
    public void reset(PythonTask newTask, RandomStream[] streams, int count, double[] observations) {
        task = newTask;
        resetCount = count;
        steps = 0;
        journal.clear();
        for (int i = 0; i < count; i++) {
            seeds[i] = Integer.toUnsignedLong(streams[i].nextInt()) >>> 1; // what every generator takes as a seed
            truncated[i] = false;
        }
        while (true) {
            try {
                sendReset();
                break;
            } catch (WorkerLostException e) {
                restart(e);
            }
        }
        worker.doubles().get(observationIndex(), observations, 0, count * size);
        for (int i = 0; i < count * size; i++) {
            if (!Double.isFinite(observations[i])) {
                throw notFinite(0, i / size, "observation[" + i % size + "]", observations[i]);
            }
        }
    }

    private void sendReset() throws WorkerLostException {
        worker.longs().put(worker.flagIndex(), seeds, 0, resetCount);
        worker.ask(PythonWorker.Command.RESET, task.json(), resetCount);
        lastCount = 0;
    }

    @Override
    public void step(
            int[] active, int count, double[] actions, double[] observations, double[] rewards, boolean[] ended) {
        checkActions(active, count, actions);
        while (true) {
            try {
                sendStep(active, count, actions);
                break;
            } catch (WorkerLostException e) {
                restart(e);
                repeat();
            }
        }
        steps++;
        worker.doubles().get(observationIndex(), observations, 0, count * size);
        worker.doubles().get(worker.rewardIndex(), rewards, 0, count);
        requireFinite(active, count, observations, rewards);
        boolean any = worker.ended();
        LongBuffer longs = worker.longs();
        for (int k = 0; k < count; k++) {
            long flags = any ? longs.get(worker.flagIndex() + k) : 0;
            ended[k] = flags != 0;
            truncated[active[k]] = (flags & TERMINATED) == 0 && (flags & TRUNCATED) != 0;
        }
        if (file.settings().restarts() > 0) {
            journal.add(new Done(Arrays.copyOf(active, count), Arrays.copyOf(actions, count * width), checksum(count)));
        }
    }

    private void sendStep(int[] active, int count, double[] actions) throws WorkerLostException {
        boolean others = lastCount != count || !Arrays.equals(active, 0, count, lastActive, 0, count);
        if (others) {
            for (int k = 0; k < count; k++) {
                worker.longs().put(worker.activeIndex() + k, active[k]);
                lastActive[k] = active[k];
            }
            lastCount = count;
        }
        worker.reselect(others);
        worker.doubles().put(worker.actionIndex(), actions, 0, count * width);
        worker.exchange(PythonWorker.Command.STEP, count);
    }

    private int observationIndex() {
        return worker.actionIndex() + rollouts * width;
    }

    private void checkActions(int[] active, int count, double[] actions) {
        for (int i = 0; i < count * width; i++) {
            double action = actions[i];
            double low;
            double high;
            switch (actionSpace) {
                case ActionSpace.Box box -> {
                    low = box.low(i % width);
                    high = box.high(i % width);
                }
                case ActionSpace.Discrete discrete -> {
                    low = 0;
                    high = discrete.count() - 1;
                    if (action != Math.rint(action)) {
                        low = Double.NaN;
                    }
                }
            }
            if (!(action >= low && action <= high)) {
                throw new EnvironmentException(file.shown() + ": action[" + i % width + "] = " + action + " of rollout "
                        + active[i / width] + " at step " + (steps + 1) + " must be "
                        + (actionSpace instanceof ActionSpace.Discrete discrete
                                ? "a whole number from 0 to " + (discrete.count() - 1)
                                : "from " + low + " to " + high));
            }
        }
    }

    private void requireFinite(int[] active, int count, double[] observations, double[] rewards) {
        for (int i = 0; i < count * size; i++) {
            if (!Double.isFinite(observations[i])) {
                throw notFinite(1, active[i / size], "observation[" + i % size + "]", observations[i]);
            }
        }
        for (int k = 0; k < count; k++) {
            if (!Double.isFinite(rewards[k])) {
                throw notFinite(1, active[k], "the reward", rewards[k]);
            }
        }
    }

    /// @param ofStep 1 for a step, 0 for a reset
    private EnvironmentException notFinite(int ofStep, int rollout, String what, double value) {
        String place;
        try {
            worker.longs().put(worker.activeIndex(), rollout);
            place = worker.ask(PythonWorker.Command.WHERE, "", ofStep).asString();
        } catch (WorkerLostException e) {
            place = file.shown();
        }
        return new EnvironmentException(place + ": " + what + " = " + value + " of rollout " + rollout
                + (ofStep == 1 ? " at step " + steps : "") + " must be finite (task " + task.brief() + ")");
    }

    /// A new worker in the place of a lost one, if there may be one.
    private void restart(WorkerLostException e) {
        if (restartsLeft <= 0) {
            throw file.lost(e);
        }
        restartsLeft--;
        file.settings().notices().accept(file.lost(e).getMessage() + "; it is started again");
        worker.close();
        worker = start();
    }

    /// Brings a new worker to where the lost one was.
    private void repeat() {
        while (true) {
            try {
                sendReset();
                for (int i = 0; i < journal.size(); i++) {
                    Done done = journal.get(i);
                    sendStep(done.active(), done.active().length, done.actions());
                    if (checksum(done.active().length) != done.checksum()) {
                        throw new EnvironmentException("the Python worker of " + file.shown()
                                + " was started again, but step " + (i + 1)
                                + " came out otherwise than before: the environment must draw all its randomness"
                                + " from the seed of reset to be repeated");
                    }
                }
                return;
            } catch (WorkerLostException e) {
                restart(e);
            }
        }
    }

    private long checksum(int count) {
        LongBuffer bits = worker.longs();
        long sum = worker.ended() ? 1 : 0;
        for (int i = 0; i < count * size; i++) {
            sum = mix(sum, bits.get(observationIndex() + i));
        }
        for (int k = 0; k < count; k++) {
            sum = mix(sum, bits.get(worker.rewardIndex() + k));
        }
        return sum;
    }

    private static long mix(long sum, long bits) {
        return (Long.rotateLeft(sum, 29) ^ bits) * 0x9E3779B97F4A7C15L; // odd: no bit is lost
    }

    @Override
    public void close() {
        worker.close();
    }
}
