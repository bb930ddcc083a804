package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way out of MuJoCo.
final class ErrorTrapTest {
    private static final List<String> WITHOUT_MACHINE_CODE = List.of("-Dsgmrl.mujoco.plain-calls=true");

    private static final boolean MACHINE_CODE = System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");

    @TempDir
    private Path folder;

    /// Otherwise tests of the machine code would be left out in silence where it must be.
    @Test
    void onLinuxOnX86ErrorsEndCallsAndNowhereElse() {
        assertThat(ErrorTrap.endsCalls()).isEqualTo(MACHINE_CODE);
    }

    @Test
    void theMachineCodeIsWhatTheAssemblerMakesOfItsSource() throws IOException {
        assumeTrue(MACHINE_CODE, "the assembler is one for another processor");
        Path source = Path.of("src/trap/x86_64.S").toAbsolutePath();
        Gcc.run(folder, "", List.of("gcc", "-x", "assembler", "-c", source.toString(), "-o", "trap.o"));
        Gcc.run(folder, "", List.of("objcopy", "-O", "binary", "-j", ".text", "trap.o", "trap.bin"));
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(folder.resolve("trap.bin"))))
                .isEqualTo(ErrorTrap.X86_64_CODE.replace("\n", ""));
    }

    /// Provokes an error inside MuJoCo, twice.
    public static final class Provoke {
        private Provoke() {}

        /// Provokes the error.
        ///
        /// @param arguments `integrator` for an error after which MuJoCo may go on, `stack` for one after
        ///     which it must not
        public static void main(String[] arguments) {
            boolean stack = arguments[0].equals("stack");
            MujocoLibrary.load();
            System.out.println("ends calls: " + ErrorTrap.endsCalls());
            try (MujocoModel model = MujocoModel.compile(Models.FALLING_SPHERE);
                    MujocoSimulation simulation = new MujocoSimulation(model)) {
                Models.breakIntegrator(model);
                for (int i = 0; i < 2; i++) {
                    try {
                        if (stack) {
                            overflowStack(model);
                        } else {
                            simulation.reset(new double[1], new double[1]);
                            simulation.step(1);
                        }
                        System.out.println("no error");
                    } catch (MujocoException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
        }

        private static void overflowStack(MujocoModel model) {
            // The function was renamed in version 3.
            String name = MujocoLibrary.load().version().startsWith("2.") ? "mj_stackAlloc" : "mj_stackAllocNum";
            long data = Native.makeData(model.address());
            ErrorTrap.call(MujocoLibrary.load().symbol(name).address(), data, 1L << 28, 0, 0);
        }
    }

    @Test
    void everyErrorIsAnExceptionWithMujocosText() {
        if (MACHINE_CODE) {
            assertThat(Processes.run(Provoke.class, Map.of(), List.of(), 0, "stack"))
                    .hasSize(3)
                    .startsWith("ends calls: true")
                    .satisfies(lines -> assertThat(lines.subList(1, 3)).allMatch(line -> line.contains("tack")));
        }
        assertThat(Processes.run(Provoke.class, Map.of(), List.of(), 0, "integrator"))
                .hasSize(3)
                .startsWith("ends calls: " + MACHINE_CODE)
                .satisfies(lines -> assertThat(lines.subList(1, 3)).allMatch(line -> line.contains("integrator")));
    }

    @Test
    void withoutMachineCodeAnErrorIsAnExceptionWhereMujocoMayGoOn() {
        assertThat(Processes.run(Provoke.class, Map.of(), WITHOUT_MACHINE_CODE, 0, "integrator"))
                .hasSize(3)
                .startsWith("ends calls: false")
                .satisfies(lines -> assertThat(lines.subList(1, 3)).allMatch(line -> line.contains("integrator")));
    }

    @Test
    void withoutMachineCodeAnOverflowEndsTheProcessInWordsBeforeMemoryIsCorrupted() {
        assertThat(Processes.run(Provoke.class, Map.of(), WITHOUT_MACHINE_CODE, 1, "stack"))
                .hasSize(2)
                .last()
                .asString()
                .contains("tack", "cannot go on");
    }

    /// Calls a function of seven arguments.
    @SuppressWarnings("restricted") // a library of the test itself
    public static final class Seven {
        private Seven() {}

        /// Prints what the function makes of its arguments.
        ///
        /// @param arguments the library that has it
        public static void main(String[] arguments) {
            MujocoLibrary.load();
            System.out.println("ends calls: " + ErrorTrap.endsCalls());
            long function = SymbolLookup.libraryLookup(arguments[0], Arena.global())
                    .findOrThrow("digits")
                    .address();
            try {
                for (int i = 0; i < 3; i++) {
                    System.out.println(ErrorTrap.call(function, 1, 2, 3, 4, 5, 6, 7));
                }
            } catch (MujocoException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void allSevenArgumentsArriveInTheirOrder() {
        String library = digits();
        for (List<String> flags : List.of(List.<String>of(), WITHOUT_MACHINE_CODE)) {
            assertThat(Processes.run(Seven.class, Map.of(), flags, 0, library))
                    .startsWith("ends calls: " + (MACHINE_CODE && flags.isEmpty()))
                    .endsWith("1234567", "1234567", "1234567");
        }
    }

    /// `getpid` stands for a `pthread_setspecific` that fails: what it returns is not 0.
    @Test
    void whereTheSystemKeepsNoDataOfAThreadMujocoIsNotCalled() {
        if (MACHINE_CODE) {
            assertThat(Processes.run(Seven.class, Map.of(), List.of("-Dsgmrl.mujoco.setspecific=getpid"), 1, digits()))
                    .anyMatch(line -> line.contains("MuJoCo was not called"))
                    .noneMatch(line -> line.contains("1234567"));
        }
    }

    private String digits() {
        return Gcc.library(
                        folder,
                        "libdigits.so",
                        "long digits(long a, long b, long c, long d, long e, long f, long g)"
                                + " { return ((((((a*10+b)*10+c)*10+d)*10+e)*10+f)*10+g); }")
                .toString();
    }
}
