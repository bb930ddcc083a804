package org.sgmrl.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.EnvironmentCheck;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.SparseNavigation;

/// Runs that do not repeat are found, and told with what differs.
final class RepetitionTest {
    @TempDir
    private Path folder;

    private List<String> findings(String... replacements) {
        Path file = Sources.write(folder, Sources.counter(replacements));
        try (PythonEnvironment environment = PythonEnvironment.of(file, Sources.PYTHON)) {
            return EnvironmentCheck.findings(environment, 3);
        }
    }

    @Test
    void whatIsAFunctionOfItsSeedHasNoFindings() {
        assertThat(findings()).isEmpty();
        assertThat(EnvironmentCheck.findings(PointNavigation.distance(), 3)).isEmpty();
        assertThat(EnvironmentCheck.findings(SparseNavigation.corner(), 3)).isEmpty();
    }

    @Test
    void randomnessFromElsewhereIsFoundInEveryWay() {
        assertThat(findings("random.Random(seed)", "random.SystemRandom()"))
                .hasSize(4)
                .allMatch(line -> line.startsWith("reset of rollout 0 gave observation[1] = "));
    }

    @Test
    void aGeneratorThatAllRolloutsShareIsFoundByRunningThemAlone() {
        assertThat(findings("self.random = random.Random(seed)", "self.random = random"))
                .hasSize(1)
                .allMatch(line -> line.startsWith("step 1 of rollout 0 gave observation[1] = ")
                        && line.contains(" without the others"));
    }

    @Test
    void stateThatResetLeavesIsFound() {
        assertThat(findings(
                        "self.task = task",
                        "self.task = task; self.total = 0",
                        "reward = action",
                        "self.total += 1; reward = self.total + action",
                        "def make(task):",
                        "def set_task(environment, task):\n    environment.task = task\n\ndef make(task):"))
                .anyMatch(line -> line.contains("gave the reward ")
                        && line.contains(" after another episode of the same instance"));
    }

    @Test
    void tasksFromElsewhereAreFound() {
        assertThat(findings("rng.random()", "random.SystemRandom().random()"))
                .anyMatch(line -> line.startsWith("the same random numbers drew the task PythonTask[json={\"speed\":"));
    }
}
