package org.sgmrl.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.statistics.Normalization;

final class ExperimentReaderTest {
    private static final String WHOLE = """
            name = "two"
            title = "Two methods"
            env-steps = 1_000_000
            seeds = [3, 4]
            tuning-seeds = [100, 101]
            test-tasks = 50
            validation-tasks = 10
            levels = [-17, -14.5]

            [settings]
            tasks = 10

            [variant.ours]
            outer-step-half-life = 100
            [variant.ours.tune]
            outer-step-size = [1e-3, 3e-4]
            inner-step-size = [0.1, 0.2]

            [variant.theirs]
            algorithm = "maml"
            [variant.theirs.tune]
            outer-step-size = [1e-3, 3e-4, 2e-4, 1e-4]

            [[environment]]
            id = "point-navigation-v1"
            scores = [-36, -12]
            [environment.settings]
            horizon = 50

            [[environment]]
            id = "point-navigation-v1"
            name = "long"
            title = "Longer episodes"
            scores = [-36, -12.5]
            published-steps = 40_000_000
            [environment.published]
            ours = [-16.9, 0.7]
            """;

    @TempDir
    private Path folder;

    @Test
    void readsEveryPart() {
        Experiment experiment = ExperimentReader.parse("two.toml", WHOLE);
        assertThat(experiment.name()).isEqualTo("two");
        assertThat(experiment.title()).isEqualTo("Two methods");
        assertThat(experiment.envSteps()).isEqualTo(1_000_000);
        assertThat(experiment.seeds()).containsExactly(3L, 4L);
        assertThat(experiment.tuningSeeds()).containsExactly(100L, 101L);
        assertThat(experiment.testTasks()).isEqualTo(50);
        assertThat(experiment.validationTasks()).isEqualTo(10);
        assertThat(experiment.levels()).containsExactly(-17.0, -14.5);
        assertThat(experiment.settings()).isEqualTo(GivenSettings.ofOptions(Map.of("tasks", "10")));
        assertThat(experiment.variants())
                .extracting(Experiment.Variant::name)
                .as("in the order of the file")
                .containsExactly("ours", "theirs");
        assertThat(experiment.variants().get(1).settings())
                .isEqualTo(GivenSettings.ofOptions(Map.of("algorithm", "maml")));
        assertThat(experiment.rows()).extracting(Experiment.Row::id).containsExactly("point-navigation-v1", "long");
        assertThat(experiment.rows().get(0).settings()).isEqualTo(GivenSettings.ofOptions(Map.of("horizon", "50")));
        assertThat(experiment.rows().get(1).title()).isEqualTo("Longer episodes");
        assertThat(experiment.rows().get(1).published())
                .isEqualTo(Map.of("ours", new Experiment.Published(-16.9, 0.7)));
        assertThat(experiment.rows()).extracting(Experiment.Row::publishedSteps).containsExactly(null, 40_000_000L);
        assertThat(experiment.rows())
                .extracting(Experiment.Row::scores)
                .containsExactly(new Normalization(-36, -12), new Normalization(-36, -12.5));
    }

    @Test
    void candidatesAreAllCombinations() {
        Experiment.Variant ours =
                ExperimentReader.parse("two.toml", WHOLE).variants().getFirst();
        assertThat(List.of(ours.candidate(0), ours.candidate(1), ours.candidate(2), ours.candidate(3)))
                .isEqualTo(List.of(
                        GivenSettings.ofOptions(Map.of("outer-step-size", "1e-3", "inner-step-size", "0.1")),
                        GivenSettings.ofOptions(Map.of("outer-step-size", "1e-3", "inner-step-size", "0.2")),
                        GivenSettings.ofOptions(Map.of("outer-step-size", "3e-4", "inner-step-size", "0.1")),
                        GivenSettings.ofOptions(Map.of("outer-step-size", "3e-4", "inner-step-size", "0.2"))));
    }

    @Test
    void theBestCandidateIsTheFirstOfTheHighestAndNeverOneThatIsNoNumber() {
        assertThat(Tuning.best(new double[] {-3, -1, -2, -1})).isEqualTo(1);
        assertThat(Tuning.best(new double[] {Double.NaN, -5, Double.NaN, -4})).isEqualTo(3);
        assertThat(Tuning.best(new double[] {Double.NaN, Double.NaN})).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    seeds = [3, 4]          | seeds = [3, 100]              | seed 100 is in seeds and in tuning-seeds
                    seeds = [3, 4]          | seeds = [3, 3]                | seed 3 stands twice in seeds
                    seeds = [3, 4]          | seeds = 0                     | line 4, column 1: seeds = 0 must be a whole number, at least 1
                    seeds = [3, 4]          | seed = 3                      | line 4, column 1: unknown key seed; did you mean seeds
                    tuning-seeds = [100, 101] |                             | tuning-seeds is missing
                    env-steps = 1_000_000   | env-steps = 1.5               | env-steps = 1.5 must be a whole number
                    horizon = 50            | horzon = 50                   | unknown setting horzon; did you mean horizon
                    horizon = 50            | horizon = "ten"               | horizon = ten must be a whole number
                    horizon = 50            | seed = 10                     | seed is not a setting of a variant
                    horizon = 50            | iterations = 10               | iterations and env-steps both say how long runs are
                    algorithm = "maml"      | algorithm = "mamal"           | algorithm = mamal must be one of
                    algorithm = "maml"      | outer-step-size = 1e-3        | outer-step-size is set and tuned
                    , 2e-4, 1e-4]           | ]                             | variant theirs has 2 tuning candidates and another 4; tune all alike
                    scores = [-36, -12.5]   | scores = [-36]                | scores must be the returns that score 0 and 1
                    scores = [-36, -12.5]   | scores = [1, 1]               | both must be finite, and they must differ
                    scores = [-36, -12.5]   |                               | scores is given for point-navigation-v1 and not for long
                    ours = [-16.9, 0.7]     | our = [-16.9, 0.7]            | unknown key our; did you mean ours
                    ours = [-16.9, 0.7]     | ours = [-16.9]                | ours must be a mean and a deviation
                    ours = [-16.9, 0.7]     | ours = [inf, 0.7]             | ours must be a list of finite numbers
                    levels = [-17, -14.5]   | levels = [nan]                | levels must be a list of finite numbers
                    published-steps = 40_000_000 | published-steps = 0      | published-steps = 0 must be a whole number, at least 1
                    title = "Longer episodes" | title = "point-navigation-v1" | the title point-navigation-v1 stands twice
                    name = "long"           | name = "a/b"                  | name = a/b must be letters, digits
                    name = "long"           |                               | environment point-navigation-v1 stands twice; give each a name
                    """)
    void mistakesAreToldWithTheirPlace(String right, String wrong, String message) {
        String text = WHOLE.replace(right, wrong == null ? "" : wrong);
        assertThat(text).isNotEqualTo(WHOLE);
        assertThatThrownBy(() -> ExperimentReader.parse("two.toml", text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(message);
    }

    @Test
    void publishedStepsAreOfPublishedFigures() {
        String text = WHOLE.replace("scores = [-36, -12]", "scores = [-36, -12]\npublished-steps = 1000");
        assertThatThrownBy(() -> ExperimentReader.parse("two.toml", text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("published-steps is of figures, and published gives none");
    }

    @Test
    void everyRunHasAFolderOfItsOwn() {
        String text = """
                name = "hyphens"
                seeds = 2
                [variant.sparse-maml]
                [variant.maml]
                [[environment]]
                id = "point-navigation-v1"
                name = "walk"
                [[environment]]
                id = "point-navigation-squared-v1"
                name = "walk-sparse"
                """;
        assertThatThrownBy(() -> ExperimentReader.parse("hyphens.toml", text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("name of a row and a variant together, walk-sparse-maml stands twice");
    }

    @Test
    void aGridThatNobodyCanRunIsRefusedBeforeItIsMade() {
        String values = IntStream.range(100, 200).mapToObj(k -> "0.5" + k).collect(Collectors.joining(", ", "[", "]"));
        String tune = Stream.of("outer-step-size", "inner-step-size", "discount", "gae-lambda", "outer-clip")
                .map(setting -> setting + " = " + values)
                .collect(Collectors.joining("\n"));
        String text =
                "unequal-tuning = true\n" + WHOLE.replaceFirst("outer-step-size = .*\ninner-step-size = .*", tune);
        assertThat(text).contains("gae-lambda");
        assertThatThrownBy(() -> ExperimentReader.parse("two.toml", text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("runs with those that tune; at most 100,000");
    }

    @Test
    void unequalTuningCanBeMeant() {
        String text = "unequal-tuning = true\n" + WHOLE.replace(", 2e-4, 1e-4]", "]");
        assertThat(ExperimentReader.parse("two.toml", text).variants().get(1).candidates())
                .isEqualTo(2);
    }

    @Test
    void problemFilesAreLookedForBesideTheExperiment() throws Exception {
        Path file = folder.resolve("tabular.toml");
        Files.writeString(file, """
                name = "tabular"
                seeds = 1
                [settings]
                mdp = "problem.json"
                [variant.ours]
                [[environment]]
                id = "tabular"
                """);
        assertThat(ExperimentReader.read(file).settings())
                .isEqualTo(GivenSettings.NONE.with(
                        Settings.MDP, folder.resolve("problem.json").toString()));
    }
}
