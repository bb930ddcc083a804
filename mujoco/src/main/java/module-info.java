/// MuJoCo, the physics engine, through `java.lang.foreign`.
///
/// Needs `--enable-native-access=org.sgmrl.mujoco`.
module org.sgmrl.mujoco {
    requires static transitive org.jspecify;

    exports org.sgmrl.mujoco;
}
