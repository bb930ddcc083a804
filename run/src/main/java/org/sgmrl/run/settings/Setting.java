package org.sgmrl.run.settings;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// One setting: its name on the command line, in TOML files and in `config.json`, how its value is read, and what
/// it is.
///
/// @param <V> type of its value
public sealed interface Setting<V> {
    /// Kebab-case name; the option is `--name`.
    String name();

    /// How a value is read and written.
    SettingType<V> type();

    /// A line for `--help`.
    String description();

    /// Reads a value; a wrong one is refused with the key, the value and what is allowed.
    ///
    /// @param where the option or the place in the file
    /// @param raw text, number or list
    /// @return the value
    default V read(String where, Object raw) {
        try {
            return type().read(raw);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(where + " = " + OneLine.brief(raw) + " must be " + e.getMessage());
        }
    }

    /// Says what is asked for: the environment, the preset, the folder.
    record OfRequest<V>(String name, SettingType<V> type, String description) implements Setting<V> {}

    /// Says how a run is done. Results do not depend on it, but for updates that are left out.
    ///
    /// @param get its value
    /// @param with the options with another value
    /// @param kept whether the run folder keeps it for when the run goes on
    record OfRun<V>(
            String name,
            SettingType<V> type,
            String description,
            Function<RunOptions, V> get,
            BiFunction<RunOptions, V, RunOptions> with,
            boolean kept)
            implements Setting<V> {
        void put(ObjectNode node, RunOptions options) {
            type.put(node, name, get.apply(options));
        }

        RunOptions change(RunOptions options, GivenSettings given) {
            V value = given.get(this);
            return value == null ? options : with.apply(options, value);
        }
    }

    /// Decides a run's numbers.
    ///
    /// @param get its value
    /// @param with the settings with another value
    /// @param acts whether, with these settings, another value would change a number
    /// @param before what it meant in run folders of versions that did not have it; null: every folder has it
    record OfTraining<V>(
            String name,
            SettingType<V> type,
            String description,
            Function<TrainingSettings, V> get,
            BiFunction<TrainingSettings, V, TrainingSettings> with,
            Predicate<TrainingSettings> acts,
            @Nullable V before)
            implements Setting<V> {
        OfTraining(
                String name,
                SettingType<V> type,
                String description,
                Function<TrainingSettings, V> get,
                BiFunction<TrainingSettings, V, TrainingSettings> with) {
            this(name, type, description, get, with, settings -> true, null);
        }

        /// It acts only with some settings.
        OfTraining<V> where(Predicate<TrainingSettings> condition) {
            return new OfTraining<>(name, type, description, get, with, condition, before);
        }

        /// Run folders of earlier versions do not have it.
        ///
        /// @param meant the value with which they were made
        OfTraining<V> later(V meant) {
            return new OfTraining<>(name, type, description, get, with, acts, meant);
        }

        /// Its value for people.
        public String text(TrainingSettings settings) {
            return type.text(get.apply(settings));
        }

        /// Puts its value into JSON.
        public void put(ObjectNode node, TrainingSettings settings) {
            type.put(node, name, get.apply(settings));
        }

        /// Puts what it meant before into JSON, where that is known.
        public void putBefore(ObjectNode node) {
            if (before != null) {
                type.put(node, name, before);
            }
        }

        boolean isAsBefore(TrainingSettings settings) {
            return get.apply(settings).equals(before);
        }

        TrainingSettings change(TrainingSettings settings, GivenSettings given) {
            V value = given.get(this);
            return value == null ? settings : with.apply(settings, value);
        }
    }
}
