package org.sgmrl.cli.option;

import org.jspecify.annotations.Nullable;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import picocli.CommandLine.Option;

/// Who computes, for commands that are not driven by `Settings`.
public final class EngineOptions {
    @Option(
            names = "--engine",
            paramLabel = "local|spark",
            description = "who computes: threads, or a Spark cluster; results do not depend on it")
    private @Nullable String engine;

    @Option(names = "--master", paramLabel = "URL", description = "as in train")
    private @Nullable String master;

    /// The options that were given, over others.
    ///
    /// @param others settings that were given otherwise
    /// @return both
    public GivenSettings over(GivenSettings others) {
        return SettingOptions.with(SettingOptions.with(others, Settings.ENGINE, engine), Settings.MASTER, master);
    }

    /// The name of an option that was given.
    ///
    /// @return such as `--engine`; null if none was
    public @Nullable String given() {
        if (engine != null) {
            return "--engine";
        }
        return master == null ? null : "--master";
    }
}
