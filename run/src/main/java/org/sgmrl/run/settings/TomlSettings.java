package org.sgmrl.run.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Settings in a TOML file, by name.
public final class TomlSettings {
    private TomlSettings() {}

    /// The values in a file, by key; a wrong one is refused with its place in the file.
    ///
    /// @param option the option that names the file
    /// @param file the file
    /// @param keys the settings that it may have
    /// @return the values that it has
    public static Map<String, Object> read(String option, Path file, List<SettingKey> keys) {
        TomlFile toml = TomlFile.read(option, file);
        Map<String, SettingKey> byName = new LinkedHashMap<>();
        keys.forEach(key -> byName.put(key.name(), key));
        toml.requireKeys(toml.root(), List.copyOf(byName.keySet()));
        Map<String, Object> values = new LinkedHashMap<>();
        byName.forEach((name, key) -> {
            if (toml.root().contains(List.of(name))) {
                values.put(name, key.read(toml.place(toml.root(), name) + name, toml.plain(toml.root(), name)));
            }
        });
        return values;
    }
}
