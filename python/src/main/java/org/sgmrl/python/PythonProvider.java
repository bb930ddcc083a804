package org.sgmrl.python;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sgmrl.environment.EnvironmentProvider;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;

/// Environments whose id is `python:` and a file.
///
/// | variable of the environment | what |
/// |---|---|
/// | `SGMRL_PYTHON` | the interpreter; `python3` by default |
/// | `SGMRL_PYTHON_TIMEOUT` | seconds that one exchange may take; 60 by default |
/// | `SGMRL_PYTHON_RESTARTS` | how often a lost worker is started again; 0 by default |
public final class PythonProvider implements EnvironmentProvider {
    /// What the ids begin with.
    public static final String PREFIX = "python:";

    static final String PYTHON = "SGMRL_PYTHON";

    /// A command may ask for an environment several times.
    private static final Map<Path, PythonEnvironment> KNOWN = new ConcurrentHashMap<>();

    private final Map<String, String> variables;

    /// For `java.util.ServiceLoader`.
    public PythonProvider() {
        this(System.getenv());
    }

    PythonProvider(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /// None: there is one for each file that somebody writes.
    @Override
    public List<Environments.Entry> environments() {
        return List.of();
    }

    /// The environment of an id.
    ///
    /// @param id such as `python:tasks.py`; the file relative to the working folder. The id of the
    ///     environment has the absolute path
    /// @return the environment, or empty if the id does not begin with `python:`
    /// @throws IllegalArgumentException if the file, or a variable, is wrong; the message says where
    /// @throws org.sgmrl.environment.EnvironmentException if the interpreter or a package is missing
    @Override
    public Optional<MetaEnvironment<?>> byId(String id) {
        if (!id.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String name = id.substring(PREFIX.length());
        if (name.isEmpty()) {
            throw new IllegalArgumentException(id + " must name a file, as python:tasks.py does");
        }
        try {
            // Runs go on from other folders as well.
            Path file = Path.of(name).toAbsolutePath().normalize();
            return Optional.of(KNOWN.computeIfAbsent(file, _ -> PythonEnvironment.of(file, settings())));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(id + " names no file: " + e.getMessage(), e);
        }
    }

    PythonSettings settings() {
        return PythonSettings.of(variables.getOrDefault(PYTHON, "python3"))
                .withTimeout(Duration.ofMillis(Math.round(1000 * number("SGMRL_PYTHON_TIMEOUT", 60))))
                .withRestarts((int) number("SGMRL_PYTHON_RESTARTS", 0), System.err::println);
    }

    private double number(String name, double byDefault) {
        String text = variables.get(name);
        if (text == null) {
            return byDefault;
        }
        if (!text.matches("\\d{1,9}(\\.\\d{1,3})?")) {
            throw new IllegalArgumentException(name + " = " + text + " must be a number, at least 0");
        }
        return Double.parseDouble(text);
    }
}
