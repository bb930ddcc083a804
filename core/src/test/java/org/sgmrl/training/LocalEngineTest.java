package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.testing.FreshJvm;

final class LocalEngineTest {
    static Stream<List<String>> flags() {
        return Stream.of(List.of(FreshJvm.VECTORS), List.of());
    }

    @ParameterizedTest
    @MethodSource("flags")
    void workersAllocateNothingAfterWarmUp(List<String> flags) throws IOException, InterruptedException {
        assertThat(FreshJvm.run(flags, EngineProbe.class)).contains("rounds without allocation 5");
    }
}
