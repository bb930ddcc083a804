/// Charts, pages and the live page of runs.
@SuppressWarnings("module") // the module that a package is exported to is built later
module org.sgmrl.report {
    requires static transitive org.jspecify;
    requires static java.compiler; // an annotation of the classes that jte makes of templates
    requires gg.jte.runtime;
    requires jdk.httpserver;
    requires transitive org.sgmrl.core;
    requires transitive org.sgmrl.picture;
    requires transitive org.sgmrl.run;

    exports org.sgmrl.report.live;
    exports org.sgmrl.report.page;
    exports org.sgmrl.report.chart to
            org.sgmrl.cli;
}
