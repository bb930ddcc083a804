package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.testing.Countdown;
import org.sgmrl.testing.Vectors;

/// Tasks given as numbers of a file.
final class TaskNumbersTest {
    private static final TaskDistribution<Goal> GOALS =
            PointNavigation.distance().tasks();

    @Test
    void aTaskComesBackFromItsNumbers() {
        Goal goal = GOALS.sample(Vectors.stream(3));
        double[] numbers = new double[2];
        GOALS.parameters(goal, numbers);

        assertThat(GOALS.task(numbers)).isEqualTo(goal);
        assertThat(GOALS.label()).isEqualTo("goal");
    }

    @Test
    void wrongNumbersAreRefusedWithWhatIsAllowed() {
        assertThatThrownBy(() -> GOALS.task(new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must have 2 numbers, not 1");
        assertThatThrownBy(() -> GOALS.task(new double[] {1, Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be finite, not NaN");
    }

    @Test
    void uniformNumbersStayInTheirInterval() {
        TaskDistribution<Double> places = TaskDistribution.uniform("place", -1, 3);
        double sum = 0;
        double least = 3;
        double greatest = -1;
        int draws = 40_000;
        for (int i = 0; i < draws; i++) {
            double place = places.sample(Vectors.stream(i));
            sum += place;
            least = Math.min(least, place);
            greatest = Math.max(greatest, place);
        }
        assertThat(least).isBetween(-1.0, -0.99);
        assertThat(greatest).isBetween(2.99, 3.0);
        // Five standard errors of the mean of uniform numbers, 4 / √12 / √draws: false alarm 6e-7.
        assertThat(sum / draws).isCloseTo(1, within(5 * 4 / Math.sqrt(12.0 * draws)));
        assertThat(places.task(new double[] {0.5})).isEqualTo(0.5);
        assertThatThrownBy(() -> TaskDistribution.uniform("place", 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("low = 1.0 must be below high = 1.0");
    }

    /// A distance to a goal at 1e308 overflows.
    @Test
    void whatIsAcceptedHasFiniteRewards() {
        assertThatThrownBy(() -> GOALS.task(new double[] {0, 1e308}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be between -1.0E100 and 1.0E100, not 1.0E308");
        double[] extremes = {-TaskDistribution.LARGEST, -1, 0, 0.3, TaskDistribution.LARGEST};
        for (Navigation environment : List.of(PointNavigation.distance(), PointNavigation.squaredDistance())) {
            for (double x : extremes) {
                for (double y : extremes) {
                    Goal goal = environment.tasks().task(new double[] {x, y});
                    assertThat(returnOf(environment, goal))
                            .as("%s %s", environment.spec().id(), goal)
                            .isFinite();
                }
            }
        }
    }

    private static double returnOf(Navigation environment, Goal goal) {
        try (var single = environment.createStateful().orElseThrow()) {
            double[] observation = new double[2];
            single.reset(goal, Vectors.stream(1), observation);
            double sum = 0;
            for (int h = 0; h < environment.spec().horizon(); h++) {
                sum += single.step(new double[] {0.1, -0.1}, observation);
            }
            return sum;
        }
    }

    @Test
    void aFiniteProblemsTaskIsItsIndex() {
        FiniteMdp mdp = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}}}, new double[][] {{0}});
        var tasks = new TabularEnvironment(new MdpProblem(1, 1, List.of(new MdpTask(0.5, mdp), new MdpTask(0.5, mdp))))
                .tasks();

        assertThat(tasks.label()).isEqualTo("task");
        assertThat(tasks.task(new double[] {1})).isEqualTo(new TabularEnvironment.MdpIndex(1));
        for (double wrong : new double[] {-1, 2, 0.5, 1e300, Double.NaN}) {
            assertThatThrownBy(() -> tasks.task(new double[] {wrong})).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tasksWithoutNumbersSaySo() {
        assertThatThrownBy(() -> new Countdown(3).task(new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be given as numbers");
    }
}
