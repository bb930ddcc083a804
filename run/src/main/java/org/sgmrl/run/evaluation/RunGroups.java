package org.sgmrl.run.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sgmrl.run.settings.SettingJson;
import org.sgmrl.run.settings.SettingKey;
import org.sgmrl.run.settings.SettingKeys;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which runs are seeds of each other: those whose settings and finite problem agree, but for the seed. Only such runs
/// are averaged.
public final class RunGroups {
    /// In the name anyway, or free.
    private static final Set<String> FREE = Set.of("algorithm", "seed");

    private RunGroups() {}

    /// Names of the groups of runs: algorithm and environment, and every other setting in which runs of that name
    /// differ.
    ///
    /// @param configs contents of `config.json`, in the order of the runs
    /// @return a name for each run; runs are in one group if their names are equal
    public static List<String> names(List<JsonNode> configs) {
        List<String> plain = configs.stream().map(RunGroups::plainName).toList();
        Map<String, List<JsonNode>> alike = new LinkedHashMap<>();
        for (int i = 0; i < configs.size(); i++) {
            alike.computeIfAbsent(plain.get(i), _ -> new ArrayList<>()).add(configs.get(i));
        }
        List<String> names = new ArrayList<>(plain);
        for (SettingKey key : SettingKeys.TRAINING) {
            if (FREE.contains(key.name())) {
                continue;
            }
            for (int i = 0; i < names.size(); i++) {
                JsonNode value = value(configs.get(i), key.name());
                boolean differs = alike.getOrDefault(plain.get(i), List.of()).stream()
                        .anyMatch(other -> !value(other, key.name()).equals(value));
                if (differs) {
                    names.set(
                            i, names.get(i) + ", " + key.name() + " " + (value.isString() ? value.asString() : value));
                }
            }
        }
        for (int i = 0; i < names.size(); i++) {
            String problem = configs.get(i).path("mdp").asString("");
            if (alike.getOrDefault(plain.get(i), List.of()).stream()
                    .anyMatch(other -> !other.path("mdp").asString("").equals(problem))) {
                names.set(i, names.get(i) + String.format(Locale.ROOT, ", problem %08x", problem.hashCode()));
            }
        }
        return names;
    }

    /// What the run was made with: run folders of earlier versions do not have every key.
    private static JsonNode value(JsonNode config, String key) {
        Object before = SettingKeys.LATER.get(key);
        if (before == null || config.has(key)) {
            return config.path(key);
        }
        ObjectNode node = Json.object();
        SettingJson.putValue(node, key, before);
        return node.path(key);
    }

    private static String plainName(JsonNode config) {
        return config.isObject()
                ? config.path("algorithm").asString("?") + " on "
                        + config.path("env").asString("?")
                : "unknown settings";
    }
}
