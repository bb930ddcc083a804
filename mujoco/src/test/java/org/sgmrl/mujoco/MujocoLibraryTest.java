package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Finding and refusing libraries. What depends on the environment of a process runs in one of its own.
final class MujocoLibraryTest {
    @TempDir
    private Path folder;

    /// What a process prints that loads the library.
    public static final class Load {
        private Load() {}

        /// Loads the library and says what happened.
        ///
        /// @param arguments none
        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println("loaded " + MujocoLibrary.load().version());
                } catch (MujocoUnavailableException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    /// Loads the library in a process of its own, twice.
    ///
    /// @param path value of `MUJOCO_PATH`
    /// @param options of the JVM
    /// @return the line that it prints both times
    private static String load(String path, String... options) {
        List<String> lines = Processes.run(Load.class, Map.of("MUJOCO_PATH", path), List.of(options), 0);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo(lines.get(1));
        return lines.getFirst();
    }

    private static void refuses(ThrowingCallable action, String... parts) {
        assertThatThrownBy(action)
                .isInstanceOf(MujocoUnavailableException.class)
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void theLibraryIsLoadedOnceAndKnowsItself() {
        MujocoLibrary library = MujocoLibrary.load();
        assertThat(MujocoLibrary.load()).isSameAs(library);
        assertThat(library.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        assertThat(library.file()).isAbsolute().isRegularFile();
    }

    @Test
    void theVariableNamesTheFileOrItsFolder() throws IOException {
        MujocoLibrary library = MujocoLibrary.load();
        String expected = "loaded " + library.version();
        assertThat(load(library.file().toString())).isEqualTo(expected);
        assertThat(load(library.file().resolveSibling("").toString())).isEqualTo(expected);
        // An unpacked release has the library in its folder lib; the name may carry a version.
        Files.createDirectories(folder.resolve("lib"));
        Files.copy(library.file(), folder.resolve("lib/libmujoco.so.9.9.9"));
        assertThat(load(folder.toString())).isEqualTo(expected);
    }

    @Test
    void thePropertyGoesBeforeTheVariable() {
        MujocoLibrary library = MujocoLibrary.load();
        assertThat(load("/no/such/folder", "-Dsgmrl.mujoco.library=" + library.file()))
                .isEqualTo("loaded " + library.version());
        assertThat(load(library.file().toString(), "-Dsgmrl.mujoco.library=/no/such/file"))
                .contains("sgmrl.mujoco.library = /no/such/file does not exist");
    }

    @Test
    void aWrongVariableIsAnErrorAndNothingElseIsTried() {
        assertThat(load("/no/such/folder")).contains("MUJOCO_PATH = /no/such/folder does not exist");
        assertThat(load(folder.toString())).contains("contains no MuJoCo library");
    }

    @Test
    void aLibraryThatIsNowhereIsNamedWithTheRemedy() {
        refuses(
                () -> LibraryFinder.firstIn(List.of(folder, folder.resolve("none"))),
                "was not found",
                "apt-get install libmujoco-dev",
                "MUJOCO_PATH");
    }

    @Test
    void theUsualFoldersAreThoseOfTheSystem() throws IOException {
        Files.createDirectories(folder.resolve(".mujoco/mujoco-3.9.0"));
        Files.createDirectories(folder.resolve(".mujoco/mujoco-3.10.0"));
        Path release = folder.resolve(".mujoco/mujoco-3.10.0/lib");
        assertThat(LibraryFinder.usualFolders(
                        "Linux", "amd64", folder.toString(), "/first" + File.pathSeparator + "/second", null))
                .startsWith(Path.of("/first"), Path.of("/second"), Path.of("/usr/lib/x86_64-linux-gnu"))
                .contains(Path.of("/usr/lib64"), Path.of("/usr/local/lib"))
                .containsSubsequence(release, folder.resolve(".mujoco/mujoco-3.9.0/lib"));
        assertThat(LibraryFinder.usualFolders("Linux", "aarch64", "", "", null))
                .contains(Path.of("/usr/lib/aarch64-linux-gnu"));
        assertThat(LibraryFinder.usualFolders("Mac OS X", "aarch64", "", "", null))
                .contains(Path.of("/opt/homebrew/lib"), Path.of("/Library/Frameworks/mujoco.framework/Versions/A"));
        assertThat(LibraryFinder.usualFolders("Windows 11", "amd64", "", "", "/Programs"))
                .contains(Path.of("/Programs/MuJoCo/bin"));
    }

    @Test
    void thePlainNameIsPreferredThenTheHighestVersion() throws IOException {
        for (String name : List.of("libmujoco.so.3.9.0", "libmujoco.so.3.10.0", "libmujoco.so.x", "mujoco.txt")) {
            Files.createFile(folder.resolve(name));
        }
        assertThat(LibraryFinder.firstIn(List.of(folder))).hasFileName("libmujoco.so.3.10.0");
        Files.createFile(folder.resolve("libmujoco.so"));
        assertThat(LibraryFinder.firstIn(List.of(folder))).hasFileName("libmujoco.so");
    }

    @Test
    void aTextFileIsNotALibrary() throws IOException {
        Path text = Files.writeString(folder.resolve("libmujoco.so"), "Not Found\n".repeat(1000));
        refuses(() -> MujocoLibrary.open(text), text.toString(), "cannot be loaded", "not a shared library");
        Path brief = Files.writeString(folder.resolve("libmujoco.so.2"), "x");
        refuses(() -> MujocoLibrary.open(brief), brief.toString(), "not a shared library");
        Path empty = Files.createFile(folder.resolve("libmujoco.so.1"));
        refuses(() -> MujocoLibrary.open(empty), empty.toString(), "is empty");
    }

    @Test
    void aLibraryThatIsCutOffIsRefusedBeforeTheLoaderCrashesOnIt() throws IOException {
        byte[] whole = Files.readAllBytes(MujocoLibrary.load().file());
        for (int length : new int[] {64, 65, 300, 4000, whole.length / 2, whole.length - 1}) {
            Path part = Files.write(folder.resolve("libmujoco.so"), Arrays.copyOf(whole, length));
            refuses(() -> MujocoLibrary.open(part), part.toString(), "cut off: " + length + " bytes of");
        }
    }

    @Test
    void aLibraryForAnotherProcessorIsNamed() throws IOException {
        byte[] foreign = Files.readAllBytes(Gcc.library(folder, "own.so", "int mj_version(void) { return 222; }"));
        foreign[18] = (byte) 0xf7; // e_machine: BPF
        Path file = Files.write(folder.resolve("libmujoco.so"), foreign);
        refuses(
                () -> MujocoLibrary.open(file),
                file.toString(),
                "another processor than " + System.getProperty("os.arch"));
    }

    @Test
    void aLibraryThatNeedsAnotherOneIsRefusedInTheLoadersWords() throws IOException {
        Path needed = Gcc.library(folder, "libneeded.so", "int needed(void) { return 222; }");
        String source = "int needed(void); int mj_version(void) { return needed(); }";
        Gcc.run(
                folder,
                source,
                List.of("gcc", "-shared", "-fPIC", "-x", "c", "-", "-o", "libmujoco.so", "-L.", "-lneeded"));
        Files.delete(needed);
        refuses(() -> MujocoLibrary.open(folder.resolve("libmujoco.so")), "cannot be loaded", "libneeded.so");
    }

    @Test
    void anotherLibraryOfThatNameIsNotMujoco() {
        Path other = Gcc.library(folder, "libmujoco.so", "int something(void) { return 1; }");
        refuses(() -> MujocoLibrary.open(other), other.toString(), "is not MuJoCo's library", "mj_version");
    }

    @Test
    void anUnknownVersionIsNamedWithTheSupportedOnes() {
        Path future = Gcc.library(folder, "libmujoco.so", "int mj_version(void) { return 9001002; }");
        refuses(
                () -> MujocoLibrary.open(future),
                "MuJoCo 9.1.2",
                future.toString(),
                "2.2.0-2.2.2",
                "3.12.0",
                "MUJOCO_PATH");
        Path old = Gcc.library(folder, "old.so", "int mj_version(void) { return 210; }");
        refuses(() -> MujocoLibrary.open(old), "MuJoCo 2.1.0", "not supported");
    }

    @Test
    void aLibraryThatOnlyClaimsItsVersionIsRefused() {
        Path fake = Gcc.library(folder, "libmujoco.so", "int mj_version(void) { return 222; }");
        assertThat(load(fake.toString())).contains(fake.toString()).contains("mju_user_error");
    }
}
