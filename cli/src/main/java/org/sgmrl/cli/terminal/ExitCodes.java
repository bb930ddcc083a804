package org.sgmrl.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.kernel.KernelsException;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.EngineException;

/// What a failure means for whoever started the command.
public final class ExitCodes {
    private static final int MOST_CAUSES = 20;

    private ExitCodes() {}

    /// Says what is wrong, in one line. Where it is an error of ours, the line names a file with the details.
    ///
    /// @return the exit code: 2 if the request was wrong, 1 if the run failed
    public static int tell(Throwable e, PrintWriter err) {
        if (e instanceof OutOfMemoryError) {
            err.println("sgmrl: out of memory; ask for less, or allow more: SGMRL_JAVA_OPTS=-Xmx8g");
        } else if (e instanceof RequestException
                || e instanceof RunFailedException
                || e instanceof EnvironmentException
                || e instanceof EngineException
                || e instanceof KernelsException) {
            err.println("sgmrl: " + OneLine.of(String.valueOf(e.getMessage())));
        } else {
            err.println("sgmrl: " + OneLine.of("internal error, please report it" + details(e) + ": " + first(e)));
        }
        return of(e);
    }

    /// What failed first: wrappers say nothing.
    private static Throwable first(Throwable e) {
        Throwable first = e;
        for (int i = 0; i < MOST_CAUSES && first.getCause() != null; i++) {
            first = first.getCause();
        }
        return first;
    }

    private static String details(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        try {
            Path file = Files.createTempFile("sgmrl-error-", ".txt");
            Files.writeString(file, "sgmrl " + Provenance.version() + "\n" + trace);
            return " with " + file;
        } catch (IOException | RuntimeException unwritable) {
            return "";
        }
    }

    /// The exit code.
    public static int of(Throwable e) {
        return e instanceof RequestException || e instanceof KernelsException ? 2 : 1;
    }
}
