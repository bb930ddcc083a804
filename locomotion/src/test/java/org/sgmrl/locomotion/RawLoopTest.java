package org.sgmrl.locomotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.Yardstick;
import org.sgmrl.mujoco.MujocoLibrary;

/// The plain loop in C, where there are a compiler and headers.
class RawLoopTest {
    @Test
    void stepsOnTheLibraryThatEnvironmentsUse() {
        Optional<Yardstick> started = start(MujocoLibrary.load().file());
        assumeThat(started).as("a compiler and headers").isPresent();
        try (Yardstick loop = started.orElseThrow()) {
            assertThat(loop.stepsPerSecond(0.01)).isPositive();
        }
    }

    /// As with an official library beside the headers of a package.
    @Test
    void isNotToBeHadWithHeadersOfAnotherVersion(@TempDir Path folder) throws IOException {
        Path library = MujocoLibrary.load().file();
        assumeThat(start(library).map(RawLoopTest::closed))
                .as("a compiler and headers")
                .isPresent();
        Path copy = Files.copy(library, folder.resolve(library.toRealPath().getFileName()));
        Path header = folder.resolve("include/mujoco/mujoco.h");
        Files.createDirectories(header.getParent());
        Files.writeString(header, """
                #include_next <mujoco/mujoco.h>
                #undef mjVERSION_HEADER
                #define mjVERSION_HEADER 1
                """);
        assertThat(start(copy)).isEmpty();
    }

    private static Optional<Yardstick> start(Path library) {
        return RawLoop.start(library, Robot.HALF_CHEETAH, 5, 20, 1);
    }

    private static Yardstick closed(Yardstick loop) {
        loop.close();
        return loop;
    }
}
