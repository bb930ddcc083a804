package org.sgmrl.run.settings;

import java.nio.file.Path;
import java.util.List;
import org.tomlj.TomlTable;

/// Settings in a TOML file, by name.
public final class TomlSettings {
    private TomlSettings() {}

    /// The values in a file; a wrong one is refused with its place in the file.
    ///
    /// @param option the option that names the file
    /// @param file the file
    /// @param settings the settings that it may have
    /// @return the values that it has
    public static GivenSettings read(String option, Path file, List<Setting<?>> settings) {
        TomlFile toml = TomlFile.read(option, file);
        toml.requireKeys(toml.root(), settings.stream().map(Setting::name).toList());
        return read(toml, toml.root(), settings);
    }

    /// The values in a table; keys of other names are not looked at.
    ///
    /// @param toml the file
    /// @param table a table of it
    /// @param settings the settings that it may have
    /// @return the values that it has
    public static GivenSettings read(TomlFile toml, TomlTable table, List<Setting<?>> settings) {
        GivenSettings given = GivenSettings.NONE;
        for (Setting<?> setting : settings) {
            String name = setting.name();
            if (table.contains(List.of(name))) {
                given = given.with(setting, toml.place(table, name) + name, toml.plain(table, name));
            }
        }
        return given;
    }
}
