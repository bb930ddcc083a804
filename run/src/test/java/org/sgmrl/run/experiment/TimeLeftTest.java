package org.sgmrl.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.training.RunListener;

final class TimeLeftTest {
    @TempDir
    private Path folder;

    /// Whether a run was finished by this process or by one before it, its speed is steps of the training a second of the
    /// training: steps that were planned, and seconds in which it was tested, are no part of it.
    @Test
    void aRunCountsTheSameWhoeverFinishedIt() throws Exception {
        Experiment experiment = ExperimentReader.parse("small.toml", """
                name = "small"
                seeds = [1, 2]
                test-tasks = 200
                [settings]
                tasks = 2
                inner-trajectories = 2
                outer-trajectories = 2
                horizon = 20
                iterations = 3
                hidden = [4]
                [variant.only]
                [[environment]]
                id = "point-navigation-v1"
                """);
        ExperimentPlan plan = ExperimentPlan.of(experiment, folder, Execution.onThreads(1))
                .tuned(Tuning.choose(experiment, List.of()));
        List<Cell> cells = plan.cells();
        TimeLeft here = new TimeLeft(plan);
        cells.getFirst().run(new RunListener() {}, () -> {});
        here.finished(cells.getFirst());

        TimeLeft later = new TimeLeft(plan);
        assertThat(here.unfinished()).isEqualTo(later.unfinished()).isEqualTo(1);
        assertThat(here.reason()).isEqualTo(later.reason());
        assertThat(here.seconds()).isEqualTo(later.seconds()).isPositive();
    }
}
