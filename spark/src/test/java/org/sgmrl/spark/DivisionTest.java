package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static void assertDivision(int processes, int runs, int threads, int wanted, int partitions, int ofTask) {
        Division division = Division.of(SETTINGS, processes, runs, threads, wanted);
        assertThat(division.ranges()).hasSize(partitions);
        assertThat(division.threadsOfTask()).isEqualTo(ofTask);
    }

    @Test
    void withoutFreeThreadsThereAreNoMorePartitionsThanHaveWorkForTheirThreads() {
        assertDivision(2, 1, 16, 0, 2, 1);
        assertDivision(3, 1, 16, 0, 3, 1);
        assertDivision(4, 1, 16, 0, 3, 1);
        // Where a process has one core, or an unknown number.
        assertDivision(1024, 1, 1, 0, 40, 1);
    }

    @Test
    void freeThreadsSampleTogetherAndTasksAreSpreadForIt() {
        assertDivision(1, 1, 128, 0, 1, 3);
        assertDivision(8, 1, 16, 0, 8, 3);
        assertDivision(64, 1, 16, 0, 40, 16);
        assertDivision(64, 1, 64, 0, 14, 20);
    }

    @Test
    void whatOtherRunsHaveWorkForIsNotFree() {
        assertDivision(64, 4, 16, 0, 14, 5);
        assertDivision(8, 4, 16, 0, 3, 1);
    }

    @Test
    void anotherNumberOfThreadsCanBeWanted() {
        assertDivision(64, 1, 16, 1, 3, 1);
        assertDivision(2, 1, 16, 4, 2, 4);
        assertDivision(2, 1, 16, 99, 2, 16);
    }

    /// Nobody waits for a second round of tasks because others were given threads.
    @Test
    void asManyTasksAsAPartitionHasAreWorkedOnAtOnce() {
        for (int processes = 1; processes <= 80; processes++) {
            for (int threads : new int[] {2, 7, 16, 25, 64}) {
                Division division = Division.of(SETTINGS, processes, 1, threads, 0);
                if (division.threadsOfTask() > 1) {
                    assertThat(division.ranges())
                            .allSatisfy(range -> assertThat(range.to() - range.from())
                                    .isLessThanOrEqualTo(threads / division.threadsOfTask()));
                }
            }
        }
    }
}
