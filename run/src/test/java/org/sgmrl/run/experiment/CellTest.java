package org.sgmrl.run.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.SettingsChanged;
import org.sgmrl.statistics.Series;

final class CellTest {
    @TempDir
    private Path folder;

    private Cell cell() {
        Experiment experiment = ExperimentReader.parse("one.toml", """
                name = "one"
                seeds = 1
                test-tasks = 4
                [settings]
                iterations = 3
                [variant.maml]
                algorithm = "maml"
                [[environment]]
                id = "point-navigation-v1"
                """);
        return ExperimentPlan.of(experiment, folder, Execution.onThreads(1))
                .cells()
                .getFirst();
    }

    private void write(Cell cell, String digest) throws Exception {
        CellResult.Tested tested = new CellResult.Tested(
                3, Double.NaN, List.of(Series.of(new double[] {-3, -2}), Series.of(new double[] {-1, -1})));
        Files.createDirectories(cell.path());
        new CellResult(digest + "-3-4-0-" + cell.request().options().checkpointEvery(), tested, tested, 30, 1, 30)
                .write(cell.path().resolve("cell.json"));
    }

    @Test
    void resultsOfEarlierVersionsAreTakenAndThoseOfOtherSettingsAreNot() throws Exception {
        Cell cell = cell();
        assertThat(cell.result()).isNull();
        for (String digest : List.of(cell.request().digest(), cell.request().earlierDigest())) {
            write(cell, digest);
            CellResult result = requireNonNull(cell.result());
            assertThat(result.selected().adapted()).containsExactly(-1, -1);
        }
        assertThat(cell.request().earlierDigest())
                .as("otherwise nothing is tried here")
                .isNotEqualTo(cell.request().digest());
        write(cell, "another");
        assertThatThrownBy(cell::result).isInstanceOf(SettingsChanged.class).hasMessageContaining("other settings");
    }

    @Test
    void theResultOfARunThatDivergedIsReadBackAsNoNumber() throws Exception {
        Path file = folder.resolve("cell.json");
        CellResult.diverged("mine").write(file);
        assertThat(file).content().doesNotContain("NaN");
        CellResult read = requireNonNull(CellResult.read(file, List.of("mine")));
        assertThat(read.last().adapted()).containsExactly(Double.NaN);
        for (String damaged : List.of(
                "{\"settings\": \"mine\"}",
                "{\"settings\": \"mine\", \"last\": {\"returns\": [[1, 2], [null, 2, 3]]}}",
                "{\"settings\": \"mine\", ")) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> CellResult.read(file, List.of("mine")))
                    .isInstanceOf(DamagedFile.class)
                    .hasMessageContaining("the run is made again")
                    .hasMessageNotContaining("Source");
        }
    }
}
