package org.sgmrl.cli.option;

import org.jspecify.annotations.Nullable;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.run.settings.Settings;
import picocli.CommandLine.Option;

/// Who computes, for commands that are not driven by `Settings`.
public final class EngineOptions {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "worker threads (one a processor); results do not depend on it")
    private @Nullable String threads;

    @Option(
            names = "--engine",
            paramLabel = "local|spark",
            description = "who computes: threads of this process, or a Spark cluster; results do not depend on it")
    private @Nullable String engine;

    @Option(names = "--master", paramLabel = "URL", description = "as in train")
    private @Nullable String master;

    /// The options that were given.
    ///
    /// @return those of them that were
    /// @throws org.sgmrl.run.failure.InvalidSettings if a value is none
    public GivenSettings given() {
        GivenSettings given = SettingOptions.with(GivenSettings.NONE, Settings.THREADS, threads);
        given = SettingOptions.with(given, Settings.ENGINE, engine);
        return SettingOptions.with(given, Settings.MASTER, master);
    }

    /// The options that were given, in place of what is done where nothing is.
    ///
    /// @return how to compute
    /// @throws org.sgmrl.run.failure.InvalidSettings if a value is none, or out of range
    public RunOptions options() {
        return given().over(RunOptions.DEFAULT);
    }

    /// The name of an option that asks for an engine.
    ///
    /// @return such as `--engine`; null if none was given
    public @Nullable String asksForEngine() {
        if (engine != null) {
            return "--engine";
        }
        return master == null ? null : "--master";
    }
}
