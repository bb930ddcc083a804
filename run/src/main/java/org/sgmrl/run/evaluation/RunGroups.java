package org.sgmrl.run.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.SettingJson;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which runs are seeds of each other: those whose settings and finite problem agree, but for the seed. Only such runs
/// are averaged.
public final class RunGroups {
    /// In the name anyway, or free.
    private static final Set<Setting<?>> FREE = Set.of(Settings.ALGORITHM, Settings.SEED);

    private RunGroups() {}

    /// Names of the groups of runs: algorithm and environment, and every other setting in which runs of that name
    /// differ.
    ///
    /// @param configs contents of `config.json`, in the order of the runs
    /// @return a name for each run; runs are in one group if their names are equal
    public static List<String> names(List<JsonNode> configs) {
        List<Config> all = configs.stream().map(Config::of).toList();
        Map<String, List<Config>> alike = new LinkedHashMap<>();
        for (Config config : all) {
            alike.computeIfAbsent(config.plainName, _ -> new ArrayList<>()).add(config);
        }
        return all.stream()
                .map(config -> name(config, alike.getOrDefault(config.plainName, List.of())))
                .toList();
    }

    private static String name(Config config, List<Config> alike) {
        StringBuilder name = new StringBuilder(config.plainName);
        for (Setting.OfTraining<?> setting : Settings.TRAINING) {
            JsonNode value = config.value(setting);
            // Where it does not act, its value is no difference.
            if (!FREE.contains(setting)
                    && config.acts(setting)
                    && alike.stream()
                            .anyMatch(other ->
                                    other.acts(setting) && !other.value(setting).equals(value))) {
                name.append(", ")
                        .append(setting.name())
                        .append(' ')
                        .append(value.isString() ? value.asString() : value.toString());
            }
        }
        String simulator = config.simulator();
        if (alike.stream().anyMatch(other -> !other.simulator().equals(simulator))) {
            name.append(", simulator ").append(simulator);
        }
        String problem = config.problem();
        if (alike.stream().anyMatch(other -> !other.problem().equals(problem))) {
            name.append(String.format(Locale.ROOT, ", problem %08x", problem.hashCode()));
        }
        return name.toString();
    }

    /// A run's `config.json`.
    private record Config(JsonNode json, String plainName, Optional<TrainingSettings> settings) {
        static Config of(JsonNode json) {
            return new Config(json, RunGroups.plainName(json), SettingJson.training(json));
        }

        String problem() {
            return json.path("mdp").asString("");
        }

        /// Run folders of earlier versions mean MuJoCo.
        String simulator() {
            return json.path(Settings.SIMULATOR.name()).asString(Simulator.MUJOCO.id());
        }

        boolean acts(Setting.OfTraining<?> setting) {
            return settings.map(setting.acts()::test).orElse(true);
        }

        /// What the run was made with: run folders of earlier versions do not have every key.
        JsonNode value(Setting.OfTraining<?> setting) {
            if (json.has(setting.name())) {
                return json.path(setting.name());
            }
            ObjectNode node = Json.object();
            setting.putBefore(node);
            return node.path(setting.name());
        }
    }

    private static String plainName(JsonNode config) {
        return config.isObject()
                ? config.path("algorithm").asString("?") + " on "
                        + config.path("env").asString("?")
                : "unknown settings";
    }
}
