package org.sgmrl.run.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.failure.InvalidFile;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.text.BoundedText;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.run.text.OneLine;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/// Settings in a TOML file, by name.
public final class TomlSettings {
    /// Settings take a few hundred bytes.
    private static final int MAX_BYTES = 64 * 1024;

    private TomlSettings() {}

    /// The values in a file; a wrong one is refused with its place in the file.
    ///
    /// @param option the option that names the file
    /// @param file the file
    /// @param settings the settings that it may have
    /// @return the values that it has
    public static GivenSettings read(String option, Path file, List<Setting<?>> settings) {
        TomlParseResult toml;
        try {
            toml = Toml.parse(BoundedText.read(file, MAX_BYTES));
        } catch (IOException e) {
            throw new InvalidFile(option + " " + file + " cannot be read: " + Errors.reason(e));
        } catch (StackOverflowError e) {
            throw new InvalidFile(option + " " + file + " is nested too deeply; settings are plain values");
        }
        if (toml.hasErrors()) {
            TomlParseError error = toml.errors().getFirst();
            throw new InvalidFile(place(file, error.position()) + error.getMessage());
        }
        Map<String, Setting<?>> byName = new LinkedHashMap<>();
        settings.forEach(setting -> byName.put(setting.name(), setting));
        GivenSettings given = GivenSettings.NONE;
        Set<String> names = toml.keySet();
        for (String name : names) {
            String place = place(file, toml.inputPositionOf(List.of(name)));
            Setting<?> setting = byName.get(name);
            if (setting == null) {
                throw new InvalidSettings(
                        place + "unknown key " + OneLine.brief(name) + Nearest.hint(name, byName.keySet()));
            }
            given = given.with(setting, place + name, plain(toml.get(List.of(name))));
        }
        return given;
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
