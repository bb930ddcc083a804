package org.sgmrl.python;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A task as JSON: what `sample_task` of the user's file returned and `make` takes.
///
/// @param json one line of JSON
public record PythonTask(String json) implements Serializable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// Checks that it is JSON.
    public PythonTask {
        parse(json);
    }

    /// The task as a tree.
    ///
    /// @return the tree
    public JsonNode tree() {
        return parse(json);
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a task must be JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// Whether a baseline can use it; text cannot be.
    private static boolean isNumber(JsonNode node) {
        return node.isNumber() || node.isBoolean();
    }

    /// All its numbers in the order of the text; true is 1, false 0.
    List<Double> numbers() {
        List<Double> numbers = new ArrayList<>();
        collect(tree(), numbers);
        return numbers;
    }

    private static void collect(JsonNode node, List<Double> out) {
        if (isNumber(node)) {
            out.add(node.isBoolean() ? (node.booleanValue() ? 1.0 : 0.0) : node.doubleValue());
        }
        for (JsonNode child : node) {
            collect(child, out);
        }
    }

    /// A task like this one with other numbers: as many as this one has.
    PythonTask with(double[] numbers) {
        return new PythonTask(MAPPER.writeValueAsString(replace(tree(), numbers, new int[1])));
    }

    private static JsonNode replace(JsonNode node, double[] numbers, int[] next) {
        JsonNodeFactory factory = JsonNodeFactory.instance;
        if (isNumber(node)) {
            double value = numbers[next[0]++];
            if (node.isBoolean()) {
                if (value != 0 && value != 1) {
                    throw new IllegalArgumentException(
                            "must have 0 or 1 as number " + (next[0] - 1) + ", which is false or true, not " + value);
                }
                return factory.booleanNode(value != 0);
            }
            // An index must stay one.
            return node.isIntegralNumber() && value == (long) value
                    ? factory.numberNode((long) value)
                    : factory.numberNode(value);
        }
        if (node.isArray()) {
            ArrayNode array = factory.arrayNode();
            node.forEach(child -> array.add(replace(child, numbers, next)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = factory.objectNode();
            node.properties().forEach(entry -> object.set(entry.getKey(), replace(entry.getValue(), numbers, next)));
            return object;
        }
        return node;
    }

    /// For messages.
    String brief() {
        return json.length() <= 80 ? json : json.substring(0, 80) + "…";
    }
}
