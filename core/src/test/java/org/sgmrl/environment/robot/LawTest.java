package org.sgmrl.environment.robot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Rewards by their formula, and what is no law or no task.
final class LawTest {
    private static final Objective<Velocity> FORWARD = (task, x0, y0, x1, y1, dt) -> (x1 - x0) / dt;
    private static final Velocity.Tasks TASKS = new Velocity.Tasks(0, 1);

    @Test
    void theRewardIsTheSumOfItsTerms() {
        Velocity task = new Velocity(1);

        assertThat(new Law<>(TASKS, FORWARD, 4, 0.5).reward(task, 1, 0, 3, 0, 0.5, 3))
                .isEqualTo(4 - 1.5);
        assertThat(new Law<>(TASKS, FORWARD, 4, 0.5, 2, Health.HOPPER).reward(task, 1, 0, 3, 0, 0.5, 3))
                .isEqualTo(4 - 1.5 + 2);
    }

    @Test
    void aHopperIsHealthyWithinItsBounds() {
        double[] qpos = {1000, 1.25, 0.1, -1, -1, 0.5};
        double[] qvel = new double[6];
        assertThat(Health.HOPPER.isUp(qpos, qvel)).isTrue();
        qvel[4] = 100;
        assertThat(Health.HOPPER.isUp(qpos, qvel)).isFalse();
        qvel[4] = 0;
        qpos[2] = -0.2;
        assertThat(Health.HOPPER.isUp(qpos, qvel)).isFalse();
        assertThat(Health.WALKER.isUp(qpos, qvel)).isTrue();
        qpos[1] = Double.NaN;
        assertThat(Health.WALKER.isUp(qpos, qvel)).isFalse();
    }

    @Test
    void whatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Law<>(TASKS, FORWARD, 0, 0.5)).hasMessage("frameSkip = 0 must be at least 1");
        assertThatThrownBy(() -> new Physique.Tasks(0, 3)).hasMessage("count = 0 must be at least 1");
        assertThatThrownBy(() -> new Physique.Tasks(3, Double.NaN))
                .hasMessage("limit = NaN must be finite and at least 0");
        assertThat(Physique.Tasks.of(4, 3, 5, 3).parameterCount()).isEqualTo(34);
    }
}
