/// Environments in Python worker processes.
module org.sgmrl.python {
    requires static transitive org.jspecify;
    requires transitive org.sgmrl.core;
    requires transitive tools.jackson.databind;

    exports org.sgmrl.python;

    provides org.sgmrl.environment.EnvironmentProvider with
            org.sgmrl.python.PythonProvider;
}
