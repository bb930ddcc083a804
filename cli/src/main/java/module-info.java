/// The `sgmrl` command.
module org.sgmrl.cli {
    requires static transitive org.jspecify;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires org.sgmrl.core;
    requires org.sgmrl.locomotion;
    requires org.sgmrl.mujoco;
    requires org.sgmrl.picture;
    requires org.sgmrl.report;
    requires org.sgmrl.run;
    requires tools.jackson.databind;

    // Options are fields that picocli sets.
    opens org.sgmrl.cli to
            info.picocli;
    opens org.sgmrl.cli.option to
            info.picocli;
}
