package org.sgmrl.locomotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.random.RandomStream;

/// Rewards are the sums of their documented terms, and tasks follow their laws.
final class RewardTest {
    /// The rewards as documented, from where the root was and is: a table of its own.
    private static double documented(String id, double[] task, double[] before, double[] after, double[] action) {
        double s = 0;
        for (double a : action) {
            s += a * a;
        }
        double moved = after[0] - before[0];
        double aside = after[1] - before[1];
        return switch (id) {
            case "half-cheetah-direction-v1" -> task[0] * (moved / (0.01 * 5)) - 0.05 * s;
            case "half-cheetah-velocity-v1" -> -Math.abs(moved / (0.01 * 5) - task[0]) - 0.05 * s;
            case "swimmer-velocity-v1" -> -Math.abs(moved / (0.01 * 4) - task[0]) - 1e-4 * s;
            case "swimmer-velocity-released-v1" -> Math.abs(moved / (0.01 * 4) - task[0]) - 1e-4 * s;
            case "ant-direction-v1" -> task[0] * (moved / (0.01 * 5)) - 0.5 * s + 1;
            case "ant-direction-2d-v1" -> task[0] * (moved / (0.01 * 5)) + task[1] * (aside / (0.01 * 5)) - 0.5 * s + 1;
            case "ant-velocity-v1" -> -Math.abs(moved / (0.01 * 5) - task[0]) - 0.005 * s + 1.05;
            case "ant-goal-v1" -> -(Math.abs(after[0] - task[0]) + Math.abs(after[1] - task[1])) - 0.1 * s;
            case "walker2d-direction-v1" -> task[0] * (moved / (0.002 * 8)) - 0.001 * s + 1;
            case "walker2d-velocity-v1" -> -Math.abs(moved / (0.002 * 8) - task[0]) - 0.001 * s + 15;
            case "walker2d-parameters-v1", "hopper-parameters-v1" -> moved / (0.002 * 4) - 0.001 * s + 1;
            case "humanoid-direction-v1" ->
                1.25 * (task[0] * (moved / (0.003 * 5)) + task[1] * (aside / (0.003 * 5))) - 0.1 * s + 5;
            default -> throw new IllegalArgumentException(id);
        };
    }

    @ParameterizedTest
    @MethodSource("org.sgmrl.locomotion.Walks#all")
    void aRewardIsTheSumOfItsDocumentedTerms(Locomotion<?> environment) {
        compare(environment);
    }

    private static <T> void compare(Locomotion<T> environment) {
        RandomStream random = Walks.stream(1);
        double[] observation = new double[environment.spec().observationSize()];
        double[] parameters = new double[environment.tasks().parameterCount()];
        try (LocomotionEnvironment<T> walk = RobotTest.single(environment)) {
            for (int episode = 0; episode < 3; episode++) {
                T task = environment.tasks().sample(random);
                environment.tasks().parameters(task, parameters);
                walk.reset(task, random, observation);
                for (int h = 0; h < 20; h++) {
                    double[] before = RobotTest.read(walk, DataField.QPOS);
                    double[] action = Walks.action(environment, random);
                    double reward = walk.step(action, observation);
                    double[] after = RobotTest.read(walk, DataField.QPOS);
                    assertThat(reward)
                            .isEqualTo(documented(environment.spec().id(), parameters, before, after, action));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.sgmrl.locomotion.Walks#all")
    void theTimeOfAStepIsTheDocumentedOne(Locomotion<?> environment) {
        double dt = environment.model().timestep() * environment.law().frameSkip();
        double documented = switch (environment.spec().id()) {
            case "half-cheetah-direction-v1", "half-cheetah-velocity-v1" -> 0.05;
            case "swimmer-velocity-v1", "swimmer-velocity-released-v1" -> 0.04;
            case "walker2d-direction-v1", "walker2d-velocity-v1" -> 0.016;
            case "walker2d-parameters-v1", "hopper-parameters-v1" -> 0.008;
            case "humanoid-direction-v1" -> 0.015;
            default -> 0.05;
        };
        assertThat(dt).isEqualTo(documented);
    }

    /// 20,000 draws against the law's mean, variance and bounds, within 5 standard errors: false alarm below 1e-4.
    @ParameterizedTest
    @MethodSource("org.sgmrl.locomotion.Walks#all")
    void tasksFollowTheirLawAndComeBackFromTheirNumbers(Locomotion<?> environment) {
        switch (environment.spec().id()) {
            case "half-cheetah-direction-v1", "ant-direction-v1", "walker2d-direction-v1" -> {
                law(environment.tasks(), x -> x[0], 0, 1, 1, -1, 1);
                refused(environment.tasks(), 0.5);
                refused(environment.tasks(), 1, 1);
            }
            case "half-cheetah-velocity-v1", "ant-velocity-v1" ->
                law(environment.tasks(), x -> x[0], 1.5, 9 / 12.0, 1.8, 0, 3);
            case "walker2d-velocity-v1" -> law(environment.tasks(), x -> x[0], 5, 100 / 12.0, 1.8, 0, 10);
            case "swimmer-velocity-v1", "swimmer-velocity-released-v1" ->
                law(environment.tasks(), x -> x[0], 0.15, 0.01 / 12, 1.8, 0.1, 0.2);
            case "ant-direction-2d-v1", "humanoid-direction-v1" -> {
                law(environment.tasks(), x -> x[0], 0, 0.5, 1.5, -1, 1);
                law(environment.tasks(), x -> x[1], 0, 0.5, 1.5, -1, 1);
                law(environment.tasks(), x -> x[0] * x[0] + x[1] * x[1], 1, 0, 1, 1 - 1e-15, 1 + 1e-15);
                refused(environment.tasks(), 1, 1);
                refused(environment.tasks(), 1);
            }
            case "ant-goal-v1" -> {
                // On a disc of radius 3 the squared radius is uniform in [0, 9].
                law(environment.tasks(), x -> x[0] * x[0] + x[1] * x[1], 4.5, 81 / 12.0, 1.8, 0, 9 * (1 + 1e-15));
                law(environment.tasks(), x -> x[1], 0, 9 / 4.0, 2, -3, 3);
            }
            case "walker2d-parameters-v1", "hopper-parameters-v1" -> {
                int count = environment.tasks().parameterCount();
                assertThat(count).isEqualTo(environment.robot().equals(Robot.WALKER) ? 58 : 34);
                law(environment.tasks(), x -> x[0], 0, 3, 1.8, -3, 3);
                law(environment.tasks(), x -> x[count - 1], 0, 3, 1.8, -3, 3);
                double[] tooLarge = new double[count];
                tooLarge[3] = 3.5;
                refused(environment.tasks(), tooLarge);
            }
            default -> throw new IllegalArgumentException(environment.spec().id());
        }
        refused(environment.tasks());
        double[] notFinite = new double[environment.tasks().parameterCount()];
        Arrays.fill(notFinite, Double.NaN);
        refused(environment.tasks(), notFinite);
    }

    private static <T> void law(
            TaskDistribution<T> tasks,
            ToDoubleFunction<double[]> number,
            double mean,
            double variance,
            double kurtosis,
            double low,
            double high) {
        int draws = 20_000;
        RandomStream random = Walks.stream(7);
        double[] parameters = new double[tasks.parameterCount()];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            T task = tasks.sample(random);
            tasks.parameters(task, parameters);
            assertThat(tasks.task(parameters)).isEqualTo(task).hasSameHashCodeAs(task);
            double x = number.applyAsDouble(parameters);
            assertThat(x).isBetween(low, high);
            sum += x - mean;
            squares += (x - mean) * (x - mean);
        }
        assertThat(Math.abs(sum / draws)).isLessThanOrEqualTo(5 * Math.sqrt(variance / draws) + 1e-15);
        assertThat(Math.abs(squares / draws - variance))
                .isLessThanOrEqualTo(5 * variance * Math.sqrt((kurtosis - 1) / draws) + 1e-15);
    }

    private static void refused(TaskDistribution<?> tasks, double... numbers) {
        assertThatThrownBy(() -> tasks.task(numbers)).isInstanceOf(IllegalArgumentException.class);
    }
}
