package org.sgmrl.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever escapes from a command ends in one line, with the trace in a file that the line names.
final class ExitCodesTest {
    private static final Pattern FILE = Pattern.compile("report it with (\\S+): ");

    static Stream<Throwable> defects() {
        return Stream.of(
                new ExceptionInInitializerError(
                        new IllegalStateException(new UnknownHostException("my-host: unknown"))),
                new NoClassDefFoundError("org/somewhere/Missing"),
                new StackOverflowError(),
                new AssertionError("two\nlines"),
                new IllegalStateException("a defect"),
                new IOException("not expected"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectIsOneLineAndAFileWithTheTrace(Throwable defect) throws IOException {
        StringWriter err = new StringWriter();
        int code = ExitCodes.tell(defect, new PrintWriter(err, true));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        Matcher file = FILE.matcher(err.toString());
        assertThat(file.find()).as(err.toString()).isTrue();
        Path trace = Path.of(file.group(1));
        try {
            assertThat(trace).content().contains(defect.getClass().getName(), "\tat ");
        } finally {
            Files.delete(trace);
        }
    }
}
