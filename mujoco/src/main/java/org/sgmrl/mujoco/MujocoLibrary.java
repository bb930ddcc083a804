package org.sgmrl.mujoco;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The C library of MuJoCo, loaded once in a process.
///
/// It is looked for in the system property `sgmrl.mujoco.library`, in the environment variable `MUJOCO_PATH` (each
/// a file or a folder) and in the folders in which installations put it. Before anything else is called its
/// version is compared with those whose layout of structures is known, and a tiny model with distinctive numbers
/// confirms that layout.
@SuppressWarnings("restricted") // native access is what this module is for
public final class MujocoLibrary {
    private static @Nullable MujocoLibrary accepted;
    private static @Nullable String refusal;

    private final Path file;
    private final SymbolLookup symbols;
    private final Layout layout;

    private MujocoLibrary(Path file, SymbolLookup symbols, Layout layout) {
        this.file = file;
        this.symbols = symbols;
        this.layout = layout;
    }

    /// Finds, loads and checks the library; later calls return the same one.
    ///
    /// @return the library
    /// @throws MujocoUnavailableException with one line that says what is wrong and what to do
    public static synchronized MujocoLibrary load() {
        if (refusal != null) {
            throw new MujocoUnavailableException(refusal);
        }
        MujocoLibrary library = accepted;
        if (library == null) {
            library = open(LibraryFinder.find());
            ErrorTrap.install(library);
            // The self-check runs on it; a failure of any kind refuses it for good.
            accepted = library;
            List<String> differences;
            try {
                differences = SelfCheck.differences(library.layout);
            } catch (RuntimeException | LinkageError e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                refusal = "MuJoCo " + library.version() + " in " + library.file + " cannot be checked: "
                        + ErrorTrap.lines(String.valueOf(cause.getMessage()));
                throw new MujocoUnavailableException(refusal);
            }
            if (!differences.isEmpty()) {
                refusal = "MuJoCo " + library.version() + " in " + library.file
                        + " does not keep its data where its version should (" + String.join(", ", differences)
                        + "); install an official build and set " + LibraryFinder.VARIABLE + " to its folder";
                throw new MujocoUnavailableException(refusal);
            }
        }
        return library;
    }

    /// What [Native] is built on. Called only after or within [#load()].
    static synchronized MujocoLibrary accepted() {
        if (accepted == null) {
            throw new IllegalStateException("the MuJoCo library must be loaded first");
        }
        return accepted;
    }

    /// Opens a file and asks its version, nothing more.
    static MujocoLibrary open(Path file) {
        if (!Files.isReadable(file)) {
            throw new MujocoUnavailableException(file + " cannot be loaded as MuJoCo's library: it is not readable");
        }
        if (System.getProperty("os.name", "").equals("Linux")) {
            ElfFile.problem(file, System.getProperty("os.arch", "")).ifPresent(problem -> {
                throw new MujocoUnavailableException(file + " cannot be loaded as MuJoCo's library: " + problem);
            });
        }
        SymbolLookup symbols;
        try {
            symbols = SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new MujocoUnavailableException(file + " cannot be loaded as MuJoCo's library: " + reason(file));
        }
        MemorySegment version = symbols.find("mj_version")
                .orElseThrow(() -> new MujocoUnavailableException(
                        file + " is not MuJoCo's library (it has no function mj_version); " + LibraryFinder.REMEDY));
        int number = (int) ErrorTrap.call(version.address(), 0, 0, 0, 0);
        Layout layout = Layout.forVersion(number)
                .orElseThrow(() -> new MujocoUnavailableException("MuJoCo " + Layout.versionText(number) + " in " + file
                        + " is not supported; supported are " + Layout.versionRanges()
                        + "; install one of them and set " + LibraryFinder.VARIABLE + " to its folder"));
        return new MujocoLibrary(file, symbols, layout);
    }

    /// Why the system's loader refuses a file.
    private static String reason(Path file) {
        try {
            // Unlike SymbolLookup, this way of loading tells the loader's own words.
            System.load(file.toString());
            return "the system's loader refuses it";
        } catch (UnsatisfiedLinkError e) {
            String message = ErrorTrap.lines(String.valueOf(e.getMessage()));
            while (message.startsWith(file + ": ")) {
                message = message.substring(file.toString().length() + 2);
            }
            return message;
        }
    }

    /// The version for people, such as `2.2.2`.
    ///
    /// @return the version
    public String version() {
        return Layout.versionText(layout.version());
    }

    /// The library's file.
    ///
    /// @return an absolute path
    public Path file() {
        return file;
    }

    /// A function or variable.
    MemorySegment symbol(String name) {
        return symbols.find(name)
                .orElseThrow(() -> new MujocoUnavailableException(file + " says that it is MuJoCo " + version()
                        + " but has no " + name + "; " + LibraryFinder.REMEDY));
    }

    Layout layout() {
        return layout;
    }
}
