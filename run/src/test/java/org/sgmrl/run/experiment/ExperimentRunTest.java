package org.sgmrl.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.training.RunListener;

/// Experiments by API, whose listeners make of runs what they like.
final class ExperimentRunTest {
    private static final String TINY = """
            name = "tiny"
            env-steps = 100
            seeds = [5]
            test-tasks = 3
            [settings]
            tasks = 2
            inner-trajectories = 3
            outer-trajectories = 2
            horizon = 5
            hidden = [4]
            [variant.ours]
            [[environment]]
            id = "point-navigation-v1"
            """;

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    /// Tells what is trained and evaluated.
    private class Told implements RunListener {
        @Override
        public void begins(RunFolder run, RunRequest request) {
            told.add("begins");
        }

        @Override
        public void evaluated(RunFolder run, Evaluation evaluation) throws IOException {
            told.add("evaluated");
        }
    }

    /// Writes a file of its own, as the command writes a page.
    private final class Writing extends Told {
        @Override
        public void evaluated(RunFolder run, Evaluation evaluation) throws IOException {
            super.evaluated(run, evaluation);
            Files.writeString(page(run), "page");
        }

        @Override
        public boolean isComplete(RunFolder run) {
            return Files.exists(page(run));
        }
    }

    private static Path page(RunFolder run) {
        return run.path().resolve("page.txt");
    }

    /// The run of an experiment, made or gone on with.
    private Path run(RunListener listener) throws IOException {
        told.clear();
        Path file = Files.writeString(folder.resolve("tiny.toml"), TINY);
        Path out = folder.resolve("out");
        new ExperimentRun(ExperimentReader.read(file), out, Execution.onThreads(1), _ -> listener).run();
        return out.resolve("runs/point-navigation-v1-ours-seed5");
    }

    @Test
    void aRunThatIsEvaluatedIsNotMadeAgainWhetherOrNotSomebodyWritesAPage() throws IOException {
        Path run = run(new Told());
        assertThat(told).containsExactly("begins", "evaluated");
        Files.delete(run.resolve("cell.json"));
        run(new Told());
        assertThat(told).isEmpty();
        assertThat(run.resolve("cell.json")).exists();
    }

    @Test
    void aRunThatWasKilledBeforeItsEvaluationOrItsPageIsEvaluatedAgain() throws IOException {
        Path run = run(new Writing());
        for (String missing : List.of("evaluation.json", "page.txt")) {
            Files.delete(run.resolve("cell.json"));
            Files.delete(run.resolve(missing));
            run(new Writing());
            assertThat(told).containsExactly("begins", "evaluated");
            assertThat(run.resolve(missing)).exists();
        }
        Files.delete(run.resolve("cell.json"));
        run(new Writing());
        assertThat(told).isEmpty();
    }
}
