/// Half-cheetah, hopper, swimmer and walker2d in pure Java.
///
/// Several simulations are stepped at once where the JVM was started with `--add-modules jdk.incubator.vector`.
module org.sgmrl.planar {
    requires static transitive org.jspecify;
    requires static jdk.incubator.vector;
    requires java.xml;
    requires transitive org.sgmrl.core;

    exports org.sgmrl.planar;

    provides org.sgmrl.environment.EnvironmentProvider with
            org.sgmrl.planar.PlanarProvider;
}
