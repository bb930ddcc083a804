/// Pictures and animations of what policies do.
module org.sgmrl.picture {
    requires static transitive org.jspecify;
    requires java.desktop;
    requires transitive org.sgmrl.core;

    exports org.sgmrl.picture;
}
