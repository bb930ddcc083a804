package org.sgmrl.mdp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Reads problem files, JSON of the form
///
///     {"horizon": H, "discount": γ,
///      "tasks": [{"probability": p, "initial": [S], "transition": [S][A][S], "reward": [S][A]}, …],
///      "theta": [S][A]}
///
/// with decisions at h = 0..H. All keys are required, in any order; no other key is allowed. All tasks
/// share S and A. Distributions must sum to 1 within [FiniteMdp#PROBABILITY_TOLERANCE].
///
/// Memory is bounded: files above [#MAX_BYTES] bytes or [#MAX_ELEMENTS] array elements are refused.
public final class MdpProblemReader {
    /// The largest file accepted, 16 MiB.
    public static final int MAX_BYTES = 16 << 20;

    /// The largest number of array elements (numbers and nested arrays together) accepted.
    public static final int MAX_ELEMENTS = 1_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            // Python writes NaN and Infinity: read them so that they can be refused with their path.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final JsonParser parser;
    private final RewardRange rewards;
    private int elements;

    private MdpProblemReader(JsonParser parser, RewardRange rewards) {
        this.parser = parser;
        this.rewards = rewards;
    }

    /// Reads a file.
    ///
    /// @throws ProblemFormatException if the content breaks a rule
    /// @throws IOException if the file cannot be read
    public static MdpProblemFile read(Path file, RewardRange rewards) throws ProblemFormatException, IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES + 1);
        }
        if (content.length > MAX_BYTES) {
            throw new ProblemFormatException(
                    "the file has more than " + MAX_BYTES + " bytes; a problem file must not be larger");
        }
        return parse(content, rewards);
    }

    /// Parses JSON text.
    ///
    /// @throws ProblemFormatException if the content breaks a rule
    public static MdpProblemFile parse(String json, RewardRange rewards) throws ProblemFormatException {
        byte[] content = json.getBytes(StandardCharsets.UTF_8);
        if (content.length > MAX_BYTES) {
            throw new ProblemFormatException(
                    "the text has " + content.length + " bytes; at most " + MAX_BYTES + " are accepted");
        }
        return parse(content, rewards);
    }

    private static MdpProblemFile parse(byte[] content, RewardRange rewards) throws ProblemFormatException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), content)) {
            parser.nextToken();
            MdpProblemFile file = new MdpProblemReader(parser, rewards).document();
            if (parser.nextToken() != null) {
                throw new ProblemFormatException("unexpected content after the end of the document, "
                        + lineAndColumn(parser.currentTokenLocation()));
            }
            return file;
        } catch (JacksonException e) {
            throw new ProblemFormatException(
                    "not valid JSON, " + lineAndColumn(e.getLocation()) + ": " + e.getOriginalMessage(), e);
        }
    }

    private MdpProblemFile document() throws ProblemFormatException {
        Double horizon = null;
        Double discount = null;
        List<MdpTask> tasks = null;
        double[][] theta = null;
        expectObject("the document");
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = key("", seen);
            switch (key) {
                case "horizon" -> horizon = horizon();
                case "discount" -> discount = finite("discount");
                case "tasks" -> tasks = tasks();
                case "theta" -> theta = matrix("theta");
                default -> throw unknownKey("", key, "horizon, discount, tasks, theta");
            }
        }
        double checkedHorizon = present("horizon", horizon);
        double checkedDiscount = present("discount", discount);
        List<MdpTask> checkedTasks = present("tasks", tasks);
        double[][] checkedTheta = present("theta", theta);
        MdpProblem problem;
        try {
            problem = new MdpProblem((int) checkedHorizon, checkedDiscount, checkedTasks);
        } catch (IllegalArgumentException e) {
            throw new ProblemFormatException(String.valueOf(e.getMessage()), e);
        }
        return new MdpProblemFile(problem, theta(checkedTheta, problem));
    }

    private double horizon() throws ProblemFormatException {
        double value = finite("horizon");
        if (value != Math.rint(value) || value < 0 || value > MdpProblem.MAX_HORIZON) {
            throw new ProblemFormatException(
                    "horizon = " + shortest(value) + " must be an integer in [0, " + MdpProblem.MAX_HORIZON + "]");
        }
        return value;
    }

    private List<MdpTask> tasks() throws ProblemFormatException {
        expectArray("tasks");
        List<MdpTask> tasks = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String path = "tasks[" + tasks.size() + "]";
            countElement(path);
            tasks.add(task(path));
        }
        return tasks;
    }

    private MdpTask task(String path) throws ProblemFormatException {
        Double probability = null;
        double[] initial = null;
        double[][][] transition = null;
        double[][] reward = null;
        expectObject(path);
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = key(path + ".", seen);
            switch (key) {
                case "probability" -> probability = finite(path + ".probability");
                case "initial" -> initial = vector(path + ".initial");
                case "transition" -> transition = cube(path + ".transition");
                case "reward" -> reward = matrix(path + ".reward");
                default -> throw unknownKey(path + ".", key, "probability, initial, transition, reward");
            }
        }
        double checkedProbability = present(path + ".probability", probability);
        double[] checkedInitial = present(path + ".initial", initial);
        double[][][] checkedTransition = present(path + ".transition", transition);
        double[][] checkedReward = present(path + ".reward", reward);
        if (rewards == RewardRange.NON_NEGATIVE) {
            requireNonNegative(path + ".reward", checkedReward);
        }
        try {
            return new MdpTask(checkedProbability, FiniteMdp.of(checkedInitial, checkedTransition, checkedReward));
        } catch (IllegalArgumentException e) {
            // The messages of these types begin with a place relative to the task.
            throw new ProblemFormatException(path + "." + e.getMessage(), e);
        }
    }

    private static void requireNonNegative(String path, double[][] reward) throws ProblemFormatException {
        for (int s = 0; s < reward.length; s++) {
            for (int a = 0; a < reward[s].length; a++) {
                if (reward[s][a] < 0) {
                    throw new ProblemFormatException(path + "[" + s + "][" + a + "] = " + reward[s][a]
                            + " must be >= 0: the theory (Assumption 1) needs non-negative rewards; add a constant"
                            + " to all rewards");
                }
            }
        }
    }

    private static StateActionTable theta(double[][] rows, MdpProblem problem) throws ProblemFormatException {
        int states = problem.states();
        int actions = problem.actions();
        requireLength("theta", rows.length, states, "state");
        double[] flat = new double[states * actions];
        for (int s = 0; s < states; s++) {
            requireLength("theta[" + s + "]", rows[s].length, actions, "action");
            System.arraycopy(rows[s], 0, flat, s * actions, actions);
        }
        return StateActionTable.ofFlat(states, actions, flat);
    }

    private static void requireLength(String path, int length, int expected, String each)
            throws ProblemFormatException {
        if (length != expected) {
            throw new ProblemFormatException(
                    path + " has " + length + " elements; it must have " + expected + ", one per " + each);
        }
    }

    private double[][][] cube(String path) throws ProblemFormatException {
        expectArray(path);
        List<double[][]> rows = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String element = path + "[" + rows.size() + "]";
            countElement(element);
            rows.add(matrix(element));
        }
        return rows.toArray(double[][][]::new);
    }

    private double[][] matrix(String path) throws ProblemFormatException {
        expectArray(path);
        List<double[]> rows = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String element = path + "[" + rows.size() + "]";
            countElement(element);
            rows.add(vector(element));
        }
        return rows.toArray(double[][]::new);
    }

    private double[] vector(String path) throws ProblemFormatException {
        expectArray(path);
        double[] values = new double[8];
        int n = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String element = path + "[" + n + "]";
            countElement(element);
            if (n == values.length) {
                values = Arrays.copyOf(values, 2 * n);
            }
            values[n++] = finite(element);
        }
        return Arrays.copyOf(values, n);
    }

    private double finite(String path) throws ProblemFormatException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw wrongType(path, "a number");
        }
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new ProblemFormatException(
                    path + " = " + abbreviate(parser.getString()) + " must be a finite number");
        }
        return value;
    }

    private String key(String prefix, Set<String> seen) throws ProblemFormatException {
        String key = parser.currentName();
        if (!seen.add(key)) {
            throw new ProblemFormatException(prefix + abbreviate(key) + " is given twice ("
                    + lineAndColumn(parser.currentTokenLocation()) + "); each key must be given once");
        }
        parser.nextToken();
        return key;
    }

    private void countElement(String path) throws ProblemFormatException {
        if (++elements > MAX_ELEMENTS) {
            throw new ProblemFormatException(
                    path + " exceeds the limit of " + MAX_ELEMENTS + " array elements in one file");
        }
    }

    private void expectObject(String path) throws ProblemFormatException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrongType(path, "an object");
        }
    }

    private void expectArray(String path) throws ProblemFormatException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrongType(path, "an array");
        }
    }

    private ProblemFormatException wrongType(String path, String expected) {
        JsonToken token = parser.currentToken();
        String found = switch (token) {
            case null -> "empty";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the string \"" + abbreviate(parser.getString()) + "\"";
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> parser.getString();
            default -> "the number " + abbreviate(parser.getString());
        };
        return new ProblemFormatException(path + " is " + found + "; it must be " + expected + " ("
                + lineAndColumn(parser.currentTokenLocation()) + ")");
    }

    private static ProblemFormatException unknownKey(String prefix, String key, String allowed) {
        return new ProblemFormatException(prefix + abbreviate(key) + " is an unknown key; allowed are " + allowed);
    }

    private static <T> T present(String path, @Nullable T value) throws ProblemFormatException {
        if (value == null) {
            throw new ProblemFormatException(path + " is missing; it is required");
        }
        return value;
    }

    private static String lineAndColumn(@Nullable TokenStreamLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String shortest(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /// At most 60 characters, without control characters, for a message.
    private static String abbreviate(String text) {
        String cut = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
