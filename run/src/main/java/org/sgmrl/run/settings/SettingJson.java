package org.sgmrl.run.settings;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Values of settings in JSON.
public final class SettingJson {
    private SettingJson() {}

    /// Puts a setting's value: text, number, enum constant or list of whole numbers.
    public static void putValue(ObjectNode node, String name, Object value) {
        switch (SettingKey.toJson(value)) {
            case String text -> node.put(name, text);
            case Integer number -> node.put(name, number);
            case Long number -> node.put(name, number);
            case Double number -> node.put(name, number);
            case Boolean flag -> node.put(name, flag);
            case List<?> list -> {
                var array = node.putArray(name);
                list.forEach(item -> array.add((Integer) item));
            }
            default -> throw new IllegalStateException(name + ": " + value.getClass());
        }
    }

    /// A setting's raw value as [SettingKey#read] takes it.
    public static Object rawValue(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isArray()) {
            return node.valueStream().map(SettingJson::rawValue).toList();
        }
        return node.toString();
    }
}
