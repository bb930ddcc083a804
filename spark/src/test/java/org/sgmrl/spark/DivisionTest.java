package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.training.TrainingSettings;

/// Who has which tasks, and how many threads for each.
final class DivisionTest {
    private static final TrainingSettings SETTINGS = TrainingSettings.of(
                    Preset.RELEASED, PointNavigation.distance().spec(), Method.SG_MRL)
            .withTasks(40)
            .withSampling(sampling -> sampling.withInnerTrajectories(20).withOuterTrajectories(20));

    /// Half-cheetah's in MuJoCo and in the plane, and what another partition costs with its parameters.
    private static final Division.Costs DEAR = new Division.Costs(0.235, 5e-3);

    private static final Division.Costs CHEAP = new Division.Costs(0.021, 5e-3);
    private static final Division.Costs UNKNOWN = new Division.Costs(0, 5e-3);

    private static Division.Cores cores(int processes, int threads) {
        return new Division.Cores(processes, threads, 1);
    }

    private static void assertDivision(
            Division.Cores cores, Division.Costs costs, int wanted, int partitions, int ofTask) {
        Division division = Division.of(SETTINGS, cores, costs, wanted);
        assertThat(division.ranges()).hasSize(partitions);
        assertThat(division.threadsOfTask()).isEqualTo(ofTask);
    }

    @Test
    void thereAreNoMorePartitionsThanHaveWorkForTheirThreads() {
        for (Division.Costs costs : List.of(UNKNOWN, CHEAP)) {
            assertDivision(cores(2, 16), costs, 0, 2, 1);
            assertDivision(cores(3, 16), costs, 0, 3, 1);
            assertDivision(cores(64, 16), costs, 0, 3, 1);
        }
        // Where a process has one core, or an unknown number.
        assertDivision(cores(1024, 1), DEAR, 0, 40, 1);
    }

    @Test
    void threadsOfAProcessThatAreFreeSampleTogether() {
        for (Division.Costs costs : List.of(UNKNOWN, CHEAP, DEAR)) {
            assertDivision(cores(1, 128), costs, 0, 1, 3);
            assertDivision(cores(1, 2000), costs, 0, 1, 20);
        }
    }

    @Test
    void dearTasksAreSpreadAsFarAsItPays() {
        assertDivision(cores(8, 16), DEAR, 0, 8, 3);
        // 40 partitions of 16 threads a task would cost the driver more than they save.
        assertDivision(cores(64, 16), DEAR, 0, 10, 4);
        assertDivision(cores(64, 16), new Division.Costs(2.35, 5e-3), 0, 40, 16);
        assertDivision(cores(40, 25), new Division.Costs(10, 5e-3), 0, 40, 20);
    }

    @Test
    void whatOtherRunsHaveWorkForIsNotFree() {
        assertDivision(new Division.Cores(8, 16, 4), DEAR, 0, 3, 1);
        assertDivision(new Division.Cores(32, 16, 4), DEAR, 0, 8, 3);
    }

    @Test
    void anotherNumberOfThreadsCanBeWanted() {
        assertDivision(cores(64, 16), DEAR, 1, 3, 1);
        assertDivision(cores(2, 16), CHEAP, 4, 2, 4);
        assertDivision(cores(2, 16), CHEAP, 99, 2, 16);
    }

    @Test
    void theTimeOfATaskIsTheLeastOfThreeIterationsWithWholeTasks() {
        TaskTime time = new TaskTime();
        Division whole = Division.of(SETTINGS, cores(2, 4), UNKNOWN, 0);
        assertThat(whole.rounds(4)).isEqualTo(5);
        time.add(whole, 4, 20_000_000_000L);
        time.add(Division.of(SETTINGS, cores(1, 128), UNKNOWN, 0), 128, 1);
        time.add(whole, 4, 5_000_000_000L);
        assertThat(time.seconds()).isZero();
        time.add(whole, 4, 6_000_000_000L);
        time.add(whole, 4, 1);
        assertThat(time.seconds()).isEqualTo(1);
    }
}
