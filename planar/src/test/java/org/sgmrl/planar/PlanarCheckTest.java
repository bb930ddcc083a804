package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sgmrl.environment.EnvironmentCheck;
import org.sgmrl.environment.Environments;

/// `check-environment` raises no false alarm here.
final class PlanarCheckTest {
    @Test
    void nothingIsFound() {
        assertThat(PlanarLocomotion.environments()).isNotEmpty();
        for (Environments.Entry entry : PlanarLocomotion.environments()) {
            assertThat(EnvironmentCheck.findings(entry.environment(), 3))
                    .as(entry.id())
                    .isEmpty();
        }
    }
}
