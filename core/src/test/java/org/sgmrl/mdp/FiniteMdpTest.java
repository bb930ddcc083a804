package org.sgmrl.mdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FiniteMdpTest {
    @Test
    void changingTheArraysAfterwardsDoesNotChangeTheProcess() {
        double[] initial = {1, 0};
        double[][][] transition = {{{1, 0}}, {{0, 1}}};
        double[][] reward = {{2}, {3}};
        FiniteMdp mdp = FiniteMdp.of(initial, transition, reward);
        initial[0] = 0;
        transition[1][0][0] = 9;
        reward[1][0] = 9;
        assertThat(mdp.initial(0)).isEqualTo(1);
        assertThat(mdp.transition(1, 0, 0)).isEqualTo(0);
        assertThat(mdp.reward(1, 0)).isEqualTo(3);
    }

    @Test
    void indicesOutsideOfTheTablesAreRefused() {
        FiniteMdp mdp = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{0, 1}});
        assertThatThrownBy(() -> mdp.reward(0, 2)).hasMessage("action = 2 must be in [0, 1]");
        assertThatThrownBy(() -> mdp.transition(0, 0, 1)).hasMessage("state = 1 must be in [0, 0]");
    }

    @Test
    void aProblemNeedsATask() {
        assertThatThrownBy(() -> new MdpProblem(1, 0.5, List.of())).hasMessageContaining("tasks is empty");
    }

    @Test
    void theNormOfATableDoesNotOverflowAndDifferencesAreEntryWise() {
        StateActionTable table = StateActionTable.ofFlat(1, 2, new double[] {3e200, 4e200});
        assertThat(table.norm()).isCloseTo(5e200, withinPercentage(1e-13));
        assertThat(table.minus(table).toFlat()).containsExactly(0, 0);
        assertThat(table.get(0, 1)).isEqualTo(4e200);
        assertThatThrownBy(() -> StateActionTable.ofFlat(2, 2, new double[3]))
                .hasMessage("values has 3 elements; it must have states × actions = 2 × 2");
    }
}
