package org.sgmrl.kernel;

import org.jspecify.annotations.Nullable;

/// Whether vector code runs. It lives in the incubating module `jdk.incubator.vector`, absent unless the JVM was
/// started with `--add-modules jdk.incubator.vector` or a launcher loaded it. Without it plain loops give the
/// same bits, more slowly.
///
/// The system property `sgmrl.kernels`, read once, chooses:
///
/// | value | with the module | without |
/// |---|---|---|
/// | `auto` (default) | vectors | plain loops, and a warning that names the flag |
/// | `simd` | vectors | [KernelsException] |
/// | `scalar` | plain loops | plain loops |
///
/// The warning is given once in a JVM, to the `System.Logger` named `org.sgmrl.kernel`.
public final class VectorApi {
    private static final String PROPERTY = "sgmrl.kernels";
    private static final String ABSENT = "the module jdk.incubator.vector is absent";
    private static final String FLAG = "--add-modules jdk.incubator.vector";

    private static final boolean AVAILABLE;

    /// Why no kernels can be chosen. Kept, because an exception of a static initialiser would be told only once.
    private static final @Nullable String REFUSAL;

    static {
        String choice = System.getProperty(PROPERTY, "auto");
        boolean present = isPresent();
        AVAILABLE = present && !choice.equals("scalar");
        REFUSAL = switch (choice) {
            case "scalar" -> null;
            case "auto" -> {
                if (!present) {
                    warn();
                }
                yield null;
            }
            case "simd" -> present ? null : PROPERTY + " is simd, but " + ABSENT + "; start java with " + FLAG;
            default -> PROPERTY + " is '" + choice + "'; it must be auto, simd or scalar";
        };
    }

    private VectorApi() {}

    /// Whether vector code can run and is wanted.
    ///
    /// @return true if vector code is to run
    /// @throws KernelsException if the property `sgmrl.kernels` asks for what there is not
    public static boolean available() {
        if (REFUSAL != null) {
            throw new KernelsException(REFUSAL);
        }
        return AVAILABLE;
    }

    private static boolean isPresent() {
        try {
            // By class, not by boot layer: a module loaded after the start is not part of that layer.
            Class<?> vector =
                    Class.forName("jdk.incubator.vector.FloatVector", false, VectorApi.class.getClassLoader());
            // On the module path only a module that was there at the start is read.
            return VectorApi.class.getModule().canRead(vector.getModule());
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void warn() {
        System.getLogger("org.sgmrl.kernel")
                .log(
                        System.Logger.Level.WARNING,
                        ABSENT + ": plain loops give the same results several times more slowly; start java with "
                                + FLAG + ", or with -D" + PROPERTY + "=scalar to silence this");
    }
}
