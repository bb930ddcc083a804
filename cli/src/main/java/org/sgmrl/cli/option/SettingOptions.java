package org.sgmrl.cli.option;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.SettingType;
import org.sgmrl.run.settings.TomlSettings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Adds the settings to a command as options, and reads them back together with a TOML file.
public final class SettingOptions {
    private SettingOptions() {}

    /// A command whose options include settings.
    public interface TakesSettings {
        /// The settings it takes.
        List<Setting<?>> settings();
    }

    /// Adds one option for each setting, and `--config`.
    public static void addTo(CommandLine command, List<Setting<?>> settings) {
        CommandSpec spec = command.getCommandSpec();
        for (Setting<?> setting : settings) {
            OptionSpec.Builder option = OptionSpec.builder("--" + setting.name())
                    .type(String.class)
                    .paramLabel(setting.type().label())
                    .description(setting.description());
            if (setting.type() instanceof SettingType.FlagType) {
                option.arity("0..1").fallbackValue("true");
            }
            spec.addOption(option.build());
        }
        spec.addOption(OptionSpec.builder("--config")
                .type(String.class)
                .paramLabel("FILE.toml")
                .description("the same settings by name in a file; options win")
                .build());
    }

    /// These and the value of an option of the setting's name, if it is given.
    public static GivenSettings with(GivenSettings given, Setting<?> setting, @Nullable String raw) {
        return raw == null ? given : given.with(setting, "--" + setting.name(), raw);
    }

    /// The values given: those of `--config` first, then the options over them.
    public static GivenSettings read(ParseResult parsed, List<Setting<?>> settings) {
        GivenSettings given = GivenSettings.NONE;
        String config = parsed.matchedOptionValue("--config", (String) null);
        if (config != null) {
            given = TomlSettings.read("--config", Path.of(config), settings);
        }
        for (Setting<?> setting : settings) {
            given = with(given, setting, parsed.matchedOptionValue("--" + setting.name(), (String) null));
        }
        return given;
    }
}
