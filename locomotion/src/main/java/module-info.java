/// Robots that walk, run, hop and swim, simulated by MuJoCo.
module org.sgmrl.locomotion {
    requires static transitive org.jspecify;
    requires transitive org.sgmrl.core;
    requires transitive org.sgmrl.mujoco;

    exports org.sgmrl.locomotion;

    provides org.sgmrl.environment.EnvironmentProvider with
            org.sgmrl.locomotion.LocomotionEnvironments;
}
