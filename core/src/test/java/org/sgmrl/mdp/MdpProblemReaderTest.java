package org.sgmrl.mdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MdpProblemReaderTest {
    /// Two states, two actions, two tasks; written by hand for this test.
    private static final String GOOD = """
            {"horizon": 1, "discount": 0.5,
             "tasks": [
              {"probability": 0.25, "initial": [1, 0], "transition": [[[0.5, 0.5], [0, 1]], [[1, 0], [0.25, 0.75]]],
               "reward": [[0, 1], [2, 3]]},
              {"probability": 0.75, "initial": [0.5, 0.5], "transition": [[[1, 0], [0, 1]], [[1, 0], [0, 1]]],
               "reward": [[4, 5], [6, 7]]}],
             "theta": [[0.1, -0.2], [0.3, 0.4]]}
            """;

    @Test
    void aByteOrderMarkIsAccepted(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("problem.json"), "\ufeff" + GOOD);
        assertThat(MdpProblemReader.read(file, RewardRange.FINITE).problem().horizon())
                .isEqualTo(1);
        assertThat(MdpProblemReader.parse("\ufeff" + GOOD, RewardRange.FINITE)
                        .problem()
                        .horizon())
                .isEqualTo(1);
    }

    @Test
    void everyNumberOfTheFileArrivesAtItsPlace() throws Exception {
        MdpProblemFile file = MdpProblemReader.parse(GOOD, RewardRange.NON_NEGATIVE);
        MdpProblem problem = file.problem();
        assertThat(problem.horizon()).isEqualTo(1);
        assertThat(problem.discount()).isEqualTo(0.5);
        assertThat(problem.states()).isEqualTo(2);
        assertThat(problem.actions()).isEqualTo(2);
        assertThat(problem.tasks()).extracting(MdpTask::probability).containsExactly(0.25, 0.75);
        FiniteMdp first = problem.tasks().get(0).mdp();
        assertThat(first.initial(0)).isEqualTo(1);
        assertThat(first.transition(0, 0, 1)).isEqualTo(0.5);
        assertThat(first.transition(1, 1, 0)).isEqualTo(0.25);
        assertThat(first.reward(1, 0)).isEqualTo(2);
        assertThat(problem.tasks().get(1).mdp().reward(0, 1)).isEqualTo(5);
        assertThat(problem.maxAbsReward()).isEqualTo(7);
        assertThat(file.theta().toRows()).isEqualTo(new double[][] {{0.1, -0.2}, {0.3, 0.4}});
    }

    @Test
    void keysMayComeInAnyOrderAndAFileIsReadAsItsText(@TempDir Path folder) throws Exception {
        String moved = "{\"theta\": [[0.1, -0.2], [0.3, 0.4]]," + GOOD.strip().substring(1);
        String reordered = moved.substring(0, moved.lastIndexOf(",\n \"theta\"")) + "}";
        Path path = folder.resolve("problem.json");
        Files.writeString(path, reordered);
        MdpProblemFile read = MdpProblemReader.read(path, RewardRange.FINITE);
        assertThat(read.theta())
                .isEqualTo(MdpProblemReader.parse(GOOD, RewardRange.FINITE).theta());
        assertThat(read.problem().tasks()).hasSize(2);
    }

    /// Each row spoils one text of the good file and names what the message must contain.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[0, 1]], [[1, 0], [0.25 | [0, 0.9]], [[1, 0], [0.25 | tasks[0].transition[0][1] sums to 0.9; probabilities must sum to 1 within 1.0E-9",
                "0.25, 0.75]]] | 0.25, 0.75, 0]]] | tasks[0].transition[1][1] has 3 elements; it must have 2, one per state",
                "[0.25, 0.75]]] | [0.25, 0.75], [1, 0]]] | tasks[0].transition[1] has 3 elements; it must have 2, one per action",
                "[[0.5, 0.5], [0, 1]], [[1, 0], [0.25, 0.75]] | [[0.5, 0.5], [0, 1]] | tasks[0].transition has 1 elements; it must have 2, one per state",
                "\"initial\": [0.5, 0.5] | \"initial\": [1.5, -0.5] | tasks[1].initial[0] = 1.5 must be a probability in [0, 1]",
                "\"initial\": [0.5, 0.5] | \"initial\": [-0.5, 1.5] | tasks[1].initial[0] = -0.5 must be a probability",
                "\"initial\": [0.5, 0.5] | \"initial\": [] | tasks[1].initial is empty",
                "\"initial\": [0.5, 0.5] | \"initial\": [0.5, 0.499999998] | tasks[1].initial sums to 0.999999998",
                "\"initial\": [0.5, 0.5] | \"initial\": [1] | tasks[1].transition has 2 elements; it must have 1",
                "0.75, \"initial\" | 0.74, \"initial\" | tasks[*].probability sums to 0.99",
                "0.75, \"initial\" | -0.75, \"initial\" | tasks[1].probability = -0.75 must be in [0, 1]",
                "[6, 7] | [6, NaN] | tasks[1].reward[1][1] = NaN must be a finite number",
                "[6, 7] | [6, -Infinity] | tasks[1].reward[1][1] = -Infinity must be a finite number",
                "[6, 7] | [6, 1e999] | tasks[1].reward[1][1] = 1e999 must be a finite number",
                "[6, 7] | [6, -7] | tasks[1].reward[1][1] = -7.0 must be >= 0",
                "[6, 7] | [6, \"7\"] | `tasks[1].reward[1][1] is the string \"7\"; it must be a number (line 6`",
                "[6, 7] | [6, null] | tasks[1].reward[1][1] is null; it must be a number",
                "[6, 7] | [6, [7]] | tasks[1].reward[1][1] is an array; it must be a number",
                "[6, 7] | [6] | tasks[1].reward[1] has 1 elements; it must have 2",
                "[6, 7] | 6 | tasks[1].reward[1] is the number 6; it must be an array",
                "[6, 7] | {} | tasks[1].reward[1] is an object; it must be an array",
                "[0.3, 0.4] | [0.3, 0.4, 0.5] | theta[1] has 3 elements; it must have 2, one per action",
                "[0.3, 0.4] | [0.3, 0.4], [1, 1] | theta has 3 elements; it must have 2, one per state",
                "[0.3, 0.4] | [0.3, Infinity] | theta[1][1] = Infinity must be a finite number",
                "\"horizon\": 1 | \"horizon\": 1.5 | horizon = 1.5 must be an integer in [0, 1000000]",
                "\"horizon\": 1 | \"horizon\": -1 | horizon = -1 must be an integer",
                "\"horizon\": 1 | \"horizon\": 99999999999 | horizon = 99999999999 must be an integer in [0, 1000000]",
                "\"horizon\": 1 | \"horizon\": true | horizon is true; it must be a number",
                "\"horizon\": 1 | \"horizon\": 1, \"horizon\": 2 | horizon is given twice (line 1",
                "\"horizon\": 1 | \"horizons\": 1 | horizons is an unknown key; allowed are horizon, discount, tasks, theta",
                "\"horizon\": 1, | `` | horizon is missing; it is required",
                "\"discount\": 0.5 | \"discount\": 1.01 | discount = 1.01 must be in [0, 1]",
                "\"probability\": 0.25, | `` | tasks[0].probability is missing",
                "\"probability\": 0.25 | \"probability\": 0.25, \"weight\": 1 | tasks[0].weight is an unknown key",
                "\"probability\": 0.25 | \"probability\": 0.25, \"probability\": 1 | tasks[0].probability is given twice",
                "\"tasks\": [ | \"tasks\": [7, | tasks[0] is the number 7; it must be an object",
                "[6, 7] | [6, 7 | not valid JSON, line 6",
                "[0.3, 0.4]]} | [0.3, 0.4]] | not valid JSON",
                "[0.3, 0.4]]} | [0.3, 0.4]]} {} | unexpected content after the end of the document, line 7",
                "[0.3, 0.4]]} | [0.3, 0.4]]} x | not valid JSON, line 7",
            })
    void aSpoiledFileIsRefusedWithPathValueAndRule(String text, String replacement, String message) {
        assertThat(GOOD).contains(text);
        String bad = GOOD.replace(text, replacement);
        assertThatThrownBy(() -> MdpProblemReader.parse(bad, RewardRange.NON_NEGATIVE))
                .isInstanceOf(ProblemFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tasksOfDifferentShapeAreRefused() {
        String bad = GOOD.replace(
                "{\"probability\": 0.75, \"initial\": [0.5, 0.5], \"transition\": [[[1, 0], [0, 1]], [[1, 0], [0, 1]]],\n"
                        + "   \"reward\": [[4, 5], [6, 7]]}",
                "{\"probability\": 0.75, \"initial\": [1], \"transition\": [[[1]]], \"reward\": [[4]]}");
        assertThat(bad).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> MdpProblemReader.parse(bad, RewardRange.FINITE))
                .isInstanceOf(ProblemFormatException.class)
                .hasMessageContaining("tasks[1] has 1 states and 1 actions; all tasks must have the same as tasks[0]");
    }

    @Test
    void negativeRewardsAreReadWhereOnlyFinitenessIsAskedFor() throws Exception {
        MdpProblemFile file = MdpProblemReader.parse(GOOD.replace("[6, 7]", "[6, -7]"), RewardRange.FINITE);
        assertThat(file.problem().tasks().get(1).mdp().reward(1, 1)).isEqualTo(-7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the document is empty",
                "hello | not valid JSON, line 1, column",
                "7 | the document is the number 7; it must be an object",
                "[] | the document is an array; it must be an object",
                "{\"tasks\": []} | horizon is missing",
            })
    void aDocumentOfTheWrongKindIsRefused(String text, String message) {
        assertThatThrownBy(() -> MdpProblemReader.parse(text, RewardRange.FINITE))
                .isInstanceOf(ProblemFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void deepNestingIsRefusedAtTheFirstLevelThatHasTheWrongType() {
        String bad = "{\"theta\": " + "[".repeat(100_000);
        assertThatThrownBy(() -> MdpProblemReader.parse(bad, RewardRange.FINITE))
                .isInstanceOf(ProblemFormatException.class)
                .hasMessageContaining("theta[0][0] is an array; it must be a number");
    }

    @Test
    void hugeFilesAreRefusedWithTheLimit(@TempDir Path folder) throws Exception {
        String manyNumbers = "{\"theta\": [[" + "0,".repeat(1_000_001);
        assertThatThrownBy(() -> MdpProblemReader.parse(manyNumbers, RewardRange.FINITE))
                .isInstanceOf(ProblemFormatException.class)
                .hasMessageContaining("theta[0][999999] exceeds the limit of 1000000 array elements");
        Path path = folder.resolve("big.json");
        Files.writeString(path, " ".repeat(MdpProblemReader.MAX_BYTES + 1));
        assertThatThrownBy(() -> MdpProblemReader.read(path, RewardRange.FINITE))
                .isInstanceOf(ProblemFormatException.class)
                .hasMessageContaining("more than 16777216 bytes");
    }

    @Test
    void aLongKeyIsCutInTheMessage() {
        String bad = "{\"" + "k".repeat(5000) + "\": 1}";
        assertThatThrownBy(() -> MdpProblemReader.parse(bad, RewardRange.FINITE))
                .isInstanceOf(ProblemFormatException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).contains("kkk… is an unknown key"));
    }
}
