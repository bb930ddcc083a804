package org.sgmrl.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    @Test
    void aNewFileAppearsAndAnOldOneIsReplacedAndNothingElseStays() throws Exception {
        Path file = folder.resolve("metrics größe.json");
        AtomicFile.write(file, "one, rather long");
        assertThat(file).content().isEqualTo("one, rather long");
        AtomicFile.write(file, "zwölf");
        assertThat(file).content().isEqualTo("zwölf");
        assertThat(entries()).containsExactly(file);
    }

    @Test
    void aFailureHalfWayLeavesTheOldContentAndNoTemporaryFile() throws Exception {
        Path file = folder.resolve("file");
        AtomicFile.write(file, "old");
        for (Throwable failure : List.of(
                new IOException("disk full"), new IllegalStateException("a defect"), new StackOverflowError("deep"))) {
            assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                        channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                        AtomicFileTest.<RuntimeException>sneakyThrow(failure);
                    }))
                    .isSameAs(failure);
            assertThat(file).content().isEqualTo("old");
            assertThat(entries()).containsExactly(file);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void aFolderInTheWayIsLeftAloneAndTheTemporaryFileRemoved() throws Exception {
        Path inTheWay = Files.createDirectory(folder.resolve("name"));
        Files.createFile(inTheWay.resolve("content"));
        assertThatThrownBy(() -> AtomicFile.write(inTheWay, "text")).isInstanceOf(IOException.class);
        assertThat(entries()).containsExactly(inTheWay);
        assertThat(inTheWay.resolve("content")).exists();
    }

    @Test
    void aMissingFolderIsAnErrorThatNamesIt() {
        Path file = folder.resolve("missing/file");
        assertThatThrownBy(() -> AtomicFile.write(file, "text"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(folder.resolve("missing").toString());
    }

    @Test
    void aSymbolicLinkStaysOneAndItsTargetIsReplaced() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
        AtomicFile.write(link, "new");
        assertThat(link).isSymbolicLink();
        assertThat(target).content().isEqualTo("new");
    }

    @Test
    void theFileHasThePermissionsOfAnyNewFile() throws Exception {
        Path plain = Files.createFile(folder.resolve("plain"));
        Path file = folder.resolve("file");
        AtomicFile.write(file, "text");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void readersSeeOneOfTheContentsWrittenAndNeverAMixture() throws Exception {
        Path file = folder.resolve("file");
        Set<String> contents = Set.of("a".repeat(100_000), "b".repeat(50_000), "c");
        AtomicFile.write(file, "c");
        try (ExecutorService pool = Executors.newFixedThreadPool(contents.size())) {
            List<Future<?>> writers = new ArrayList<>();
            for (String content : contents) {
                writers.add(pool.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        AtomicFile.write(file, content);
                    }
                    return null;
                }));
            }
            do {
                assertThat(contents.contains(Files.readString(file))).isTrue();
            } while (!writers.stream().allMatch(Future::isDone));
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertThat(entries()).containsExactly(file);
    }
}
