package org.sgmrl.locomotion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.EnvironmentCheck;

/// `check-environment` raises no false alarm here.
final class LocomotionCheckTest {
    @ParameterizedTest
    @MethodSource("org.sgmrl.locomotion.Walks#all")
    void nothingIsFound(Locomotion<?> environment) {
        assertThat(EnvironmentCheck.findings(environment, 3)).isEmpty();
    }
}
