package org.sgmrl.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.testing.FreshJvm;

/// Which kernels run, and what is said about it: each test starts a virtual machine.
final class VectorApiTest {
    private static final String SCALAR = "-Dsgmrl.kernels=scalar";
    private static final String SIMD = "-Dsgmrl.kernels=simd";

    /// Uses kernels and random streams, both twice, and tells what they are.
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    boolean vectors = !FloatKernels.fastest().description().equals("scalar");
                    RandomStream.of(1, StreamDomain.TEST, 0, 0, 0, 0, StreamPurpose.ENVIRONMENT)
                            .nextInt(2);
                    System.out.println("vectors " + vectors);
                } catch (KernelsException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    private static List<String> run(String... flags) throws Exception {
        return FreshJvm.run(List.of(flags), Probe.class).stream()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .toList();
    }

    @Test
    void aMissingModuleIsToldOnceWithTheFlagThatAddsIt() throws Exception {
        List<String> lines = run();
        assertThat(lines).endsWith("vectors false", "vectors false");
        assertThat(lines.stream().filter(line -> line.startsWith("WARNING")))
                .singleElement()
                .asString()
                .contains("--add-modules jdk.incubator.vector")
                .contains("-Dsgmrl.kernels=scalar");
    }

    @Test
    void plainLoopsThatAreAskedForAreSilent() throws Exception {
        assertThat(run(SCALAR)).containsExactly("vectors false", "vectors false");
        assertThat(run(SCALAR, FreshJvm.VECTORS)).containsExactly("vectors false", "vectors false");
    }

    @Test
    void theModuleIsUsedWhereItIs() throws Exception {
        assertThat(run(FreshJvm.VECTORS)).containsExactly("vectors true", "vectors true");
        assertThat(run(SIMD, FreshJvm.VECTORS)).containsExactly("vectors true", "vectors true");
    }

    @Test
    void vectorsThatAreAskedForAndMissingAreAnErrorEveryTime() throws Exception {
        assertThat(run(SIMD))
                .hasSize(2)
                .containsOnly("sgmrl.kernels is simd, but the module jdk.incubator.vector is absent; start java with"
                        + " --add-modules jdk.incubator.vector");
    }

    @Test
    void anUnknownChoiceIsRefused() throws Exception {
        assertThat(run("-Dsgmrl.kernels=fast", FreshJvm.VECTORS))
                .hasSize(2)
                .containsOnly("sgmrl.kernels is 'fast'; it must be auto, simd or scalar");
    }
}
