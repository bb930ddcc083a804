package org.sgmrl.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sgmrl.testing.FreshJvm;

/// Whatever is in the place of a file that is to be written.
@Timeout(120)
final class OutputTest {
    private static final byte[] OLD = "what was there before, and is longer".getBytes(StandardCharsets.UTF_8);
    /// Loads the class while standard output is that of the process.
    private static final Path STANDARD = Output.STANDARD;

    private static final byte[] NEW = {0, 1, (byte) 0xff, '\n', '\r', 'x'};

    @TempDir
    private Path folder;

    /// What can stand at the end of a chain of symbolic links.
    enum Kind {
        MISSING,
        FILE,
        READ_ONLY,
        FOLDER,
        PIPE,
        DEVICE,
        FULL_DEVICE,
        IN_MISSING_FOLDER,
        LOOP
    }

    /// Chains of up to three links, relative and absolute, in several folders, lead to every kind. Either the content
    /// arrives or the attempt is refused with a reason; never is a link, a pipe or a device replaced, a file's
    /// permissions changed, another entry made or removed.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void theContentArrivesOrIsRefusedAndEverythingElseStays(Kind kind) throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 24; round++) {
            Path root = Files.createDirectories(folder.resolve(kind.name()).resolve("round " + round));
            String mode = List.of("rw-------", "rw-r-----", "rw-rw-rw-", "rwxr-x--x", "rw----r--")
                    .get(round % 5);
            Path end = end(kind, root, mode);
            Path name = links(end, root, random);
            Map<Path, String> before = entries(root);

            CompletableFuture<byte[]> reader = new CompletableFuture<>();
            if (kind == Kind.PIPE) {
                Thread.ofPlatform().daemon(true).start(() -> read(end, reader));
            }
            @Nullable IOException refused = write(name);

            Map<Path, String> after = entries(root);
            switch (kind) {
                case MISSING -> {
                    assertThat(refused).isNull();
                    assertThat(end).hasBinaryContent(NEW);
                    after.remove(end);
                }
                case FILE -> {
                    assertThat(refused).isNull();
                    assertThat(end).hasBinaryContent(NEW);
                }
                case PIPE -> {
                    assertThat(refused).isNull();
                    assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(NEW);
                }
                case DEVICE -> assertThat(refused).isNull();
                case FULL_DEVICE ->
                    assertThat(refused)
                            .isNotNull()
                            .hasMessageContaining("No space left")
                            .isNotInstanceOf(FileSystemException.class);
                case READ_ONLY -> {
                    assertThat(refused)
                            .isInstanceOf(AccessDeniedException.class)
                            .hasMessageEndingWith("is read-only");
                    assertThat(end).hasBinaryContent(OLD);
                }
                case FOLDER -> assertThat(refused).hasMessageEndingWith("is a folder");
                case IN_MISSING_FOLDER -> assertThat(refused).isInstanceOf(NoSuchFileException.class);
                case LOOP -> assertThat(refused).isInstanceOf(FileSystemException.class);
            }
            assertThat(after).isEqualTo(before);
            if (kind != Kind.FULL_DEVICE) {
                assertThat(isWritable(name)).as("said before").isEqualTo(refused == null);
            }
            delete(root);
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static @Nullable IOException write(Path name) {
        try {
            AtomicFile.write(name, NEW);
            return null;
        } catch (IOException refused) {
            return refused;
        }
    }

    private static boolean isWritable(Path name) {
        try {
            AtomicFile.requireWritable(name);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static Path end(Kind kind, Path root, String mode) throws IOException, InterruptedException {
        Path end = root.resolve("end");
        return switch (kind) {
            case MISSING -> end;
            case FILE -> file(end, mode);
            case READ_ONLY -> file(end, mode.replace('w', '-'));
            case FOLDER -> Files.createDirectory(end);
            case PIPE -> {
                assertThat(run("mkfifo", end.toString())).isTrue();
                yield end;
            }
            case DEVICE -> device(end, "3", "/dev/null");
            case FULL_DEVICE -> device(end, "7", "/dev/full");
            case IN_MISSING_FOLDER -> root.resolve("missing").resolve("end");
            case LOOP -> {
                Files.createSymbolicLink(root.resolve("other end"), end);
                yield Files.createSymbolicLink(end, Path.of("other end"));
            }
        };
    }

    /// The superuser gets a device of its own: a fault in what is tested would replace that of the system. Nobody else
    /// can make one, or replace one.
    private static Path device(Path own, String minor, String system) throws IOException, InterruptedException {
        return run("mknod", "-m", "666", own.toString(), "c", "1", minor) ? own : Path.of(system);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    private static Path file(Path file, String mode) throws IOException {
        Files.write(file, OLD);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static Path links(Path end, Path root, Random random) throws IOException {
        Path name = end;
        for (int i = random.nextInt(4); i > 0; i--) {
            Path from = random.nextBoolean() ? root : Files.createDirectories(root.resolve("folder " + i));
            Path to = random.nextBoolean() ? name : from.toRealPath().relativize(name);
            name = Files.createSymbolicLink(from.resolve("link " + i), to);
        }
        return name;
    }

    /// Kind, permissions and, of links, the destination of everything.
    private static Map<Path, String> entries(Path root) throws IOException {
        Map<Path, String> entries = new HashMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
                String what = Files.isSymbolicLink(path)
                        ? "link to " + Files.readSymbolicLink(path)
                        : Files.isDirectory(path) ? "folder" : Files.isRegularFile(path) ? "file" : "other";
                entries.put(path, what + " " + PosixFilePermissions.toString(mode));
            }
        }
        return entries;
    }

    private static void read(Path pipe, CompletableFuture<byte[]> result) {
        try {
            result.complete(Files.readAllBytes(pipe));
        } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    /// The standard output of a process is a file here: nothing that was printed to it before is lost.
    @Test
    void standardOutputGetsTheContentByAnyName() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/stdout"));
        List<String> names = List.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", link.toString(), "-");
        List<String> lines = FreshJvm.run(List.of(), OutputProbe.class, names.toArray(String[]::new));
        List<String> expected = new ArrayList<>(names);
        expected.addFirst("before");
        expected.addLast("after");
        assertThat(lines).isEqualTo(expected);
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aStandardOutputThatCannotBeWrittenIsAnError() {
        PrintStream out = System.out;
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("no space");
                    }
                },
                false,
                StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(() -> Output.write(STANDARD, "text"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("standard output");
        } finally {
            System.setOut(out);
        }
    }

    @Test
    void bytesReachStandardOutputAsTheyAre() throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, false, StandardCharsets.UTF_8));
        try {
            Output.write(Output.STANDARD, NEW);
            Output.write(Path.of("/dev/stdout"), NEW);
            assertThat(Output.isStandard(Output.STANDARD)).isTrue();
            assertThat(Output.isStandard(Path.of("/dev/stdout"))).isTrue();
            assertThat(Output.isStandard(Path.of("/dev/stderr"))).isFalse();
            assertThat(Output.isStandard(folder.resolve("-"))).isFalse();
        } finally {
            System.setOut(out);
        }
        assertThat(bytes.toByteArray()).startsWith(NEW).endsWith(NEW).hasSize(2 * NEW.length);
    }

    @Test
    void aFileMayBeCalledMinus() throws Exception {
        Path file = folder.resolve("-");
        Output.write(file, "text");
        assertThat(file).content().isEqualTo("text");
    }
}
