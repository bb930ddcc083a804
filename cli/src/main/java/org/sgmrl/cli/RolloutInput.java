package org.sgmrl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.StatefulEnvironment.StateArray;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.run.text.BoundedText;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.Nearest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Tasks, states and actions that a user gives to `rollout`, and tasks for `render`. What is wrong is a `RequestException`
/// with its place.
final class RolloutInput {
    /// Ordinary decimal notation: Java's own reading would also take `NaN`, `1d` and hexadecimals.
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    static final int MOST_STATE_BYTES = 1_000_000;
    /// Half a million steps of the robot with the most controls.
    static final int MOST_ACTION_BYTES = 100_000_000;

    private RolloutInput() {}

    /// Reads a task, `{"label": number or array}`.
    static <T> T task(TaskDistribution<T> tasks, String text) {
        String label = tasks.label();
        JsonNode root = parse("--task", text);
        double[] numbers = arrays("--task", root, List.of(label)).getFirst();
        try {
            return tasks.task(numbers);
        } catch (IllegalArgumentException e) {
            throw new InvalidOption("--task: " + label + " " + e.getMessage());
        }
    }

    /// Reads a state, one array of JSON for each of the environment's arrays; returns all numbers in order.
    static double[] state(Path file, List<StateArray> arrays) {
        String where = "--state " + file;
        JsonNode root = parse(where, read(where, file, MOST_STATE_BYTES));
        List<double[]> values =
                arrays(where, root, arrays.stream().map(StateArray::name).toList());
        double[] state = new double[arrays.stream().mapToInt(StateArray::size).sum()];
        int next = 0;
        for (int i = 0; i < arrays.size(); i++) {
            double[] value = values.get(i);
            if (value.length != arrays.get(i).size()) {
                throw new InvalidOption(where + ": " + arrays.get(i).name() + " must have "
                        + arrays.get(i).size() + " numbers, not " + value.length);
            }
            System.arraycopy(value, 0, state, next, value.length);
            next += value.length;
        }
        return state;
    }

    /// Reads actions: for a box a number for each component a line, else the action's index.
    static List<double[]> actions(Path file, ActionSpace space) {
        int size = space.size();
        String where = "--actions " + file;
        List<String> lines = read(where, file, MOST_ACTION_BYTES).lines().toList();
        int last = lines.size();
        while (last > 0 && lines.get(last - 1).isBlank()) {
            last--;
        }
        if (last == 0) {
            throw new InvalidOption(where + " is empty; it must have a row for each step");
        }
        List<double[]> rows = new ArrayList<>(last);
        for (int i = 0; i < last; i++) {
            String[] fields = lines.get(i).split(",", -1);
            String place = where + ", line " + (i + 1);
            if (fields.length != size) {
                throw new InvalidOption(place + " must have " + size + (size == 1 ? " number" : " numbers")
                        + " separated by commas, not " + (lines.get(i).isBlank() ? 0 : fields.length));
            }
            double[] row = new double[size];
            for (int j = 0; j < size; j++) {
                String field = fields[j].strip();
                row[j] = DECIMAL.matcher(field).matches() ? Double.parseDouble(field) : Double.NaN;
                if (!Double.isFinite(row[j])) {
                    throw new InvalidOption(place + ", column " + (j + 1) + ": " + brief(field)
                            + " must be a finite number" + (i == 0 ? "; the file has no header" : ""));
                }
                if (space instanceof ActionSpace.Discrete(int count)
                        && !(row[j] == Math.rint(row[j]) && row[j] >= 0 && row[j] < count)) {
                    throw new InvalidOption(
                            place + ": " + brief(field) + " must be the index of an action, 0 to " + (count - 1));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    /// The arrays (or single numbers) of an object that must have these keys and no others.
    private static List<double[]> arrays(String where, JsonNode root, List<String> names) {
        if (!root.isObject()) {
            throw new InvalidOption(where + " must be a JSON object with " + String.join(" and ", names));
        }
        root.propertyNames().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidOption(where + ": unknown key " + brief(name) + "; it must have "
                            + String.join(" and ", names) + Nearest.hint(name, names));
                });
        List<double[]> values = new ArrayList<>();
        for (String name : names) {
            JsonNode node = root.get(name);
            if (node == null) {
                throw new InvalidOption(where + " has no key " + name);
            }
            if (node.isArray()) {
                double[] array = new double[node.size()];
                for (int i = 0; i < array.length; i++) {
                    array[i] = number(where + ": " + name + "[" + i + "]", node.get(i));
                }
                values.add(array);
            } else {
                values.add(new double[] {number(where + ": " + name, node)});
            }
        }
        return values;
    }

    private static double number(String place, JsonNode node) {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new InvalidOption(place + " = " + brief(node.toString()) + " must be a finite number");
        }
        return value;
    }

    private static JsonNode parse(String where, String text) {
        try {
            return Json.parse(text);
        } catch (JacksonException e) {
            String line = e.getLocation() == null
                    ? ""
                    : ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new InvalidOption(where + line + " is not valid JSON: " + Json.reason(e));
        }
    }

    private static String read(String where, Path file, int mostBytes) {
        try {
            return BoundedText.read(file, mostBytes);
        } catch (IOException e) {
            throw new InvalidOption(where + " cannot be read: " + Errors.reason(e));
        }
    }

    private static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
