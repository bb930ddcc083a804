package org.sgmrl.run.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// Values that somebody gave for some of the settings: on the command line, in a file, in code. Each is of its
/// setting's type.
public final class GivenSettings {
    /// No setting at all.
    public static final GivenSettings NONE = new GivenSettings(Map.of());

    private final Map<Setting<?>, Object> values;

    private GivenSettings(Map<Setting<?>, Object> values) {
        this.values = values;
    }

    /// Values as on the command line.
    ///
    /// @param options argument by name, without hyphens
    /// @return what they say
    public static GivenSettings ofOptions(Map<String, String> options) {
        GivenSettings given = NONE;
        for (Map.Entry<String, String> option : options.entrySet()) {
            given = given.withOption(option.getKey(), option.getValue());
        }
        return given;
    }

    /// The value that was given.
    ///
    /// @return null if none was
    @SuppressWarnings("unchecked") // whatever came in by `with` was of the setting's type
    public <V> @Nullable V get(Setting<V> setting) {
        return (@Nullable V) values.get(setting);
    }

    /// The value that was given, or another one.
    public <V> V get(Setting<V> setting, V otherwise) {
        V value = get(setting);
        return value == null ? otherwise : value;
    }

    /// Whether a value was given.
    public boolean has(Setting<?> setting) {
        return values.containsKey(setting);
    }

    /// Options that give the same values, as on the command line, by name.
    ///
    /// @return argument by name, without hyphens
    public SortedMap<String, String> arguments() {
        SortedMap<String, String> arguments = new TreeMap<>();
        values.keySet().forEach(setting -> arguments.put(setting.name(), argument(setting)));
        return arguments;
    }

    /// The same as words of a command line.
    ///
    /// @return `--name` and argument in turn, by name
    public List<String> options() {
        List<String> words = new ArrayList<>();
        arguments().forEach((name, argument) -> words.addAll(List.of("--" + name, argument)));
        return words;
    }

    private <V> String argument(Setting<V> setting) {
        return setting.type().argument(Objects.requireNonNull(get(setting)));
    }

    /// Puts the values into JSON, by name.
    public void put(ObjectNode node) {
        values.keySet().stream().sorted(Comparator.comparing(Setting::name)).forEach(setting -> put(node, setting));
    }

    private <V> void put(ObjectNode node, Setting<V> setting) {
        setting.type().put(node, setting.name(), Objects.requireNonNull(get(setting)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GivenSettings given && values.equals(given.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return arguments().toString();
    }

    /// These and one more, in place of what was given for it before.
    public <V> GivenSettings with(Setting<V> setting, V value) {
        Map<Setting<?>, Object> more = new LinkedHashMap<>(values);
        more.put(setting, value);
        return new GivenSettings(more);
    }

    /// These and one more, read from what came as text, number or list.
    ///
    /// @param where the option or the place in the file, for what is said about a wrong one
    public <V> GivenSettings with(Setting<V> setting, String where, Object raw) {
        return with(setting, setting.read(where, raw));
    }

    /// These and one more by its name, as on the command line.
    public GivenSettings withOption(String name, String raw) {
        return with(Settings.byName(name), "--" + name, raw);
    }

    /// These, and others that win where both have a value.
    public GivenSettings with(GivenSettings others) {
        Map<Setting<?>, Object> more = new LinkedHashMap<>(values);
        more.putAll(others.values);
        return new GivenSettings(more);
    }

    /// The values in place of some settings.
    ///
    /// @throws InvalidSettings if a value is out of range, or does not go with the others
    public TrainingSettings over(TrainingSettings settings) {
        TrainingSettings changed = settings;
        List<Setting.OfTraining<?>> waiting = Settings.TRAINING;
        while (!waiting.isEmpty()) {
            // A value may be right only together with another, such as a longer horizon with fewer trajectories: what
            // is refused is tried again after the rest.
            List<Setting.OfTraining<?>> refused = new ArrayList<>();
            IllegalArgumentException reason = null;
            for (Setting.OfTraining<?> setting : waiting) {
                try {
                    changed = setting.change(changed, this);
                } catch (IllegalArgumentException e) {
                    refused.add(setting);
                    reason = reason == null ? e : reason;
                }
            }
            if (reason != null && refused.size() == waiting.size()) {
                throw new InvalidSettings(String.valueOf(reason.getMessage()));
            }
            waiting = refused;
        }
        return changed;
    }

    /// The values in place of some options.
    public RunOptions over(RunOptions options) {
        RunOptions changed = options;
        for (Setting.OfRun<?> setting : Settings.RUN) {
            changed = setting.change(changed, this);
        }
        return changed;
    }
}
