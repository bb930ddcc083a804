package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.StatefulEnvironment;
import org.sgmrl.locomotion.LocomotionEnvironments;
import org.sgmrl.random.RandomStream;

/// Numbers that cannot be computed with end their own episode and nobody else's.
final class BadNumbersTest {
    private static final int ROLLOUTS = 9;
    private static final int BAD = 4;

    private static MetaEnvironment<?> environment(String id) {
        return PlanarLocomotion.environments().stream()
                .filter(e -> e.id().equals(id))
                .findFirst()
                .orElseThrow()
                .environment();
    }

    /// Rewards and observations of all but one rollout, which gets `poison` as an action at step 2.
    private static <T> double[] others(MetaEnvironment<T> environment, double poison, boolean diverges) {
        int size = environment.spec().observationSize();
        int actionSize = environment.spec().actionSpace().size();
        RandomStream[] streams = new RandomStream[ROLLOUTS];
        Arrays.setAll(streams, i -> States.stream(i));
        RandomStream random = States.stream(77);
        double[] kept = new double[0];
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            double[] observations = new double[ROLLOUTS * size];
            batch.reset(environment.tasks().sample(random), streams, ROLLOUTS, observations);
            int[] active = {0, 1, 2, 3, 4, 5, 6, 7, 8};
            double[] rewards = new double[ROLLOUTS];
            boolean[] terminated = new boolean[ROLLOUTS];
            double[] last = new double[size];
            for (int k = 0; k < 6; k++) {
                double[] actions = new double[ROLLOUTS * actionSize];
                for (int i = 0; i < actions.length; i++) {
                    actions[i] = random.nextDouble(-1, 1);
                }
                if (k == 2) {
                    actions[BAD * actionSize + 1] = poison;
                    System.arraycopy(observations, BAD * size, last, 0, size);
                }
                batch.step(active, ROLLOUTS, actions, observations, rewards, terminated);
                if (k >= 2 && diverges) {
                    assertThat(terminated[BAD]).isTrue();
                    assertThat(batch.diverged(BAD)).isTrue();
                    assertThat(rewards[BAD]).isZero();
                    assertThat(Arrays.copyOfRange(observations, BAD * size, (BAD + 1) * size))
                            .isEqualTo(last);
                } else {
                    assertThat(terminated[BAD]).isFalse();
                    assertThat(batch.diverged(BAD)).isFalse();
                }
                int start = kept.length;
                kept = Arrays.copyOf(kept, start + (ROLLOUTS - 1) * (size + 1));
                for (int e = 0; e < ROLLOUTS; e++) {
                    if (e != BAD) {
                        assertThat(batch.diverged(e)).isFalse();
                        kept[start++] = rewards[e];
                        System.arraycopy(observations, e * size, kept, start, size);
                        start += size;
                    }
                }
            }
        }
        return kept;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "half-cheetah-velocity-v1",
                "swimmer-velocity-v1",
                "hopper-parameters-v1",
                "walker2d-parameters-v1"
            })
    void aBadActionEndsItsOwnEpisodeOnly(String id) {
        MetaEnvironment<?> environment = environment(id);
        double[] healthy = others(environment, 0.5, false);
        assertThat(others(environment, Double.NaN, true)).isEqualTo(healthy);
        // These are clipped.
        for (double poison : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30, -1e30}) {
            assertThat(others(environment, poison, false)).isEqualTo(healthy);
        }
    }

    /// Steps both simulators from a violent state until one diverges, then compares.
    @ParameterizedTest
    @CsvSource({
        "half-cheetah-velocity-v1, 9, 9e9",
        "half-cheetah-velocity-v1, 11, 1e7",
        "half-cheetah-velocity-v1, 15, 2e4",
        "half-cheetah-direction-v1, 1, -1e9",
        "half-cheetah-direction-v1, 1, -1e3",
        "swimmer-velocity-v1, 5, 5e9",
        "swimmer-velocity-v1, 7, 1e8",
        "swimmer-velocity-v1, 9, 1e5",
        "hopper-parameters-v1, 6, 9e9",
        "hopper-parameters-v1, 8, 1e7",
        "hopper-parameters-v1, 10, 2e4",
        "hopper-parameters-v1, 1, -1e9",
        "hopper-parameters-v1, 1, -1e3",
        "walker2d-velocity-v1, 9, 9e9",
        "walker2d-velocity-v1, 12, 1e7",
        "walker2d-direction-v1, 16, 2e4",
        "walker2d-parameters-v1, 1, -1e9"
    })
    void violentStatesEndTheEpisodeAsTheyDoOnMujoco(String id, int index, double value) {
        MetaEnvironment<?> theirs = new LocomotionEnvironments()
                .environments().stream()
                        .filter(e -> e.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .environment();
        assertThat(violent(environment(id), index, value)).isEqualTo(violent(theirs, index, value));
    }

    /// The step at which the episode ends, and whether it diverges.
    private static <T> String violent(MetaEnvironment<T> environment, int index, double value) {
        double[] observation = new double[environment.spec().observationSize()];
        try (StatefulEnvironment<T> single = environment.createStateful().orElseThrow()) {
            int size = single.stateArrays().stream().mapToInt(a -> a.size()).sum();
            double[] state = new double[size];
            state[index] = value;
            single.restore(environment.tasks().sample(States.stream(1)), state, observation);
            double[] first = observation.clone();
            double[] action = new double[environment.spec().actionSpace().size()];
            for (int k = 0; k < 10; k++) {
                double reward = single.step(action, observation);
                for (double number : observation) {
                    assertThat(number).isFinite();
                }
                if (single.terminated()) {
                    assertThat(reward).isZero();
                    if (k == 0) {
                        assertThat(observation).isEqualTo(first);
                    }
                    return "step " + k + ", diverged " + single.diverged();
                }
            }
            return "goes on";
        }
    }

    /// A lane whose numbers explode leaves those beside it alone.
    @ParameterizedTest
    @ValueSource(strings = {"half_cheetah", "swimmer", "hopper", "walker2d"})
    void lanesBesideAnExplosionKeepTheirBits(String robot) {
        PlanarModel model = States.model(robot);
        SimdStepper vectors = new SimdStepper(model);
        int lanes = vectors.lanes();
        PlanarState calm = new PlanarState(model, lanes, lanes);
        PlanarState disturbed = new PlanarState(model, lanes, lanes);
        States states = new States(model, 31);
        for (int e = 0; e < lanes; e++) {
            states.next(States.Kind.TOUCHING);
            states.place(calm, e);
            states.place(disturbed, e);
        }
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e300, -1e12}) {
            disturbed.velocity[3 * disturbed.stride] = bad;
            disturbed.broken[0] = false;
            vectors.step(calm, 0, 3);
            vectors.step(disturbed, 0, 3);
            assertThat(disturbed.broken[0]).isTrue();
            for (int e = 1; e < lanes; e++) {
                assertThat(disturbed.broken[e]).isFalse();
                for (int i = 0; i < model.dofs(); i++) {
                    int at = i * calm.stride + e;
                    assertThat(disturbed.position[at]).isEqualTo(calm.position[at]);
                    assertThat(disturbed.velocity[at]).isEqualTo(calm.velocity[at]);
                }
            }
        }
    }

    @Test
    void statesBeyondTheLimitAreRefused() {
        MetaEnvironment<?> environment = environment("half-cheetah-direction-v1");
        refuse(environment, new double[17], "the state has 17 numbers, half-cheetah-direction-v1 needs 18");
        double[] state = new double[18];
        state[10] = 2e10;
        refuse(environment, state, "qvel[1] = 2.0E10 must be finite and at most 1e10 in magnitude");
        state[10] = Double.NaN;
        refuse(environment, state, "qvel[1] = NaN must be finite");
    }

    private static <T> void refuse(MetaEnvironment<T> environment, double[] state, String message) {
        try (StatefulEnvironment<T> single = environment.createStateful().orElseThrow()) {
            T task = environment.tasks().sample(States.stream(1));
            double[] observation = new double[17];
            assertThatThrownBy(() -> single.restore(task, state, observation))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(message);
        }
    }
}
