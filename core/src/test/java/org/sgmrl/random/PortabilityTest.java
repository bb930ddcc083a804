package org.sgmrl.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same bits in other virtual machines: each test starts one.
class PortabilityTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    @Test
    void withoutTheVectorModuleTheScalarTwinGivesTheSameBits() throws Exception {
        assertThat(run()).isEqualTo("ScalarStreamKernel " + StreamDigest.digest());
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32, 64})
    void theWidthOfTheRegistersDoesNotMatter(int bytes) throws Exception {
        assertThat(run(VECTORS, "-XX:MaxVectorSize=" + bytes)).isEqualTo("SimdStreamKernel " + StreamDigest.digest());
    }

    @Test
    void theInterpreterGivesTheSameBits() throws Exception {
        assertThat(run("-Xint")).isEqualTo("ScalarStreamKernel " + StreamDigest.digest());
    }

    private static String run(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StreamDigest.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        // A machine may warn on its standard output that it cannot grant the width asked for.
        return output.strip().lines().reduce((first, last) -> last).orElseThrow();
    }
}
