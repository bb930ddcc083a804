package org.sgmrl.environment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.sgmrl.argument.Arguments;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Runs an environment and says what is wrong with it: training needs finite numbers, and a run can be repeated,
/// resumed and checked only where a trajectory is a function of task, seed and actions.
///
/// | rule | how it is tried |
/// |---|---|
/// | the specification is always the same, and describes what is given | asked twice; all numbers of observations are written, none beyond |
/// | tasks are drawn from their stream, and are what their numbers say | drawn twice; to numbers and back |
/// | legal actions are taken, numbers are finite | the bounds themselves, then random actions |
/// | reaching the horizon is not terminal | rollouts beyond it |
/// | streams are drawn from and nothing else | their positions and names are looked at |
/// | a rollout repeats, bit by bit | after another episode, in another instance, beside another one, without the others of its batch, after closing another instance, as a stateful environment |
/// | a restored state is the whole state | restored twice, with another episode between |
///
/// @param <T> type of the task
public final class EnvironmentCheck<T> {
    private static final int ROLLOUTS = 3;
    private static final int MOST_STEPS = 50;
    /// Longer horizons are not run to their end.
    private static final int LONGEST_HORIZON = 1000;

    private static final String REPEAT = "; draw all randomness from the seed of reset, and let reset clear everything";

    private final MetaEnvironment<T> environment;
    private final EnvironmentSpec spec;
    private final long seed;
    private final int steps;
    private final List<String> findings = new ArrayList<>();

    private EnvironmentCheck(MetaEnvironment<T> environment, long seed) {
        this.environment = environment;
        this.spec = environment.spec();
        this.seed = seed;
        this.steps = Math.min(MOST_STEPS, spec.horizon());
    }

    /// Runs an environment in many ways, as the table of [EnvironmentCheck] has them.
    ///
    /// @param environment the environment
    /// @param seed of tasks, rollouts and actions
    /// @param <T> type of the task
    /// @return a line for each finding: the rule, what came instead, and what to do; empty if there is none
    /// @throws EnvironmentException if the environment is not available, or fails
    public static <T> List<String> findings(MetaEnvironment<T> environment, long seed) {
        Arguments.given("environment", environment);
        EnvironmentCheck<T> check = new EnvironmentCheck<>(environment, seed);
        try {
            check.all();
        } catch (CheckedRollouts.Defect e) {
            check.findings.add(e.finding());
        } catch (EnvironmentException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            check.findings.add("making or closing an instance threw " + e + "; where this machine lacks something,"
                    + " requireAvailable must throw an EnvironmentException that says what");
        }
        return List.copyOf(check.findings);
    }

    private void all() {
        checkSpec();
        T task = checkTasks();
        CheckedRollouts<T> first = rollouts(task);
        checkRepetition(task, first);
        if (findings.isEmpty()) { // else it would be told again in other words
            checkClosing(task, first);
            checkHorizon(task);
            checkRestoring(task, first);
        }
    }

    private CheckedRollouts<T> rollouts(T task) {
        return new CheckedRollouts<>(spec, task, seed, 0, ROLLOUTS);
    }

    private void compare(CheckedRollouts<T> first, CheckedRollouts<T> second, String how) {
        second.differenceFrom(first).ifPresent(difference -> findings.add(difference + " " + how));
    }

    private void checkSpec() {
        EnvironmentSpec again = environment.spec();
        if (!text(spec).equals(text(again))) {
            findings.add("spec() gave " + text(spec) + ", and then " + text(again)
                    + "; it must always be the same, as policies are made for it");
        }
        if (spec.id().isBlank() || !spec.id().strip().equals(spec.id())) {
            findings.add("the id \"" + spec.id() + "\" must be a word with a version, such as my-robot-v1");
        }
    }

    private static String text(EnvironmentSpec spec) {
        StringBuilder text = new StringBuilder(spec.id())
                .append(" with observationSize ")
                .append(spec.observationSize())
                .append(", horizon ")
                .append(spec.horizon())
                .append(", actions ");
        switch (spec.actionSpace()) {
            case ActionSpace.Discrete discrete -> text.append(discrete.count());
            case ActionSpace.Box box -> {
                for (int i = 0; i < box.size(); i++) {
                    text.append(box.low(i)).append("..").append(box.high(i)).append(' ');
                }
            }
        }
        return text.toString().strip();
    }

    /// Returns a task.
    private T checkTasks() {
        T task = task(0);
        T again = task(0);
        double[] numbers = parameters(task);
        if (!task.equals(again) && !Arrays.equals(numbers, parameters(again))) {
            findings.add("the same random numbers drew the task " + task + ", and then " + again
                    + "; draw tasks from the stream that sample is given and nothing else");
        }
        TaskDistribution<T> tasks = environment.tasks();
        if (!tasks.label().equals(tasks.label().strip().toLowerCase(Locale.ROOT))
                || tasks.label().isBlank()) {
            findings.add("the tasks' label \"" + tasks.label() + "\" must be a lower-case word, such as goal");
        }
        Optional<double[]> back = back(numbers);
        if (back.isPresent() && !Arrays.equals(numbers, back.get())) {
            findings.add("the task " + task + " has the parameters " + Arrays.toString(numbers)
                    + ", but the task made of them has " + Arrays.toString(back.get())
                    + "; task(numbers) must make the task that has these numbers");
        }
        return task;
    }

    private T task(int number) {
        RandomStream stream = RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, number, 0, 0, StreamPurpose.TASK);
        try {
            return Objects.requireNonNull(environment.tasks().sample(stream), "no task");
        } catch (EnvironmentException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new CheckedRollouts.Defect("drawing a task threw " + e + "; it must draw one whatever the stream", e);
        }
    }

    private double[] parameters(T task) {
        double[] numbers = new double[environment.tasks().parameterCount()];
        Arrays.fill(numbers, Double.NaN);
        try {
            environment.tasks().parameters(task, numbers);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new CheckedRollouts.Defect(
                    "the parameters of the task " + task + " threw " + e + "; a task has parameterCount() = "
                            + numbers.length + " numbers",
                    e);
        }
        for (int j = 0; j < numbers.length; j++) {
            if (!(Math.abs(numbers[j]) <= TaskDistribution.LARGEST)) {
                throw new CheckedRollouts.Defect(
                        "parameter " + j + " of the task " + task + " = " + numbers[j]
                                + "; parameters must write parameterCount() = " + numbers.length
                                + " finite numbers, at most " + TaskDistribution.LARGEST,
                        null);
            }
        }
        return numbers;
    }

    /// The parameters of the task that parameters describe, where tasks can be given as numbers.
    private Optional<double[]> back(double[] numbers) {
        try {
            return Optional.of(parameters(environment.tasks().task(numbers.clone())));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // which is allowed
        }
    }

    private void checkRepetition(T task, CheckedRollouts<T> first) {
        T anotherTask = task(1);
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            findings.addAll(first.run(batch, steps).findings());
            new CheckedRollouts<>(spec, anotherTask, seed + 1, 0, ROLLOUTS).run(batch, steps);
            compare(first, rollouts(task).run(batch, steps), "after another episode of the same instance" + REPEAT);
        }
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            int before = findings.size();
            for (int i = 0; i < ROLLOUTS && findings.size() == before; i++) {
                compare(
                        first,
                        new CheckedRollouts<>(spec, task, seed, i, 1).run(batch, steps),
                        "without the others" + REPEAT);
            }
        }
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            compare(first, rollouts(task).run(batch, steps), "in another instance" + REPEAT);
        }
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS);
                BatchedEnvironment<T> beside = environment.create(ROLLOUTS)) {
            CheckedRollouts<T> again = rollouts(task);
            CheckedRollouts<T> others = new CheckedRollouts<>(spec, anotherTask, seed + 1, 0, ROLLOUTS);
            again.reset(batch);
            others.reset(beside);
            for (int step = 0; step < steps; step++) {
                again.step(batch);
                others.step(beside);
            }
            compare(
                    first,
                    again,
                    "while another instance runs; instances run in several threads at once: keep what changes in"
                            + " fields that are not static");
        }
    }

    private void checkClosing(T task, CheckedRollouts<T> first) {
        try (BatchedEnvironment<T> kept = environment.create(ROLLOUTS)) {
            environment.create(ROLLOUTS).close();
            String after =
                    "after another instance was closed; close must free what its own instance holds, and no more";
            try {
                compare(first, rollouts(task).run(kept, steps), after);
            } catch (CheckedRollouts.Defect e) {
                findings.add(e.finding() + ", " + after);
            }
        }
    }

    /// The horizon is the trainer's, and users may choose a longer one.
    private void checkHorizon(T task) {
        int horizon = spec.horizon();
        if (horizon > LONGEST_HORIZON) {
            return;
        }
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            CheckedRollouts<T> longer = rollouts(task).run(batch, horizon + 1);
            findings.addAll(longer.findings());
            if (longer.allEndedAfter(horizon)) {
                findings.add(
                        "step " + horizon + " ended all rollouts, which is the horizon; reaching it is not a terminal"
                                + " state: leave it to the trainer, who counts the steps");
            }
        }
    }

    private void checkRestoring(T task, CheckedRollouts<T> first) {
        Optional<StatefulEnvironment<T>> made = environment.createStateful();
        if (made.isEmpty()) {
            return;
        }
        try (StatefulEnvironment<T> single = made.get()) {
            Set<String> names = new HashSet<>();
            int size = 0;
            for (StatefulEnvironment.StateArray array : single.stateArrays()) {
                if (array.size() < 1 || !names.add(array.name())) {
                    findings.add("the state array " + array.name() + " of " + array.size()
                            + " numbers must have a name of its own and at least one number");
                }
                size += array.size();
            }
            compare(first, one(task).run(single, null, steps), "of the stateful environment" + REPEAT);
            double[] state = new double[size];
            CheckedRollouts<T> restored = one(task);
            try {
                restored.run(single, state, steps);
            } catch (IllegalArgumentException e) {
                return; // it cannot be in that state
            }
            findings.addAll(restored.findings());
            new CheckedRollouts<>(spec, task(1), seed + 1, 0, 1).run(single, null, steps);
            compare(
                    restored,
                    one(task).run(single, state, steps),
                    "after the same state was restored again; restore must set everything that a step depends on, and"
                            + " keep no array of the caller's");
        }
    }

    private CheckedRollouts<T> one(T task) {
        return new CheckedRollouts<>(spec, task, seed, 0, 1);
    }
}
