package org.sgmrl.planar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.planar.States.Kind;

/// Robots in the lanes of vectors have the bits that they have alone: here, and in other virtual machines with vectors
/// of other widths.
final class LanesTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    /// With one full Newton step many lanes are left to the scalar twin.
    @ParameterizedTest
    @CsvSource({
        "half_cheetah, 6",
        "half_cheetah, 1",
        "swimmer, 6",
        "swimmer, 1",
        "hopper, 6",
        "hopper, 1",
        "walker2d, 6",
        "walker2d, 1"
    })
    void vectorsGiveTheBitsOfTheScalarTwin(String robot, int fullSteps) {
        PlanarModel model = States.model(robot);
        SimdStepper vectors = new SimdStepper(model, fullSteps);
        ScalarStepper scalar = new ScalarStepper(model, fullSteps);
        int robots = 3 * vectors.lanes();
        PlanarState left = new PlanarState(model, robots, vectors.lanes());
        PlanarState right = new PlanarState(model, robots, vectors.lanes());
        States states = new States(model, 5);
        Kind[] kinds = Kind.values();
        int exploded = 0;
        for (int e = 0; e < robots; e++) {
            states.next(kinds[e % kinds.length]);
            states.place(left, e);
            states.place(right, e);
        }
        for (int step = 0; step < 60; step++) {
            for (int e = 0; e < robots; e++) {
                states.next(Kind.FREE);
                for (int i = 0; i < states.control.length; i++) {
                    left.control(e, i, states.control[i]);
                    right.control(e, i, states.control[i]);
                }
                scalar.step(right, e, 2);
            }
            for (int first = 0; first < robots; first += vectors.lanes()) {
                vectors.step(left, first, 2);
            }
            assertThat(left.broken).isEqualTo(right.broken);
            for (int e = 0; e < robots; e++) {
                // What comes after an explosion means nothing.
                if (left.broken[e]) {
                    exploded++;
                    left.park(e);
                    right.park(e);
                    left.broken[e] = false;
                    right.broken[e] = false;
                }
            }
            assertThat(bits(left.position)).isEqualTo(bits(right.position));
            assertThat(bits(left.velocity)).isEqualTo(bits(right.velocity));
            assertThat(bits(left.guess)).isEqualTo(bits(right.guess));
        }
        assertThat(exploded).isLessThan(robots / 2);
    }

    /// First the scalar twin, then now and then the vectors, then the vectors alone.
    @Test
    void theChangeToVectorsIsNotSeen() {
        PlanarModel model = States.model("half_cheetah");
        ScalarStepper scalar = new ScalarStepper(model);
        int lanes = new SimdStepper(model).lanes();
        WarmingStepper warming = new WarmingStepper(model, 160 * lanes, 120 * lanes);
        PlanarState left = new PlanarState(model, lanes, lanes);
        PlanarState right = new PlanarState(model, lanes, lanes);
        States states = new States(model, 6);
        for (int e = 0; e < lanes; e++) {
            states.next(Kind.TOUCHING);
            states.place(left, e);
            states.place(right, e);
        }
        for (int step = 0; step < 100; step++) {
            warming.step(left, 0, 2);
            for (int e = 0; e < lanes; e++) {
                scalar.step(right, e, 2);
            }
            assertThat(bits(left.position)).isEqualTo(bits(right.position));
            assertThat(bits(left.velocity)).isEqualTo(bits(right.velocity));
        }
    }

    private static long[] bits(double[] values) {
        long[] bits = new long[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Double.doubleToLongBits(values[i]);
        }
        return bits;
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void theWidthOfTheVectorsDoesNotMatter(int bits) throws Exception {
        assertThat(run(VECTORS, "-Dorg.sgmrl.kernel.bits=" + bits))
                .isEqualTo("SimdStepper " + bits / 64 + " " + StepDigest.digest(scalars()));
    }

    @Test
    void withoutTheVectorModuleTheScalarTwinGivesTheSameBits() throws Exception {
        assertThat(run()).isEqualTo("ScalarStepper 1 " + StepDigest.digest(scalars()));
    }

    @Test
    void theInterpreterGivesTheSameBits() throws Exception {
        assertThat(run("-Xint")).isEqualTo("ScalarStepper 1 " + StepDigest.digest(scalars()));
    }

    /// Of versions before the hopper came, and since.
    @Test
    void theBitsStayWhatTheyWere() {
        assertThat(StepDigest.digest(scalars(), List.of("half_cheetah", "swimmer")))
                .isEqualTo("ffffda9dcb1a09ee");
        assertThat(StepDigest.digest(scalars(), List.of("hopper"))).isEqualTo("aaee08030");
        assertThat(StepDigest.digest(scalars(), List.of("walker2d"))).isEqualTo("ffffffff45bae010");
    }

    private static StepDigest.Maker scalars() {
        return ScalarStepper::new;
    }

    private static String run(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StepDigest.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        // A machine may warn on its standard output that it cannot grant the width asked for.
        return output.strip().lines().reduce((first, last) -> last).orElseThrow();
    }
}
