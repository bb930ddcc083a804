package org.sgmrl.run.text;

import org.sgmrl.statistics.Interval;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON for files that people and scripts read.
public final class Json {
    private static final JsonMapper COMPACT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonMapper INDENTED =
            COMPACT.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /// What is wrong with a text, in words of JSON rather than of the library.
    public static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.contains("FAIL_ON_TRAILING_TOKENS") ? "content follows its end" : message;
    }

    /// An empty object.
    public static ObjectNode object() {
        return COMPACT.createObjectNode();
    }

    /// One line.
    public static String line(JsonNode node) {
        return COMPACT.writeValueAsString(node);
    }

    /// Several lines, indented.
    public static String pretty(JsonNode node) {
        return INDENTED.writeValueAsString(node) + "\n";
    }

    /// Parses text; throws Jackson's exception where it is not JSON.
    public static JsonNode parse(String text) {
        return COMPACT.readTree(text);
    }

    /// Puts a finite number, or null for NaN and infinities, which JSON does not have.
    public static void putNumber(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    /// Puts a mean with its interval.
    public static void putInterval(ObjectNode node, Interval interval) {
        putNumber(node, "mean", interval.mean());
        putNumber(node, "low", interval.low());
        putNumber(node, "high", interval.high());
    }
}
