package org.sgmrl.cli;

import java.util.List;
import org.sgmrl.statistics.Interval;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON for files that people and scripts read.
final class Json {
    private static final JsonMapper COMPACT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonMapper INDENTED =
            COMPACT.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /// What is wrong with a text, in words of JSON rather than of the library.
    static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.contains("FAIL_ON_TRAILING_TOKENS") ? "content follows its end" : message;
    }

    /// An empty object.
    static ObjectNode object() {
        return COMPACT.createObjectNode();
    }

    /// One line.
    static String line(JsonNode node) {
        return COMPACT.writeValueAsString(node);
    }

    /// Several lines, indented.
    static String pretty(JsonNode node) {
        return INDENTED.writeValueAsString(node) + "\n";
    }

    /// Parses text; throws Jackson's exception where it is not JSON.
    static JsonNode parse(String text) {
        return COMPACT.readTree(text);
    }

    /// Puts a finite number, or null for NaN and infinities, which JSON does not have.
    static void putNumber(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    /// Puts a mean with its interval.
    static void putInterval(ObjectNode node, Interval interval) {
        putNumber(node, "mean", interval.mean());
        putNumber(node, "low", interval.low());
        putNumber(node, "high", interval.high());
    }

    /// Puts a setting's value: text, number, enum constant or list of whole numbers.
    static void putValue(ObjectNode node, String name, Object value) {
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
    static Object rawValue(JsonNode node) {
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
            return node.valueStream().map(Json::rawValue).toList();
        }
        return node.toString();
    }
}
