package org.sgmrl.kernel;

/// Whether the Vector API can be used: it lives in the incubating module `jdk.incubator.vector`, absent
/// unless the JVM was started with `--add-modules jdk.incubator.vector` or a launcher loaded it. Without it
/// plain loops give the same bits, more slowly.
public final class VectorApi {
    private static final boolean AVAILABLE = lookUp();

    private VectorApi() {}

    /// Whether the module is present.
    ///
    /// @return true if vector code can run
    public static boolean available() {
        return AVAILABLE;
    }

    private static boolean lookUp() {
        try {
            // By class, not by boot layer: a module loaded after the start is not part of that layer.
            Class.forName("jdk.incubator.vector.FloatVector", false, VectorApi.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
