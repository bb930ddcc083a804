package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Memory of the process, as Linux counts it.
final class NativeMemoryTest {
    /// A leak of one state of 10,000 would be 10,000 times at least 41 kB (the structure without its arrays).
    private static final long ALLOWED = 60_000_000;

    @Test
    void tenThousandSimulationsLeaveNothingBehind() throws IOException {
        try (MujocoModel model = MujocoModel.compile(Models.FALLING_SPHERE)) {
            cycle(model, 1_000);
            long before = residentBytes();
            cycle(model, 10_000);
            assertThat(residentBytes() - before).isLessThan(ALLOWED);
        }
    }

    private static void cycle(MujocoModel model, int times) {
        for (int i = 0; i < times; i++) {
            try (MujocoSimulation simulation = new MujocoSimulation(model)) {
                simulation.step(1);
            }
        }
    }

    @Test
    void tenThousandCopiesOfAModelLeaveNothingBehind() throws IOException {
        try (MujocoModel model = MujocoModel.compile(Models.JUMPER)) {
            copy(model, 1_000);
            long before = residentBytes();
            copy(model, 10_000);
            assertThat(residentBytes() - before).isLessThan(ALLOWED);
        }
    }

    private static void copy(MujocoModel model, int times) {
        for (int i = 0; i < times; i++) {
            try (MujocoModel copy = model.copy()) {
                copy.updateConstants();
            }
        }
    }

    @Test
    void simulationsThatNobodyClosedAreFreedWhenForgotten() throws IOException, InterruptedException {
        try (MujocoModel model = MujocoModel.compile(Models.row("njmax='60' nconmax='15' nstack='20000'"))) {
            forget(model, 500);
            long before = residentBytes();
            for (int i = 0; i < 10; i++) {
                forget(model, 500);
                System.gc();
                Thread.sleep(10);
            }
            long deadline = System.nanoTime() + 10_000_000_000L;
            // The structures alone, without their arrays, if all of them were still there.
            long all = 5000 * MujocoLibrary.load().layout().value("sizeof.mjData");
            while (residentBytes() - before >= all / 3 && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
            assertThat(residentBytes() - before).isLessThan(all / 3);
        }
    }

    private static void forget(MujocoModel model, int times) {
        for (int i = 0; i < times; i++) {
            var simulation = new MujocoSimulation(model);
            simulation.step(1);
        }
    }

    private static long residentBytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
