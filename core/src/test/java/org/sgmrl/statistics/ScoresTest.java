package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScoresTest {
    private static final Scores SCORES = Scores.of(new double[][] {{1, 2, 3}, {5, 6, 10}});

    @Test
    void areReadByRunAndTask() {
        assertThat(SCORES.runs()).isEqualTo(2);
        assertThat(SCORES.tasks()).isEqualTo(3);
        assertThat(SCORES.get(1, 2)).isEqualTo(10);
        assertThat(SCORES.column(1)).containsExactly(2, 6);
        assertThat(SCORES.flat()).containsExactly(1, 2, 3, 5, 6, 10);
        assertThat(SCORES.runMeans()).containsExactly(2, 7);
        assertThat(SCORES.taskMeans()).containsExactly(3, 4, 6.5);
    }

    @Test
    void doNotChangeWithTheArrayTheyWereMadeOf() {
        double[][] rows = {{1, 2}};
        Scores scores = Scores.of(rows);
        rows[0][0] = 9;
        scores.toArray()[0][1] = 9;
        assertThat(scores.flat()).containsExactly(1, 2);
    }

    @Test
    void mustBeCompleteAndFinite() {
        assertThatThrownBy(() -> Scores.of(new double[0][])).hasMessageContaining("no scores");
        assertThatThrownBy(() -> Scores.of(new double[][] {{1, 2}, {1}}))
                .hasMessage("run 1 has 1 scores, run 0 has 2; every run needs a score on every task");
        assertThatThrownBy(() -> Scores.of(new double[][] {{1, 2}, {1, Double.NaN}}))
                .hasMessageContaining("the score of run 1 on task 1 is NaN and must be finite");
    }

    @Test
    void ofSeveralEnvironmentsAreNormalised() {
        Scores other = Scores.of(new double[][] {{-20, -10}, {-10, -10}});
        Scores both = Scores.ofEnvironments(
                List.of(SCORES, other), List.of(new Normalization(0, 10), new Normalization(-20, 0)));
        assertThat(both.toArray()).isDeepEqualTo(new double[][] {{0.2, 0.25}, {0.7, 0.5}});
        assertThatThrownBy(() -> Scores.ofEnvironments(List.of(SCORES), List.of()))
                .hasMessageContaining("1 environments and 0 normalisations");
        assertThatThrownBy(() -> Scores.ofEnvironments(
                        List.of(SCORES, Scores.of(new double[][] {{1, 2}})),
                        List.of(Normalization.IDENTITY, Normalization.IDENTITY)))
                .hasMessageContaining("environment 1 has 1 runs, environment 0 has 2");
    }

    @Test
    void aNormalisationNeedsTwoReturns() {
        assertThat(new Normalization(5, 1).score(3)).isEqualTo(0.5);
        assertThat(Normalization.IDENTITY.score(-0.3)).isEqualTo(-0.3);
        assertThatThrownBy(() -> new Normalization(3, 3)).hasMessageContaining("they must differ");
        assertThatThrownBy(() -> new Normalization(Double.NEGATIVE_INFINITY, 3)).hasMessageContaining("must be finite");
    }
}
