package org.sgmrl.locomotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environments;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.ModelField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.random.RandomStream;

/// Sizes, observations, starts and ends.
final class RobotTest {
    @Test
    void allAreListedInTheRegistry() {
        Set<String> ids =
                Environments.all().stream().map(Environments.Entry::id).collect(Collectors.toSet());

        assertThat(Walks.all())
                .extracting(e -> e.spec().id())
                .hasSize(13)
                .allSatisfy(id -> assertThat(ids).contains(id));
        assertThat(Walks.all()).allSatisfy(e -> {
            assertThat(e.spec().horizon()).isEqualTo(200);
            assertThat(e.spec().metaBatchSize()).isEqualTo(40);
        });
    }

    @ParameterizedTest
    @MethodSource("org.sgmrl.locomotion.Walks#all")
    void whatIsSaidWithoutTheLibraryIsTrueOfTheModel(Locomotion<?> environment) {
        Robot robot = environment.robot();
        MujocoModel model = environment.model();

        assertThat(model.nq()).isEqualTo(robot.positions());
        assertThat(model.nv()).isEqualTo(robot.velocities());
        assertThat(model.nu()).isEqualTo(robot.controls());
        assertThat(model.ints(ModelField.JNT_TYPE)[0] == 0).isEqualTo(robot.free());
        ActionSpace.Box box = (ActionSpace.Box) environment.spec().actionSpace();
        double[] range = model.doubles(ModelField.ACTUATOR_CTRLRANGE);
        for (int j = 0; j < model.nu(); j++) {
            assertThat(box.low(j)).isEqualTo(range[2 * j]);
            assertThat(box.high(j)).isEqualTo(range[2 * j + 1]);
        }
        int more = 0;
        for (DataField field : robot.more()) {
            more += model.size(field.rows()) * field.columns();
        }
        assertThat(robot.moreSize()).isEqualTo(more);
        assertThat(environment.spec().observationSize()).isEqualTo(robot.observationSize());
    }

    /// With other steps for an action the comparison of speeds would be of two different things.
    @Test
    void thePlainLoopInCTakesTheEnvironmentsStepsForAnAction() {
        assertThat(RawLoop.arguments(Robot.HALF_CHEETAH, 5, 200, 2)).startsWith("5", "200", "2");
        Map<String, Integer> published = Map.of("half-cheetah-velocity-v1", 5, "swimmer-velocity-v1", 4);
        assertThat(Walks.all())
                .filteredOn(
                        environment -> published.containsKey(environment.spec().id()))
                .hasSize(2)
                .allSatisfy(environment -> assertThat(environment.law().frameSkip())
                        .isEqualTo(published.get(environment.spec().id())));
    }

    @Test
    void observationsHaveTheDocumentedSizes() {
        assertThat(size("half-cheetah-velocity-v1")).isEqualTo(17);
        assertThat(size("swimmer-velocity-v1")).isEqualTo(8);
        assertThat(size("ant-direction-v1")).isEqualTo(27);
        assertThat(size("ant-goal-v1")).isEqualTo(29);
        assertThat(size("walker2d-velocity-v1")).isEqualTo(17);
        assertThat(size("hopper-parameters-v1")).isEqualTo(11);
        assertThat(size("humanoid-direction-v1")).isEqualTo(292);
    }

    private static int size(String id) {
        return Walks.byId(id).spec().observationSize();
    }

    @ParameterizedTest
    @MethodSource("org.sgmrl.locomotion.Walks#all")
    void theObservationIsTheStateAfterTheStep(Locomotion<?> environment) {
        observes(environment);
    }

    private static <T> void observes(Locomotion<T> environment) {
        Robot robot = environment.robot();
        RandomStream random = Walks.stream(1);
        T task = environment.tasks().sample(random);
        double[] observation = new double[environment.spec().observationSize()];
        try (LocomotionEnvironment<T> walk = single(environment)) {
            walk.reset(task, random, observation);
            for (int h = 0; h < 5; h++) {
                assertThat(observation).isEqualTo(documented(robot, walk));
                walk.step(Walks.action(environment, random), observation);
            }
            assertThat(observation).isEqualTo(documented(robot, walk));
        }
    }

    private static double[] documented(Robot robot, LocomotionEnvironment<?> walk) {
        double[] qpos = read(walk, DataField.QPOS);
        double[] qvel = read(walk, DataField.QVEL);
        double[] all = Arrays.copyOfRange(qpos, robot.hidden(), qpos.length);
        for (double velocity : qvel) {
            all = append(all, Math.max(-robot.velocityLimit(), Math.min(robot.velocityLimit(), velocity)));
        }
        if (robot.name().equals("humanoid")) {
            all = append(all, read(walk, DataField.CINERT));
            all = append(all, read(walk, DataField.CVEL));
            all = append(all, read(walk, DataField.QFRC_ACTUATOR));
        }
        return all;
    }

    private static double[] append(double[] array, double... more) {
        double[] all = Arrays.copyOf(array, array.length + more.length);
        System.arraycopy(more, 0, all, array.length, more.length);
        return all;
    }

    static double[] read(LocomotionEnvironment<?> walk, DataField field) {
        double[] values = new double[walk.simulation().model().size(field.rows()) * field.columns()];
        walk.simulation().copy(field, 0, values.length, values, 0);
        return values;
    }

    /// Means and variances of 2000 starts (500 of the humanoid's) within 5 standard errors: at most 2·37·13 = 962
    /// comparisons at 6e-7 (the kurtosis of a uniform law is smaller): false alarm below 6e-4.
    @ParameterizedTest
    @MethodSource("org.sgmrl.locomotion.Walks#all")
    void startsFollowTheDocumentedLaw(Locomotion<?> environment) {
        starts(environment);
    }

    private static <T> void starts(Locomotion<T> environment) {
        int draws = environment.robot().name().equals("humanoid") ? 500 : 2000;
        Robot robot = environment.robot();
        RandomStream random = Walks.stream(2);
        T task = environment.tasks().sample(random);
        double[] rest = environment.model().doubles(ModelField.QPOS0);
        double[] observation = new double[environment.spec().observationSize()];
        int n = rest.length + robot.velocities();
        double[] sum = new double[n];
        double[] squares = new double[n];
        try (LocomotionEnvironment<T> walk = single(environment)) {
            for (int i = 0; i < draws; i++) {
                walk.reset(task, random, observation);
                double[] qpos = read(walk, DataField.QPOS);
                double[] qvel = read(walk, DataField.QVEL);
                for (int j = 0; j < n; j++) {
                    double x = j < rest.length ? qpos[j] - rest[j] : qvel[j - rest.length];
                    boolean quaternion = robot.free() && j >= 3 && j < 7;
                    if (j < rest.length && !quaternion) {
                        assertThat(Math.abs(x)).isLessThanOrEqualTo(robot.positionNoise() * (1 + 1e-12));
                    }
                    sum[j] += x;
                    squares[j] += x * x;
                }
            }
        }
        for (int j = 0; j < n; j++) {
            if (robot.free() && j >= 3 && j < 7) {
                continue; // Normalised: not quite uniform any more.
            }
            boolean normal = j >= rest.length && robot.normalVelocities();
            double bound = j < rest.length ? robot.positionNoise() : robot.velocityNoise();
            double variance = normal ? bound * bound : bound * bound / 3;
            double kurtosis = normal ? 3 : 1.8;
            assertThat(Math.abs(sum[j] / draws)).as("mean of %d", j).isLessThan(5 * Math.sqrt(variance / draws));
            assertThat(Math.abs(squares[j] / draws / variance - 1))
                    .as("variance of %d", j)
                    .isLessThan(5 * Math.sqrt((kurtosis - 1) / draws));
        }
    }

    @Test
    void aFreeBodyStartsWithAUnitQuaternion() {
        Locomotion<?> ant = Walks.byId("ant-goal-v1");
        double[] qpos = firstObservation(ant);
        double squares = 0;
        for (int i = 3; i < 7; i++) {
            squares += qpos[i] * qpos[i];
        }
        assertThat(Math.abs(squares - 1)).isLessThan(1e-15);
        assertThat(Math.abs(qpos[4])).isBetween(1e-6, 0.11);
    }

    private static <T> double[] firstObservation(Locomotion<T> environment) {
        double[] observation = new double[environment.spec().observationSize()];
        try (LocomotionEnvironment<T> walk = single(environment)) {
            walk.reset(environment.tasks().sample(Walks.stream(3)), Walks.stream(4), observation);
        }
        return observation;
    }

    @Test
    void robotsThatFallEndTheirEpisodeAndOthersGoOn() {
        assertThat(endsFrom("ant-direction-v1", 2, 0.75)).isFalse();
        assertThat(endsFrom("ant-direction-v1", 2, 1.5)).isTrue();
        assertThat(endsFrom("ant-goal-v1", 2, 1.5)).isFalse();
        assertThat(endsFrom("walker2d-velocity-v1", 1, 1.25)).isFalse();
        assertThat(endsFrom("walker2d-velocity-v1", 1, 2.3)).isTrue();
        assertThat(endsFrom("walker2d-direction-v1", 2, 1.2)).isTrue();
        assertThat(endsFrom("walker2d-direction-v1", 2, -0.8)).isFalse();
        assertThat(endsFrom("hopper-parameters-v1", 1, 1.25)).isFalse();
        assertThat(endsFrom("hopper-parameters-v1", 1, 0.5)).isTrue();
        assertThat(endsFrom("hopper-parameters-v1", 2, 0.25)).isTrue();
        assertThat(endsFrom("humanoid-direction-v1", 2, 1.4)).isFalse();
        assertThat(endsFrom("humanoid-direction-v1", 2, 0.9)).isTrue();
        assertThat(endsFrom("humanoid-direction-v1", 2, 2.2)).isTrue();
        assertThat(endsFrom("half-cheetah-velocity-v1", 2, 3)).isFalse();
        assertThat(endsFrom("swimmer-velocity-v1", 2, 3)).isFalse();
    }

    private static boolean endsFrom(String id, int index, double value) {
        return endsFrom(Walks.byId(id), index, value);
    }

    /// From rest in the default pose, but for one number.
    private static <T> boolean endsFrom(Locomotion<T> environment, int index, double value) {
        Robot robot = environment.robot();
        double[] state =
                Arrays.copyOf(environment.model().doubles(ModelField.QPOS0), robot.positions() + robot.velocities());
        state[index] = value;
        try (LocomotionEnvironment<T> walk = single(environment)) {
            walk.restore(
                    environment.tasks().sample(Walks.stream(5)),
                    state,
                    new double[environment.spec().observationSize()]);
            assertThat(walk.terminated()).isFalse();
            walk.step(
                    new double[robot.controls()], new double[environment.spec().observationSize()]);
            assertThat(walk.diverged()).isFalse();
            return walk.terminated();
        }
    }

    static <T> LocomotionEnvironment<T> single(Locomotion<T> environment) {
        return (LocomotionEnvironment<T>) environment.createStateful().orElseThrow();
    }
}
