package org.sgmrl.environment;

import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.sgmrl.argument.Arguments;
import org.sgmrl.io.Closing;

/// Environments that come from jars or folders of classes beside the class path. While a loader of them is a thread's
/// context class loader, [Environments] has their environments for that thread and those that it starts:
///
/// ```java
/// try (EnvironmentLibraries libraries = EnvironmentLibraries.open(List.of(Path.of("my.jar")))) {
///     Thread.currentThread().setContextClassLoader(libraries);
///     MetaEnvironment<?> mine = Environments.byId("my-robot-v1").orElseThrow();
/// }
/// ```
///
/// Classes that the class path has as well are taken from there.
public final class EnvironmentLibraries extends URLClassLoader {
    private static final String SERVICE = "META-INF/services/" + EnvironmentProvider.class.getName();

    static {
        registerAsParallelCapable();
    }

    private final List<Path> places;

    private EnvironmentLibraries(List<Path> places, URL[] urls) {
        super("environments", urls, EnvironmentLibraries.class.getClassLoader());
        this.places = places;
    }

    /// Opens libraries and finds their environments.
    ///
    /// @param places jars and folders of classes, searched in this order: at least one has an [EnvironmentProvider], the
    ///     others may be what it needs
    /// @return a class loader over them, to be closed when their environments are no longer used
    /// @throws IllegalArgumentException if a place is none, none has a provider, a provider cannot be loaded, or an
    ///     environment's id is taken; the message names it and says what to do
    public static EnvironmentLibraries open(List<Path> places) {
        Arguments.given("places", places);
        if (places.isEmpty()) {
            throw new IllegalArgumentException("places = [] must have at least one jar or folder of classes");
        }
        URL[] urls = new URL[places.size()];
        boolean provides = false;
        for (int i = 0; i < urls.length; i++) {
            provides |= provides(places.get(i));
            urls[i] = url(places.get(i));
        }
        if (!provides) {
            throw new IllegalArgumentException(named(places) + " has no provider of environments; its file " + SERVICE
                    + " must name a class that implements " + EnvironmentProvider.class.getName());
        }
        try (Closing opened = new Closing()) {
            EnvironmentLibraries libraries = opened.add(new EnvironmentLibraries(List.copyOf(places), urls));
            EnvironmentRegistry.of(libraries);
            opened.keep();
            return libraries;
        } catch (EnvironmentException e) {
            throw new IllegalArgumentException(named(places) + ": " + e.getMessage(), e);
        }
    }

    /// Whether it has a list of providers.
    private static boolean provides(Path place) {
        if (Files.isDirectory(place)) {
            return Files.exists(place.resolve(SERVICE));
        }
        if (!Files.exists(place)) {
            throw new IllegalArgumentException(place + " does not exist; give a jar or a folder of classes");
        }
        try (ZipFile jar = new ZipFile(place.toFile())) {
            return jar.getEntry(SERVICE) != null;
        } catch (ZipException e) {
            throw new IllegalArgumentException(place + " is no jar (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(place + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static URL url(Path place) {
        try {
            return place.toAbsolutePath().toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(place + " cannot be a place of classes: " + e.getMessage(), e);
        }
    }

    private static String named(List<Path> places) {
        return String.join(":", places.stream().map(Path::toString).toList());
    }

    /// Where the classes are.
    ///
    /// @return the places it was opened with
    public List<Path> places() {
        return places;
    }

    /// The libraries that an environment is from.
    ///
    /// @param environment an environment of [Environments], itself
    /// @return the loader of its provider, or empty if that is on the class path
    public static Optional<EnvironmentLibraries> of(MetaEnvironment<?> environment) {
        return Environments.code(environment).stream()
                .map(Class::getClassLoader)
                .filter(EnvironmentLibraries.class::isInstance)
                .map(EnvironmentLibraries.class::cast)
                .findFirst();
    }

    /// What the libraries are, for provenance.
    ///
    /// @return name and the beginning of SHA-256 of each jar, such as `my.jar 5f2c0a9be1d4`; a folder's name alone
    public String description() {
        List<String> parts = new ArrayList<>();
        for (Path place : places) {
            parts.add(place.getFileName() + (Files.isRegularFile(place) ? " " + digest(place) : ""));
        }
        return String.join(", ", parts);
    }

    private static String digest(Path file) {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest()).substring(0, 12);
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        Environments.forget(this);
        try {
            super.close();
        } catch (IOException e) {
            // What was read is read; nothing is written.
        }
    }
}
