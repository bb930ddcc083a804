package org.sgmrl.environment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Some rollouts of a task with the actions that [EnvironmentCheck] takes: at first the lower bounds, then the upper ones,
/// then random actions. Remembers what the environment gave.
///
/// @param <T> type of the task
final class CheckedRollouts<T> {
    /// A NaN that no computation makes: what still has it was not written.
    private static final double UNWRITTEN = Double.longBitsToDouble(0x7ff8_7367_6d72_6c00L);

    private final EnvironmentSpec spec;
    private final T task;
    private final int from;
    private final int count;
    private final RandomStream[] streams;
    private final RandomStream[] untouched;
    private final RandomStream[] actionStreams;
    private final long[] positions;
    private final int[] active;
    private final double[] observations;
    private final double[] actions;
    private final double[] rewards;
    private final boolean[] ended;
    private final List<List<double[]>> rows = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private int running;
    private int steps;

    /// @param seed of the rollouts and actions
    /// @param from number of the first rollout: what a rollout gives depends on its number
    CheckedRollouts(EnvironmentSpec spec, T task, long seed, int from, int count) {
        this.spec = spec;
        this.task = task;
        this.from = from;
        this.count = count;
        streams = new RandomStream[count];
        untouched = new RandomStream[count];
        actionStreams = new RandomStream[count];
        positions = new long[count];
        active = new int[count];
        for (int i = 0; i < count; i++) {
            streams[i] = stream(seed, from + i, StreamPurpose.ENVIRONMENT);
            untouched[i] = stream(seed, from + i, StreamPurpose.ENVIRONMENT);
            actionStreams[i] = stream(seed, from + i, StreamPurpose.ACTION);
            active[i] = i;
            rows.add(new ArrayList<>());
        }
        observations = new double[count * spec.observationSize()];
        actions = new double[count * spec.actionSpace().size()];
        rewards = new double[count];
        ended = new boolean[count];
    }

    private static RandomStream stream(long seed, int rollout, StreamPurpose purpose) {
        return RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, rollout, purpose);
    }

    /// Resets and steps until all have ended, but at most so many steps.
    CheckedRollouts<T> run(BatchedEnvironment<T> batch, int mostSteps) {
        reset(batch);
        while (steps < mostSteps && running > 0) {
            step(batch);
        }
        checkStreams();
        return this;
    }

    void reset(BatchedEnvironment<T> batch) {
        running = count;
        steps = 0;
        blank(batch);
        guarded(() -> batch.reset(task, streams, count, observations));
        take(batch);
    }

    void step(BatchedEnvironment<T> batch) {
        if (running == 0) {
            return;
        }
        steps++;
        for (int k = 0; k < running; k++) {
            act(actionStreams[active[k]], k * spec.actionSpace().size());
        }
        blank(batch);
        Arrays.fill(rewards, UNWRITTEN);
        Arrays.fill(ended, count > 1); // where it is not written, a rollout alone is another one
        guarded(() -> batch.step(active, running, actions, observations, rewards, ended));
        take(batch);
    }

    /// The same rollout, of one that can be put into any state.
    ///
    /// @param state the state to start in; null for the one after a reset
    CheckedRollouts<T> run(StatefulEnvironment<T> single, double @Nullable [] state, int mostSteps) {
        running = 1;
        steps = 0;
        double[] action = new double[actions.length];
        Arrays.fill(observations, UNWRITTEN);
        guarded(() -> single.reset(task, streams[0], observations));
        if (state != null) {
            double[] given = state.clone();
            Arrays.fill(observations, UNWRITTEN);
            single.restore(task, given, observations);
            Arrays.fill(given, Double.NaN); // it is the caller's
        }
        take(null);
        while (steps < mostSteps && running > 0) {
            steps++;
            act(actionStreams[0], 0);
            System.arraycopy(actions, 0, action, 0, action.length);
            Arrays.fill(observations, UNWRITTEN);
            guarded(() -> {
                rewards[0] = single.step(action, observations);
                ended[0] = single.terminated();
            });
            take(null);
        }
        return this;
    }

    private void blank(BatchedEnvironment<T> batch) {
        Arrays.fill(observations, UNWRITTEN);
        if (batch instanceof SingleEnvironments<T> singles) {
            singles.fillObservation(UNWRITTEN);
        }
    }

    private void act(RandomStream random, int offset) {
        ActionSpace space = spec.actionSpace();
        for (int j = 0; j < space.size(); j++) {
            actions[offset + j] = switch (space) {
                case ActionSpace.Box box ->
                    switch (steps) {
                        case 1 -> box.low(j);
                        case 2 -> box.high(j);
                        default -> random.nextDouble(box.low(j), box.high(j));
                    };
                case ActionSpace.Discrete discrete ->
                    switch (steps) {
                        case 1 -> 0;
                        case 2 -> discrete.count() - 1;
                        default -> random.nextInt(discrete.count());
                    };
            };
        }
    }

    /// What the environment throws is its own fault, but for what it says of itself.
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (EnvironmentException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new Defect(
                    when(steps) + " threw " + e + "; legal actions, the bounds among them, must be taken, and an"
                            + " observation has " + spec.observationSize() + " numbers",
                    e);
        }
    }

    /// A run that cannot go on.
    static final class Defect extends RuntimeException {
        private static final long serialVersionUID = 1;

        Defect(String finding, @Nullable Throwable cause) {
            super(finding, cause);
        }

        String finding() {
            return String.valueOf(getMessage());
        }
    }

    /// Remembers what a reset or a step gave.
    private void take(@Nullable BatchedEnvironment<T> batch) {
        int size = spec.observationSize();
        int left = 0;
        for (int k = 0; k < running; k++) {
            int i = active[k];
            double[] row = new double[size + 2];
            System.arraycopy(observations, k * size, row, 0, size);
            row[size] = steps == 0 ? 0 : rewards[k];
            boolean over = steps > 0 && ended[k];
            row[size + 1] = over ? 1 : 0;
            rows.get(i).add(row);
            check(row, i);
            if (steps > 0 && batch != null && batch.diverged(i) && !(over && rewards[k] == 0)) {
                add(place(steps, i) + "the reward " + rewards[k] + (over ? "" : " and no end")
                        + ", though it says that it has diverged: such a step must end the episode with reward 0");
            }
            long position = streams[i].position();
            if (position < positions[i]) {
                add(when(steps) + " took the stream of rollout " + (from + i) + " back from position " + positions[i]
                        + " to " + position + "; streams must be drawn from and nothing else");
            }
            positions[i] = position;
            if (!over) {
                active[left++] = i;
            }
        }
        running = left;
    }

    private void check(double[] row, int i) {
        int size = row.length - 2;
        for (int j = 0; j <= size; j++) {
            if (Double.isFinite(row[j])) {
                continue;
            }
            String what = j < size ? "observation[" + j + "]" : "the reward";
            add(
                    Double.doubleToRawLongBits(row[j]) == Double.doubleToRawLongBits(UNWRITTEN)
                            ? when(steps) + " of rollout " + (from + i) + " left " + what
                                    + " as it was; it must write " + (j < size ? "all " + size + " numbers" : "it")
                                    + " every time"
                            : place(steps, i) + what + " = " + row[j] + ", which must be a finite number");
            return;
        }
    }

    /// Whether the streams are still what they were named.
    private void checkStreams() {
        for (int i = 0; i < count; i++) {
            untouched[i].position(streams[i].position());
            if (untouched[i].nextLong() != streams[i].nextLong()) {
                add("the stream of rollout " + (from + i)
                        + " was given another name; streams must be drawn from and nothing else");
            }
        }
    }

    /// One finding of a run is enough: others follow from it.
    private void add(String finding) {
        if (findings.isEmpty()) {
            findings.add(finding);
        }
    }

    /// What is wrong with this run alone; at most one line.
    List<String> findings() {
        return findings;
    }

    private static String when(int step) {
        return step == 0 ? "reset" : "step " + step;
    }

    private String place(int step, int i) {
        return when(step) + " of rollout " + (from + i) + " gave ";
    }

    /// Whether each rollout ended, and after exactly so many steps.
    boolean allEndedAfter(int length) {
        return rows.stream()
                .allMatch(rollout ->
                        rollout.size() == length + 1 && rollout.getLast()[rollout.getLast().length - 1] == 1);
    }

    /// The first difference from a run with more rollouts, for people.
    Optional<String> differenceFrom(CheckedRollouts<T> whole) {
        for (int i = 0; i < count; i++) {
            List<double[]> one = whole.rows.get(from - whole.from + i);
            List<double[]> other = rows.get(i);
            for (int step = 0; step < Math.min(one.size(), other.size()); step++) {
                for (int j = 0; j < one.get(step).length; j++) {
                    double a = one.get(step)[j];
                    double b = other.get(step)[j];
                    if (Double.doubleToRawLongBits(a) != Double.doubleToRawLongBits(b)) {
                        return Optional.of(place(step, i) + difference(j, a, b));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private String difference(int j, double a, double b) {
        int size = spec.observationSize();
        if (j < size) {
            return "observation[" + j + "] = " + a + ", but " + b;
        }
        return j == size ? "the reward " + a + ", but " + b : (a == 1 ? "an end, but none" : "no end, but one");
    }
}
