package org.sgmrl.locomotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.robot.Physique;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.ModelField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.random.RandomStream;

/// A trajectory is a function of task, stream and actions, whatever else the simulations did before or do
/// meanwhile; bad numbers end an episode and leave no trace.
final class SimulationLawsTest {
    private static final int STEPS = 12;

    @ParameterizedTest
    @MethodSource("org.sgmrl.locomotion.Walks#all")
    void aBatchGivesTheBitsOfSingleRolloutsAlsoWhenSomeHaveEnded(Locomotion<?> environment) {
        batchEqualsSingles(environment);
    }

    private static <T> void batchEqualsSingles(Locomotion<T> environment) {
        int rollouts = 4;
        T task = environment.tasks().sample(Walks.stream(1));
        List<double[]> expected = new ArrayList<>();
        for (int i = 0; i < rollouts; i++) {
            try (LocomotionEnvironment<T> walk = RobotTest.single(environment)) {
                expected.add(trajectory(environment, walk, task, i));
            }
        }
        List<double[]> actual = new ArrayList<>();
        try (BatchedEnvironment<T> batch = environment.create(rollouts)) {
            // Used before, with another task and to different lengths.
            lockstep(environment, batch, environment.tasks().sample(Walks.stream(2)), rollouts, 7);
            actual.addAll(lockstep(environment, batch, task, rollouts, STEPS));
        }
        for (int i = 0; i < rollouts; i++) {
            // Rollout i is stepped STEPS − i times.
            assertThat(actual.get(i))
                    .as("rollout %d", i)
                    .isEqualTo(Arrays.copyOf(expected.get(i), actual.get(i).length));
        }
    }

    /// Rows of reward and observation of one rollout under its own actions.
    private static <T> double[] trajectory(
            Locomotion<T> environment, LocomotionEnvironment<T> walk, T task, int rollout) {
        int size = environment.spec().observationSize();
        double[] observation = new double[size];
        double[] rows = new double[STEPS * (size + 1)];
        walk.reset(task, Walks.stream(100 + rollout), observation);
        RandomStream actions = Walks.stream(200 + rollout);
        for (int h = 0; h < STEPS; h++) {
            rows[h * (size + 1)] = walk.step(Walks.action(environment, actions), observation);
            System.arraycopy(observation, 0, rows, h * (size + 1) + 1, size);
        }
        return rows;
    }

    private static <T> List<double[]> lockstep(
            Locomotion<T> environment, BatchedEnvironment<T> batch, T task, int rollouts, int steps) {
        int size = environment.spec().observationSize();
        int controls = environment.spec().actionSpace().size();
        double[] observations = new double[rollouts * size];
        double[] actions = new double[rollouts * controls];
        double[] rewards = new double[rollouts];
        batch.reset(task, Walks.streams(100, rollouts), rollouts, observations);
        RandomStream[] streams = Walks.streams(200, rollouts);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < rollouts; i++) {
            rows.add(new double[(steps - i) * (size + 1)]);
        }
        for (int h = 0; h < steps; h++) {
            int step = h;
            int[] active = java.util.stream.IntStream.range(0, rollouts)
                    .filter(i -> step < steps - i)
                    .toArray();
            for (int k = 0; k < active.length; k++) {
                System.arraycopy(Walks.action(environment, streams[active[k]]), 0, actions, k * controls, controls);
            }
            batch.step(active, active.length, actions, observations, rewards, new boolean[rollouts]);
            for (int k = 0; k < active.length; k++) {
                double[] out = rows.get(active[k]);
                out[h * (size + 1)] = rewards[k];
                System.arraycopy(observations, k * size, out, h * (size + 1) + 1, size);
            }
        }
        return rows;
    }

    @Test
    void anActionThatIsNoNumberEndsTheEpisodeAndLeavesNoTrace() {
        for (Locomotion<?> environment : Walks.all()) {
            noNumber(environment);
        }
    }

    private static <T> void noNumber(Locomotion<T> environment) {
        T task = environment.tasks().sample(Walks.stream(1));
        double[] observation = new double[environment.spec().observationSize()];
        double[] action = new double[environment.spec().actionSpace().size()];
        try (LocomotionEnvironment<T> walk = RobotTest.single(environment);
                LocomotionEnvironment<T> fresh = RobotTest.single(environment)) {
            walk.reset(task, Walks.stream(2), observation);
            walk.step(action, observation);
            double[] last = observation.clone();
            action[action.length - 1] = Double.NaN;
            for (int h = 0; h < 3; h++) {
                assertThat(walk.step(action, observation)).isZero();
                assertThat(observation).isEqualTo(last);
                assertThat(walk.diverged()).isTrue();
                assertThat(walk.terminated()).isTrue();
            }
            assertThat(trajectory(environment, walk, task, 0)).isEqualTo(trajectory(environment, fresh, task, 0));
            assertThat(walk.diverged()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30, -1e300})
    void actionsBeyondTheBoundsAreThoseAtTheBounds(double action) {
        for (Locomotion<?> environment : Walks.all()) {
            double bound = environment.robot().controlBound();
            assertThat(stepWith(environment, action)).isEqualTo(stepWith(environment, Math.signum(action) * bound));
        }
    }

    /// Reward and observation.
    private static <T> double[] stepWith(Locomotion<T> environment, double value) {
        double[] result = new double[environment.spec().observationSize() + 1];
        double[] observation = new double[environment.spec().observationSize()];
        double[] action = new double[environment.spec().actionSpace().size()];
        Arrays.fill(action, value);
        try (LocomotionEnvironment<T> walk = RobotTest.single(environment)) {
            walk.reset(environment.tasks().sample(Walks.stream(1)), Walks.stream(2), observation);
            result[observation.length] = walk.step(action, observation);
            assertThat(walk.diverged()).isFalse();
        }
        System.arraycopy(observation, 0, result, 0, observation.length);
        return result;
    }

    @Test
    void statesThatExplodeEndTheEpisode() {
        int exploded = 0;
        for (Locomotion<?> environment : Walks.all()) {
            exploded += explodes(environment) ? 1 : 0;
        }
        // All but the swimmer's, whose fluid stops it.
        assertThat(exploded).isGreaterThan(8);
    }

    private static <T> boolean explodes(Locomotion<T> environment) {
        Robot robot = environment.robot();
        double[] state =
                Arrays.copyOf(environment.model().doubles(ModelField.QPOS0), robot.positions() + robot.velocities());
        Arrays.fill(state, robot.positions(), state.length, 9e9);
        double[] observation = new double[environment.spec().observationSize()];
        try (LocomotionEnvironment<T> walk = RobotTest.single(environment)) {
            walk.restore(environment.tasks().sample(Walks.stream(1)), state, observation);
            for (int h = 0; h < 5; h++) {
                double reward = walk.step(new double[robot.controls()], observation);
                assertThat(Double.isFinite(reward)).isTrue();
                assertThat(Arrays.stream(observation).allMatch(Double::isFinite))
                        .isTrue();
            }
            return walk.diverged();
        }
    }

    /// From far below MuJoCo's own limit of 1e10; the reward would be −20,000 and more.
    @Test
    void aSpeedBeyondAllReasonEndsTheEpisodeWithoutReward() {
        assertThat(afterVelocity(Walks.byId("half-cheetah-velocity-v1"), 0, 2e4))
                .isTrue();
        assertThat(afterVelocity(Walks.byId("half-cheetah-velocity-v1"), 0, -1e6))
                .isTrue();
        assertThat(afterVelocity(Walks.byId("half-cheetah-velocity-v1"), 0, 5e3))
                .isFalse();
        assertThat(afterVelocity(Walks.byId("half-cheetah-direction-v1"), 0, 1e8))
                .isTrue();
    }

    /// Whether the episode diverges when one velocity is this at the start.
    private static <T> boolean afterVelocity(Locomotion<T> environment, int index, double value) {
        Robot robot = environment.robot();
        double[] state =
                Arrays.copyOf(environment.model().doubles(ModelField.QPOS0), robot.positions() + robot.velocities());
        // In the air, so that nothing brakes it.
        state[1] = 10;
        state[robot.positions() + index] = value;
        double[] observation = new double[environment.spec().observationSize()];
        try (LocomotionEnvironment<T> walk = RobotTest.single(environment)) {
            walk.restore(environment.tasks().sample(Walks.stream(1)), state, observation);
            double[] before = observation.clone();
            double reward = walk.step(new double[robot.controls()], observation);
            if (walk.diverged()) {
                assertThat(reward).isZero();
                assertThat(observation).isEqualTo(before);
                assertThat(walk.terminated()).isTrue();
            }
            return walk.diverged();
        }
    }

    /// The hardest play there is: every motor thrown from one bound to the other at random, the horizon through,
    /// whatever has fallen. The fastest joint turns at some 100 rad/s (the walker's).
    @Test
    void motorsAloneStayFarBelowTheLimitOfSpeed() {
        double fastest = 0;
        for (Locomotion<?> environment : Walks.all()) {
            fastest = Math.max(fastest, fastest(environment));
        }
        assertThat(fastest).isBetween(50.0, 200.0);
        assertThat(fastest).isLessThan(LocomotionEnvironment.ABSURD_SPEED / 10);
    }

    private static <T> double fastest(Locomotion<T> environment) {
        Robot robot = environment.robot();
        RandomStream random = Walks.stream(7);
        double[] observation = new double[environment.spec().observationSize()];
        double[] action = new double[robot.controls()];
        double fastest = 0;
        try (LocomotionEnvironment<T> walk = RobotTest.single(environment)) {
            for (int episode = 0; episode < 5; episode++) {
                walk.reset(environment.tasks().sample(random), random, observation);
                for (int h = 0; h < 200; h++) {
                    for (int j = 0; j < action.length; j++) {
                        action[j] = random.nextInt(2) == 0 ? -1.25 : 1.25;
                    }
                    walk.step(action, observation);
                    assertThat(walk.diverged()).as(environment.spec().id()).isFalse();
                    for (double velocity : RobotTest.read(walk, DataField.QVEL)) {
                        fastest = Math.max(fastest, Math.abs(velocity));
                    }
                }
            }
        }
        return fastest;
    }

    @Test
    void aDivergedRolloutIsNamedAndDoesNotDisturbTheOthersOfItsBatch() {
        diverges(Walks.byId("half-cheetah-velocity-v1"));
    }

    private static <T> void diverges(Locomotion<T> environment) {
        T task = environment.tasks().sample(Walks.stream(1));
        try (BatchedEnvironment<T> batch = environment.create(3)) {
            double[] observations = new double[3 * 17];
            double[] actions = new double[2 * 6];
            actions[6] = Double.NaN;
            double[] rewards = new double[3];
            boolean[] terminated = new boolean[3];
            batch.reset(task, Walks.streams(0, 3), 3, observations);
            batch.step(new int[] {0, 2}, 2, actions, observations, rewards, terminated);
            assertThat(terminated).containsExactly(false, true, false);
            assertThat(new boolean[] {batch.diverged(0), batch.diverged(1), batch.diverged(2)})
                    .containsExactly(false, false, true);
            assertThat(rewards[1]).isZero();
            try (LocomotionEnvironment<T> alone = RobotTest.single(environment)) {
                double[] expected = new double[17];
                double[] action = new double[6];
                alone.reset(task, Walks.stream(0), expected);
                double reward = alone.step(action, expected);
                for (int h = 0; h < 20; h++) {
                    assertThat(rewards[0]).isEqualTo(reward);
                    assertThat(Arrays.copyOf(observations, 17)).isEqualTo(expected);
                    batch.step(new int[] {0}, 1, actions, observations, rewards, terminated);
                    reward = alone.step(action, expected);
                }
            }
            batch.reset(task, Walks.streams(0, 3), 3, observations);
            assertThat(batch.diverged(2)).isFalse();
        }
    }

    @Test
    void physiqueMultipliesTheNumbersOfACopyAndNothingElse() {
        for (String id : List.of("walker2d-parameters-v1", "hopper-parameters-v1")) {
            Locomotion<?> environment = Walks.byId(id);
            MujocoModel shared = environment.model();
            double[] masses = shared.doubles(ModelField.BODY_MASS);
            int parameters = environment.tasks().parameterCount();
            double[] exponents = new double[parameters];
            exponents[0] = 2;
            exponents[parameters - 1] = -3;
            Physique task = new Physique.Tasks(parameters, 3).task(exponents);
            try (VariedModel varied = new VariedModel(shared)) {
                varied.apply(new Physique.Tasks(parameters, 3).sample(Walks.stream(3)));
                varied.apply(task);
                double[] changed = varied.model().doubles(ModelField.BODY_MASS);
                assertThat(changed[0]).isZero();
                assertThat(changed[1]).isEqualTo(masses[1] * 2.25);
                assertThat(Arrays.copyOfRange(changed, 2, changed.length))
                        .isEqualTo(Arrays.copyOfRange(masses, 2, masses.length));
                double[] friction = varied.model().doubles(ModelField.GEOM_FRICTION);
                double[] original = shared.doubles(ModelField.GEOM_FRICTION);
                assertThat(friction[friction.length - 1])
                        .isEqualTo(original[original.length - 1] * StrictMath.pow(1.5, -3));
                assertThat(varied.model().doubles(ModelField.BODY_INERTIA))
                        .isEqualTo(shared.doubles(ModelField.BODY_INERTIA));
            }
            assertThat(shared.doubles(ModelField.BODY_MASS)).isEqualTo(masses);
        }
    }

    @Test
    void everyParameterThatIsNotZeroVaries() {
        for (String id : List.of("walker2d-parameters-v1", "hopper-parameters-v1")) {
            MujocoModel model = Walks.byId(id).model();
            long count = 0;
            for (ModelField field : List.of(
                    ModelField.BODY_MASS, ModelField.BODY_INERTIA, ModelField.DOF_DAMPING, ModelField.GEOM_FRICTION)) {
                count += Arrays.stream(model.doubles(field)).filter(x -> x != 0).count();
            }
            assertThat(Walks.byId(id).tasks().parameterCount()).isEqualTo((int) count);
        }
    }

    @Test
    void aTaskWithoutChangesIsTheOriginalRobotAndOthersAreNot() {
        physique(Walks.byId("hopper-parameters-v1"), 34);
    }

    private static <T> void physique(Locomotion<T> environment, int parameters) {
        T same = environment.tasks().task(new double[parameters]);
        double[] exponents = new double[parameters];
        exponents[1] = 1;
        T heavier = environment.tasks().task(exponents);
        double[] observation = new double[11];
        double[] first;
        try (LocomotionEnvironment<T> walk = RobotTest.single(environment)) {
            first = trajectory(environment, walk, same, 0);
            assertThat(trajectory(environment, walk, heavier, 0)).isNotEqualTo(first);
            assertThat(trajectory(environment, walk, same, 0)).isEqualTo(first);
            assertThat(observation).hasSize(11);
        }
    }

    @Test
    void steppingAllocatesNothing() {
        allocatesNothing(Walks.byId("half-cheetah-velocity-v1"));
        allocatesNothing(Walks.byId("swimmer-velocity-v1"));
    }

    private static <T> void allocatesNothing(Locomotion<T> environment) {
        T task = environment.tasks().sample(Walks.stream(1));
        int[] active = {0, 1};
        RandomStream[] streams = Walks.streams(0, 2);
        double[] observations = new double[2 * environment.spec().observationSize()];
        double[] actions = new double[2 * environment.spec().actionSpace().size()];
        double[] rewards = new double[2];
        boolean[] terminated = new boolean[2];
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (BatchedEnvironment<T> batch = environment.create(2)) {
            // The first rounds allocate until the compiler, in the background, is done with them.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            long allocated;
            do {
                long before = threads.getCurrentThreadAllocatedBytes();
                batch.reset(task, streams, 2, observations);
                for (int h = 0; h < 200; h++) {
                    batch.step(active, 2, actions, observations, rewards, terminated);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            } while (allocated > 0 && System.nanoTime() < deadline);
            assertThat(allocated).isZero();
        }
    }
}
