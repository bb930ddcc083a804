package org.sgmrl.cli.terminal;

import java.io.PrintWriter;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.EngineException;

/// What a failure means for whoever started the command.
public final class ExitCodes {
    private ExitCodes() {}

    /// Says what is wrong, in one line unless it is an error of ours.
    ///
    /// @return the exit code: 2 if the request was wrong, 1 if the run failed
    public static int tell(Throwable e, PrintWriter err) {
        if (e instanceof OutOfMemoryError) {
            err.println("sgmrl: out of memory; ask for less, or allow more: SGMRL_JAVA_OPTS=-Xmx8g");
        } else if (e instanceof RequestException
                || e instanceof RunFailedException
                || e instanceof EnvironmentException
                || e instanceof EngineException) {
            err.println("sgmrl: " + OneLine.of(String.valueOf(e.getMessage())));
        } else {
            err.println("sgmrl: internal error, please report it: " + e);
            e.printStackTrace(err);
        }
        return of(e);
    }

    /// The exit code.
    public static int of(Throwable e) {
        return e instanceof RequestException ? 2 : 1;
    }
}
