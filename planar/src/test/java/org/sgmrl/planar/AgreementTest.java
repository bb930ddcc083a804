package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.StatefulEnvironment;
import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.environment.VisibleEnvironment.Shape;
import org.sgmrl.environment.VisibleEnvironment.Stage;
import org.sgmrl.locomotion.LocomotionEnvironments;
import org.sgmrl.random.RandomStream;

/// The environments beside those of the same ids on MuJoCo.
final class AgreementTest {
    /// The id and both environments.
    record Pair(String id, MetaEnvironment<?> ours, MetaEnvironment<?> theirs, String summary, String theirSummary) {
        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Pair> pairs() {
        List<Environments.Entry> theirs = new LocomotionEnvironments().environments();
        return PlanarLocomotion.environments().stream().map(ours -> {
            Environments.Entry other = theirs.stream()
                    .filter(e -> e.id().equals(ours.id()))
                    .findFirst()
                    .orElseThrow();
            return new Pair(ours.id(), ours.environment(), other.environment(), ours.summary(), other.summary());
        });
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void sizesAndTasksAreTheSame(Pair pair) {
        assertThat(pair.ours().spec())
                .usingRecursiveComparison()
                .isEqualTo(pair.theirs().spec());
        assertThat(pair.summary()).isEqualTo(pair.theirSummary());
        assertThat(pair.ours().tasks().label()).isEqualTo(pair.theirs().tasks().label());
        for (int seed = 0; seed < 50; seed++) {
            assertThat(numbers(pair.ours(), States.stream(seed)))
                    .isEqualTo(numbers(pair.theirs(), States.stream(seed)));
        }
        assertThat(pair.ours().simulator()).isEmpty();
    }

    private static <T> double[] numbers(MetaEnvironment<T> environment, RandomStream random) {
        double[] numbers = new double[environment.tasks().parameterCount()];
        environment.tasks().parameters(environment.tasks().sample(random), numbers);
        return numbers;
    }

    /// Observations, rewards and ends of a batch under the same random actions.
    private static <T> List<double[]> rollout(MetaEnvironment<T> environment, int steps) {
        int rollouts = 10;
        int size = environment.spec().observationSize();
        int actionSize = environment.spec().actionSpace().size();
        RandomStream[] streams = new RandomStream[rollouts];
        for (int i = 0; i < rollouts; i++) {
            streams[i] = States.stream(40 + i);
        }
        RandomStream random = States.stream(1);
        T task = environment.tasks().sample(random);
        List<double[]> results = new ArrayList<>();
        try (BatchedEnvironment<T> batch = environment.create(rollouts)) {
            double[] observations = new double[rollouts * size];
            batch.reset(task, streams, rollouts, observations);
            results.add(observations.clone());
            // Rollouts 3 and 7 are left out after some steps, and those that end.
            int[] active = IntStream.range(0, rollouts).toArray();
            for (int k = 0; k < steps; k++) {
                if (k == 4) {
                    active = Arrays.stream(active).filter(i -> i != 3 && i != 7).toArray();
                }
                int count = active.length;
                double[] actions = new double[count * actionSize];
                for (int i = 0; i < actions.length; i++) {
                    actions[i] = random.nextDouble(-1.3, 1.3);
                }
                double[] rewards = new double[count];
                boolean[] terminated = new boolean[count];
                batch.step(active, count, actions, observations, rewards, terminated);
                results.add(Arrays.copyOf(observations, count * size));
                results.add(rewards);
                int[] now = active;
                active = IntStream.range(0, count)
                        .filter(i -> !terminated[i])
                        .map(i -> now[i])
                        .toArray();
                results.add(Arrays.stream(active).asDoubleStream().toArray());
            }
        }
        return results;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void rolloutsFromTheSameStreamsAgreeToRoundingAtFirst(Pair pair) {
        List<double[]> ours = rollout(pair.ours(), 8);
        List<double[]> theirs = rollout(pair.theirs(), 8);
        assertThat(ours.getFirst()).isEqualTo(theirs.getFirst());
        for (int i = 1; i < ours.size(); i++) {
            assertThat(ours.get(i)).containsExactly(theirs.get(i), within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aSingleEnvironmentTakesUpAStateAndHasTheBitsOfTheBatch(Pair pair) {
        compareSingle(pair.ours());
    }

    private static <T> void compareSingle(MetaEnvironment<T> environment) {
        int size = environment.spec().observationSize();
        T task = environment.tasks().sample(States.stream(2));
        double[] batched = new double[size];
        double[] single = new double[size];
        double[] restored = new double[size];
        double[] action = new double[environment.spec().actionSpace().size()];
        RandomStream random = States.stream(4);
        try (BatchedEnvironment<T> batch = environment.create(3);
                StatefulEnvironment<T> alone = environment.createStateful().orElseThrow();
                StatefulEnvironment<T> again = environment.createStateful().orElseThrow()) {
            batch.reset(task, new RandomStream[] {States.stream(9)}, 1, batched);
            alone.reset(task, States.stream(9), single);
            assertThat(single).isEqualTo(batched);
            double[] state = new double
                    [alone.stateArrays().stream().mapToInt(a -> a.size()).sum()];
            ((VisibleEnvironment<T>) alone).state(state);
            again.restore(task, state, restored);
            assertThat(restored).isEqualTo(single);
            double[] reward = new double[1];
            boolean[] terminated = new boolean[1];
            for (int k = 0; k < 30; k++) {
                for (int i = 0; i < action.length; i++) {
                    action[i] = random.nextDouble(-1, 1);
                }
                batch.step(new int[] {0}, 1, action, batched, reward, terminated);
                assertThat(alone.step(action, single)).isEqualTo(reward[0]);
                assertThat(again.step(action, restored)).isEqualTo(reward[0]);
                assertThat(single).isEqualTo(batched);
                assertThat(restored).isEqualTo(batched);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void someRolloutsAfterTheOthersAreTheSameAsAllAtOnce(Pair pair) {
        inTurns(pair.ours());
    }

    private static <T> void inTurns(MetaEnvironment<T> environment) {
        int rollouts = 3;
        int size = environment.spec().observationSize();
        int actionSize = environment.spec().actionSpace().size();
        T task = environment.tasks().sample(States.stream(2));
        RandomStream random = States.stream(5);
        double[] actions = new double[rollouts * actionSize];
        double[] rewards = new double[rollouts];
        boolean[] terminated = new boolean[rollouts];
        double[] together = new double[rollouts * size];
        double[] some = new double[2 * size];
        double[] other = new double[size];
        try (BatchedEnvironment<T> all = environment.create(rollouts);
                BatchedEnvironment<T> turns = environment.create(rollouts)) {
            for (BatchedEnvironment<T> batch : List.of(all, turns)) {
                RandomStream[] streams = {States.stream(1), States.stream(2), States.stream(3)};
                batch.reset(task, streams, rollouts, together);
            }
            for (int k = 0; k < 20; k++) {
                for (int i = 0; i < actions.length; i++) {
                    actions[i] = random.nextDouble(-1, 1);
                }
                all.step(new int[] {0, 1, 2}, 3, actions, together, rewards, terminated);
                double[] first = Arrays.copyOf(actions, 2 * actionSize);
                double[] last = Arrays.copyOfRange(actions, 2 * actionSize, actions.length);
                turns.step(new int[] {0, 1}, 2, first, some, rewards, terminated);
                turns.step(new int[] {2}, 1, last, other, rewards, terminated);
                assertThat(some).isEqualTo(Arrays.copyOf(together, 2 * size));
                assertThat(other).isEqualTo(Arrays.copyOfRange(together, 2 * size, 3 * size));
            }
        }
    }

    /// What there is to see.
    private static final class Recorder implements Stage {
        private final List<double[]> numbers = new ArrayList<>();

        @Override
        public void focus(double x, double y, double z) {
            numbers.add(new double[] {x, y, z});
        }

        @Override
        public void part(Shape shape, double[] size, double[] position, double[] rotation, int tone) {
            assertThat(shape).isEqualTo(Shape.CAPSULE);
            numbers.add(new double[] {size[0], size[1], tone});
            numbers.add(position.clone());
            // A capsule's axis, whichever way it points.
            double[] axis = {rotation[2], rotation[5], rotation[8]};
            numbers.add(new double[] {
                axis[0] * axis[0], axis[1] * axis[1], axis[2] * axis[2], axis[0] * axis[1], axis[0] * axis[2]
            });
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    double product = 0;
                    for (int k = 0; k < 3; k++) {
                        product += rotation[3 * i + k] * rotation[3 * j + k];
                    }
                    assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-12));
                }
            }
        }

        @Override
        public void goal(double x, double y) {
            throw new AssertionError("there is no goal");
        }

        @Override
        public void region(double x, double y, double radius) {
            throw new AssertionError("there is no region");
        }

        @Override
        public void direction(double x, double y) {
            numbers.add(new double[] {x, y});
        }

        @Override
        public void walls(double minX, double minY, double maxX, double maxY) {
            throw new AssertionError("there are no walls");
        }
    }

    private static <T> List<double[]> picture(MetaEnvironment<T> environment, List<Object> scenery) {
        Recorder recorder = new Recorder();
        T task = environment.tasks().sample(States.stream(6));
        try (StatefulEnvironment<T> single = environment.createStateful().orElseThrow()) {
            int size = single.stateArrays().stream().mapToInt(a -> a.size()).sum();
            double[] state = new double[size];
            RandomStream random = States.stream(3);
            for (int i = 0; i < size; i++) {
                state[i] = random.nextDouble(-0.5, 0.5);
            }
            single.restore(task, state, new double[environment.spec().observationSize()]);
            VisibleEnvironment<T> visible = (VisibleEnvironment<T>) single;
            visible.show(recorder);
            double[] later = state.clone();
            later[0] += 0.3;
            scenery.add(visible.progress(state, later, 4));
            VisibleEnvironment.Scenery s = visible.scenery();
            scenery.addAll(List.of(s.view(), s.fixed(), s.stepSeconds(), s.unit(), s.task()));
            recorder.numbers.add(new double[] {s.breadth(), s.ground()});
        }
        return recorder.numbers;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void picturesShowTheSame(Pair pair) {
        List<Object> ourScenery = new ArrayList<>();
        List<Object> theirScenery = new ArrayList<>();
        List<double[]> ours = picture(pair.ours(), ourScenery);
        List<double[]> theirs = picture(pair.theirs(), theirScenery);
        assertThat(ourScenery).isEqualTo(theirScenery);
        assertThat(ours).hasSameSizeAs(theirs);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i)).as("number %d", i).containsExactly(theirs.get(i), within(1e-9));
        }
    }
}
