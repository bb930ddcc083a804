package org.sgmrl.python;

import java.time.Duration;
import java.util.function.Consumer;

/// How workers run.
///
/// @param python the interpreter, 3.9 or newer: a name on `PATH` or a path, such as that of a virtual
///     environment
/// @param timeout how long one exchange may take (an import, a reset or a step of all rollouts) before the
///     worker is ended as hanging
/// @param restarts how often a worker that was killed or hung is started again, its rollouts repeated up to
///     where it was; 0 ends the run instead
/// @param notices receives a line for each restart
public record PythonSettings(String python, Duration timeout, int restarts, Consumer<String> notices) {
    /// Checks the values.
    public PythonSettings {
        if (python.isBlank()) {
            throw new IllegalArgumentException("python is empty; it must name an interpreter, such as python3");
        }
        if (timeout.toMillis() < 1 || timeout.toDays() > 30) {
            throw new IllegalArgumentException("timeout = " + timeout + " must be from a millisecond to 30 days");
        }
        if (restarts < 0) {
            throw new IllegalArgumentException("restarts = " + restarts + " must be at least 0");
        }
    }

    /// Waits a minute for an answer, restarts nothing and tells on standard error.
    ///
    /// @param python the interpreter
    /// @return the settings
    public static PythonSettings of(String python) {
        return new PythonSettings(python, Duration.ofMinutes(1), 0, System.err::println);
    }

    /// The same with another patience.
    ///
    /// @param newTimeout how long one exchange may take
    /// @return the settings
    public PythonSettings withTimeout(Duration newTimeout) {
        return new PythonSettings(python, newTimeout, restarts, notices);
    }

    /// The same with another number of restarts.
    ///
    /// @param newRestarts how often a worker is started again
    /// @param newNotices receives a line for each restart
    /// @return the settings
    public PythonSettings withRestarts(int newRestarts, Consumer<String> newNotices) {
        return new PythonSettings(python, timeout, newRestarts, newNotices);
    }
}
