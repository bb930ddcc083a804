package org.sgmrl.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.testing.FreshJvm;

/// Results and allocation of the production network where flags choose the kernels: vectors of 128, 256 and
/// 512 bits, and none.
class NetworkInFreshJvmTest {
    static Stream<Arguments> flags() {
        return Stream.of(
                Arguments.of("float simd-128", List.of(FreshJvm.VECTORS, "-Dorg.sgmrl.kernel.bits=128")),
                Arguments.of("float simd-256", List.of(FreshJvm.VECTORS, "-Dorg.sgmrl.kernel.bits=256")),
                // Where the processor has no such vectors the library computes them lane by lane.
                Arguments.of("float simd-512", List.of(FreshJvm.VECTORS, "-Dorg.sgmrl.kernel.bits=512")),
                Arguments.of("float scalar", List.of()));
    }

    @ParameterizedTest
    @MethodSource("flags")
    void bitsDoNotDependOnTheVectorLength(String kernels, List<String> flags) throws IOException, InterruptedException {
        List<String> lines = probe(flags);
        assertThat(lines).contains("kernels " + kernels, "digest " + Long.toHexString(NetworkProbe.digest()));
    }

    static Stream<List<String>> compiledFlags() {
        return Stream.of(
                List.of(FreshJvm.VECTORS),
                List.of(FreshJvm.VECTORS, "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"),
                List.of());
    }

    @ParameterizedTest
    @MethodSource("compiledFlags")
    void nothingIsAllocatedAfterWarmUp(List<String> flags) throws IOException, InterruptedException {
        List<String> lines = probe(flags, "allocation");
        assertThat(lines).contains("allocated 0");
    }

    @Test
    void anImpossibleVectorLengthIsRefused() throws IOException, InterruptedException {
        assertThat(String.join("\n", probe(List.of(FreshJvm.VECTORS, "-Dorg.sgmrl.kernel.bits=100"))))
                .contains("org.sgmrl.kernel.bits = 100 must be 128, 256 or 512");
    }

    private static List<String> probe(List<String> flags, String... arguments)
            throws IOException, InterruptedException {
        return FreshJvm.run(flags, NetworkProbe.class, arguments);
    }
}
