package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
