package org.sgmrl.mujoco;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A drawing context of Mesa's OpenGL in memory: it needs no display and no graphics card. Belongs to the thread
/// that made it.
@SuppressWarnings("restricted") // native access is what this module is for
final class Osmesa implements AutoCloseable {
    /// Names the library, instead of those of the usual packages.
    static final String PROPERTY = "sgmrl.mujoco.osmesa";

    private static final List<String> FUNCTIONS =
            List.of("OSMesaCreateContextExt", "OSMesaMakeCurrent", "OSMesaDestroyContext");

    private static final List<String> NAMES = List.of("libOSMesa.so.8", "libOSMesa.so.6", "libOSMesa.so");

    // From the headers of Linux's loader and of OpenGL.
    private static final int RTLD_NOW = 2;
    private static final int RTLD_GLOBAL = 0x100;
    private static final int RGBA = 0x1908;
    private static final int UNSIGNED_BYTE = 0x1401;
    private static final int DEPTH_BITS = 24;
    private static final int SIDE = 16;

    private static final String REMEDY = "install it ('apt-get install libosmesa6'; Mesa has it before 25.1)";

    private static @Nullable SymbolLookup library;

    private final SymbolLookup symbols;
    private final Arena arena = Arena.ofShared();
    private final long buffer;
    private final long context;

    /// Makes a context and takes it as this thread's.
    ///
    /// @throws MujocoUnavailableException if the library is missing
    Osmesa() {
        try {
            symbols = library();
            // MuJoCo draws into a buffer of its own; the context wants one nevertheless.
            buffer = arena.allocate(4L * SIDE * SIDE, 16).address();
            context = ErrorTrap.plain(symbols, "OSMesaCreateContextExt", RGBA, DEPTH_BITS, 0, 0, 0);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
        try {
            if (context == 0 || !isMadeCurrent()) {
                throw new MujocoUnavailableException(
                        "OSMesa makes no context to draw in, most likely for want of memory");
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// Takes the context as this thread's, instead of that of another picture.
    ///
    /// @throws MujocoException if OSMesa refuses
    void makeCurrent() {
        if (!isMadeCurrent()) {
            throw new MujocoException("OSMesa does not take its context back to draw in");
        }
    }

    private boolean isMadeCurrent() {
        // A GLboolean has eight bits; what is above them in the register means nothing.
        return (byte) ErrorTrap.plain(symbols, "OSMesaMakeCurrent", context, buffer, UNSIGNED_BYTE, SIDE, SIDE) != 0;
    }

    private static synchronized SymbolLookup library() {
        if (library == null) {
            library = open();
        }
        return library;
    }

    private static SymbolLookup open() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new MujocoUnavailableException("MuJoCo's renderer is supported on Linux only, where OSMesa is");
        }
        SymbolLookup c = Linker.nativeLinker().defaultLookup();
        String named = System.getProperty(PROPERTY, "");
        try (Arena arena = Arena.ofConfined()) {
            for (String name : named.isBlank() ? NAMES : List.of(named)) {
                // MuJoCo takes OpenGL from the first of libGLX, libGL, libEGL and libOSMesa among all libraries that
                // are loaded; as a global one OSMesa goes before others that the process may have loaded locally.
                MemorySegment text = arena.allocateFrom(name);
                if (ErrorTrap.plain(c, "dlopen", text.address(), RTLD_NOW | RTLD_GLOBAL, 0, 0, 0) != 0) {
                    return complete(name, SymbolLookup.libraryLookup(name, Arena.global()));
                }
            }
        }
        throw new MujocoUnavailableException("MuJoCo's renderer needs the library OSMesa ("
                + String.join(", ", named.isBlank() ? NAMES : List.of(named)) + "), which was not found; " + REMEDY);
    }

    private static SymbolLookup complete(String name, SymbolLookup found) {
        for (String function : FUNCTIONS) {
            if (found.find(function).isEmpty()) {
                throw new MujocoUnavailableException(
                        name + " is not OSMesa (it has no function " + function + "); " + REMEDY);
            }
        }
        return found;
    }

    @Override
    public void close() {
        if (context != 0) {
            ErrorTrap.plain(symbols, "OSMesaDestroyContext", context, 0, 0, 0, 0);
        }
        arena.close();
    }
}
