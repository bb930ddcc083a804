package org.sgmrl.cli;

/// What the `sgmrl` script starts: makes the Vector API available, then runs [Main].
///
/// The JVM announces an incubating module that is named by `--add-modules` with a warning that no option
/// turns off. Loaded from here, by the method with which the JDK loads its own late modules, the same
/// module comes without it, and the archived module graph stays usable, which makes the start quicker. The
/// script opens the method's package with `--add-exports=java.base/jdk.internal.module=ALL-UNNAMED` and
/// falls back to `--add-modules` on a JDK where this fails.
public final class Launch {
    private Launch() {}

    /// Loads the module and runs one command.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        // The script records a start without the module where the JVM cannot archive one with it.
        boolean wanted = !"false".equals(System.getProperty("sgmrl.launch.vector"));
        if (wanted && !loadVectorModule()) {
            // The script looks for these words.
            System.err.println(
                    "sgmrl: the Vector API is not available, the slower scalar code runs with the same results");
            // Said once; the library's own warning is for those who start it otherwise.
            System.getProperties().putIfAbsent("sgmrl.kernels", "scalar");
        }
        Main.main(args);
    }

    static boolean loadVectorModule() {
        String module = "jdk.incubator.vector";
        if (ModuleLayer.boot().findModule(module).isPresent()) {
            return true;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, module);
            return true;
        } catch (ReflectiveOperationException | LinkageError absent) {
            return false;
        }
    }
}
