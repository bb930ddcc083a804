/// Meta-reinforcement learning: environments, policies, estimators of the meta-gradient, exact oracles and training.
///
/// Matrix kernels use the Vector API where the JVM was started with `--add-modules jdk.incubator.vector`.
@SuppressWarnings("module") // the modules that packages are exported to are built later
module org.sgmrl.core {
    requires static transitive org.jspecify;
    requires static jdk.incubator.vector;
    requires org.apache.commons.statistics.descriptive;
    requires org.apache.commons.statistics.distribution;
    requires org.apache.commons.statistics.inference;
    requires tools.jackson.core;

    exports org.sgmrl.adapt;
    exports org.sgmrl.advantage;
    exports org.sgmrl.environment;
    exports org.sgmrl.environment.robot;
    exports org.sgmrl.estimator;
    exports org.sgmrl.io;
    exports org.sgmrl.mdp;
    exports org.sgmrl.method;
    exports org.sgmrl.network;
    exports org.sgmrl.oracle;
    exports org.sgmrl.policy;
    exports org.sgmrl.random;
    exports org.sgmrl.rollout;
    exports org.sgmrl.statistics;
    exports org.sgmrl.theory;
    exports org.sgmrl.training;
    exports org.sgmrl.argument to
            org.sgmrl.run;
    exports org.sgmrl.kernel to
            org.sgmrl.cli,
            org.sgmrl.planar,
            org.sgmrl.run;

    uses org.sgmrl.environment.EnvironmentProvider;
}
