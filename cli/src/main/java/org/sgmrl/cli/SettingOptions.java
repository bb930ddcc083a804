package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sgmrl.run.settings.SettingKey;
import org.sgmrl.run.settings.TomlSettings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Adds the settings to a command as options, and reads them back together with a TOML file.
final class SettingOptions {
    private SettingOptions() {}

    /// Adds one option for each key, and `--config`.
    static void addTo(CommandLine command, List<SettingKey> keys) {
        CommandSpec spec = command.getCommandSpec();
        for (SettingKey key : keys) {
            OptionSpec.Builder option = OptionSpec.builder("--" + key.name())
                    .type(String.class)
                    .paramLabel(key.type().label())
                    .description(key.description());
            if (key.type() instanceof SettingKey.FlagType) {
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

    /// The values given, by key: those of `--config` first, then the options over them.
    static Map<String, Object> read(ParseResult parsed, List<SettingKey> keys) {
        Map<String, Object> values = new LinkedHashMap<>();
        String config = parsed.matchedOptionValue("--config", (String) null);
        if (config != null) {
            values.putAll(TomlSettings.read("--config", Path.of(config), keys));
        }
        for (SettingKey key : keys) {
            String raw = parsed.matchedOptionValue("--" + key.name(), (String) null);
            if (raw != null) {
                values.put(key.name(), key.read("--" + key.name(), raw));
            }
        }
        return values;
    }
}
