/// Runs as a library: settings, run folders, training, evaluation, experiments, certificates, exports.
@SuppressWarnings("module") // the modules that packages are exported to are built later
module org.sgmrl.run {
    requires static transitive org.jspecify;
    requires java.management;
    requires transitive org.sgmrl.core;
    requires transitive tools.jackson.databind;
    requires transitive org.tomlj;

    exports org.sgmrl.run;
    exports org.sgmrl.run.bench;
    exports org.sgmrl.run.certify;
    exports org.sgmrl.run.evaluation;
    exports org.sgmrl.run.experiment;
    exports org.sgmrl.run.export;
    exports org.sgmrl.run.failure;
    exports org.sgmrl.run.folder;
    exports org.sgmrl.run.settings;
    exports org.sgmrl.run.training;
    exports org.sgmrl.run.text to
            org.sgmrl.cli,
            org.sgmrl.report;

    uses org.sgmrl.training.EngineProvider;
}
