package org.sgmrl.cli.option;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentLibraries;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `--classpath`: environments of libraries that are not on the class path.
public final class LibraryOption {
    private static final String NAME = "--classpath";

    private LibraryOption() {}

    /// Adds the option to a command.
    ///
    /// @param command the command
    public static void addTo(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder(NAME)
                        .type(String.class)
                        .paramLabel("JAR[" + File.pathSeparator + "JAR…]")
                        .description("libraries with environments of your own, found as java.util.ServiceLoader does")
                        .build());
    }

    /// Runs a command with the environments of the libraries that it was given.
    ///
    /// @param parsed the command line
    /// @param command what to run
    /// @return the command's exit code
    /// @throws InvalidOption if a library cannot be used
    public static int with(ParseResult parsed, IntSupplier command) {
        String given = given(parsed);
        if (given == null) {
            return command.getAsInt();
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (EnvironmentLibraries libraries = open(given)) {
            thread.setContextClassLoader(libraries);
            return command.getAsInt();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /// The option as it was given.
    ///
    /// @param parsed the command line
    /// @return the option and its value; empty where it was not given
    public static List<String> words(ParseResult parsed) {
        String given = given(parsed);
        return given == null ? List.of() : List.of(NAME, given);
    }

    private static @Nullable String given(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.matchedOptionValue(NAME, null);
    }

    private static EnvironmentLibraries open(String given) {
        try {
            List<Path> places = Arrays.stream(given.split(File.pathSeparator, -1))
                    .filter(place -> !place.isEmpty())
                    .map(Path::of)
                    .toList();
            if (places.isEmpty()) {
                throw new InvalidOption(NAME + " is empty; name jars with environments, or leave it out");
            }
            return EnvironmentLibraries.open(places);
        } catch (IllegalArgumentException e) {
            throw new InvalidOption(NAME + " " + e.getMessage());
        }
    }
}
