package org.sgmrl.run.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sgmrl.statistics.Interval;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON for files that people and scripts read.
public final class Json {
    private static final JsonMapper COMPACT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonMapper INDENTED =
            COMPACT.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final Pattern NO_NUMBER = Pattern.compile("^Non-standard token '([^']*)'");
    private static final Pattern HINT = Pattern.compile("[:,;]? *\\(?(not recognized as one since|enable `|maybe a).*");

    private Json() {}

    /// What is wrong with a text, in words of JSON rather than of the library.
    public static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        if (message.contains("FAIL_ON_TRAILING_TOKENS")) {
            return "content follows its end";
        }
        Matcher token = NO_NUMBER.matcher(message);
        if (token.find()) {
            return token.group(1) + " is no number of JSON, where all are finite";
        }
        // What to allow in the library is nothing to whoever wrote the file.
        return HINT.matcher(message).replaceFirst("").lines().findFirst().orElse("");
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

    /// Puts an array of arrays of numbers; null for those that are not finite.
    public static void putRows(ObjectNode node, String name, double[][] rows) {
        ArrayNode array = node.putArray(name);
        for (double[] row : rows) {
            ArrayNode numbers = array.addArray();
            for (double value : row) {
                if (Double.isFinite(value)) {
                    numbers.add(value);
                } else {
                    numbers.addNull();
                }
            }
        }
    }

    /// Puts a mean with its interval.
    public static void putInterval(ObjectNode node, Interval interval) {
        putNumber(node, "mean", interval.mean());
        putNumber(node, "low", interval.low());
        putNumber(node, "high", interval.high());
    }
}
