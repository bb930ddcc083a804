package org.sgmrl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Adds the settings to a command as options, and reads them back together with a TOML file.
final class SettingOptions {
    /// Settings take a few hundred bytes.
    private static final int MAX_BYTES = 64 * 1024;

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
            values.putAll(readToml(Path.of(config), keys));
        }
        for (SettingKey key : keys) {
            String raw = parsed.matchedOptionValue("--" + key.name(), (String) null);
            if (raw != null) {
                values.put(key.name(), key.read("--" + key.name(), raw));
            }
        }
        return values;
    }

    private static Map<String, Object> readToml(Path file, List<SettingKey> keys) {
        TomlParseResult toml;
        try {
            toml = Toml.parse(BoundedText.read(file, MAX_BYTES));
        } catch (IOException e) {
            throw new UserError("--config " + file + " cannot be read: " + Errors.reason(e));
        } catch (StackOverflowError e) {
            throw new UserError("--config " + file + " is nested too deeply; settings are plain values");
        }
        if (toml.hasErrors()) {
            TomlParseError error = toml.errors().getFirst();
            throw new UserError(place(file, error.position()) + error.getMessage());
        }
        Map<String, SettingKey> byName = new LinkedHashMap<>();
        keys.forEach(key -> byName.put(key.name(), key));
        Map<String, Object> values = new LinkedHashMap<>();
        Set<String> names = toml.keySet();
        for (String name : names) {
            String place = place(file, toml.inputPositionOf(List.of(name)));
            SettingKey key = byName.get(name);
            if (key == null) {
                throw new UserError(place + "unknown key " + OneLine.brief(name) + Nearest.hint(name, byName.keySet()));
            }
            values.put(name, key.read(place + name, plain(toml.get(List.of(name)))));
        }
        return values;
    }

    private static Object plain(@Nullable Object value) {
        if (value instanceof TomlArray array) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                items.add(plain(array.get(i)));
            }
            return items;
        }
        return value == null ? "" : value;
    }

    private static String place(Path file, @Nullable TomlPosition position) {
        return position == null
                ? file + ": "
                : file + ", line " + position.line() + ", column " + position.column() + ": ";
    }
}
