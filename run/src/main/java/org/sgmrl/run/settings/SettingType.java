package org.sgmrl.run.settings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sgmrl.run.text.Nearest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How values of a setting are read and written.
///
/// @param <V> type of a value
public sealed interface SettingType<V> {
    /// Shown in `--help` after the option.
    String label();

    /// Reads a value that came as text, number or list.
    ///
    /// @param raw what came
    /// @return the value
    /// @throws IllegalArgumentException if it cannot be one; the message says what is allowed
    V read(Object raw);

    /// Puts a value into JSON.
    void put(ObjectNode node, String name, V value);

    /// A value as an option's argument; [#read] gives it back.
    default String argument(V value) {
        return text(value);
    }

    /// A value for people.
    default String text(V value) {
        return String.valueOf(value);
    }

    /// The kebab-case name of a constant.
    static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A 32-bit integer.
    record IntType(String label) implements SettingType<Integer> {
        @Override
        public Integer read(Object raw) {
            try {
                return (int) whole(raw, Integer.MIN_VALUE, Integer.MAX_VALUE);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a whole number", e);
            }
        }

        @Override
        public void put(ObjectNode node, String name, Integer value) {
            node.put(name, value);
        }
    }

    /// A 64-bit integer.
    record LongType(String label) implements SettingType<Long> {
        @Override
        public Long read(Object raw) {
            try {
                return whole(raw, Long.MIN_VALUE, Long.MAX_VALUE);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a whole number", e);
            }
        }

        @Override
        public void put(ObjectNode node, String name, Long value) {
            node.put(name, value);
        }
    }

    /// A finite double.
    record DoubleType(String label) implements SettingType<Double> {
        @Override
        public Double read(Object raw) {
            try {
                double value = raw instanceof Number n
                        ? n.doubleValue()
                        : raw instanceof String text ? decimal(text) : Double.NaN;
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Falls through to the same message as a number that is not finite.
            }
            throw new IllegalArgumentException("a finite number");
        }

        @Override
        public void put(ObjectNode node, String name, Double value) {
            node.put(name, value);
        }
    }

    /// Yes or no; an option without a value is a yes.
    record FlagType() implements SettingType<Boolean> {
        @Override
        public String label() {
            return "true|false";
        }

        @Override
        public Boolean read(Object raw) {
            return switch (String.valueOf(raw)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("true or false");
            };
        }

        @Override
        public void put(ObjectNode node, String name, Boolean value) {
            node.put(name, value);
        }
    }

    /// One of an enum's constants by kebab-case name.
    record EnumType<E extends Enum<E>>(Class<E> type) implements SettingType<E> {
        @Override
        public String label() {
            return String.join("|", ids());
        }

        private List<String> ids() {
            return Arrays.stream(type.getEnumConstants()).map(SettingType::id).toList();
        }

        @Override
        public E read(Object raw) {
            if (raw instanceof String text) {
                for (E constant : type.getEnumConstants()) {
                    if (id(constant).equals(text)) {
                        return constant;
                    }
                }
                throw new IllegalArgumentException("one of " + String.join(", ", ids()) + Nearest.hint(text, ids()));
            }
            throw new IllegalArgumentException("one of " + String.join(", ", ids()));
        }

        @Override
        public String text(E value) {
            return id(value);
        }

        @Override
        public void put(ObjectNode node, String name, E value) {
            node.put(name, id(value));
        }
    }

    /// Whole numbers separated by commas; `none` or an empty list for no number.
    record IntListType(String label) implements SettingType<List<Integer>> {
        @Override
        public List<Integer> read(Object raw) {
            IntType item = new IntType("N");
            List<Integer> values = new ArrayList<>();
            try {
                if (raw instanceof List<?> list) {
                    list.forEach(value -> values.add(item.read(value)));
                } else {
                    String text = requireText(raw).strip();
                    if (!text.equals("none")) {
                        Arrays.stream(text.split(",", -1)).forEach(part -> values.add(item.read(part.strip())));
                    }
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("whole numbers separated by commas, such as 100,100, or none");
            }
            return List.copyOf(values);
        }

        @Override
        public String argument(List<Integer> value) {
            return value.isEmpty()
                    ? "none"
                    : value.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        @Override
        public void put(ObjectNode node, String name, List<Integer> value) {
            ArrayNode array = node.putArray(name);
            value.forEach(array::add);
        }
    }

    /// Any text.
    record StringType(String label) implements SettingType<String> {
        @Override
        public String read(Object raw) {
            return requireText(raw);
        }

        @Override
        public void put(ObjectNode node, String name, String value) {
            node.put(name, value);
        }
    }

    /// A decimal number, without the suffixes and hexadecimals that Java's own reading allows.
    private static double decimal(String text) {
        if (text.length() > 60) {
            throw new NumberFormatException();
        }
        return new BigDecimal(text.strip()).doubleValue();
    }

    private static long whole(Object raw, long least, long most) {
        BigDecimal number = number(raw);
        if (number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
            throw new NumberFormatException();
        }
        if (number.compareTo(BigDecimal.valueOf(least)) < 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new IllegalArgumentException("a whole number from " + least + " to " + most);
        }
        return number.longValue();
    }

    private static BigDecimal number(Object raw) {
        if (raw instanceof Double value && Double.isFinite(value)) {
            return new BigDecimal(value); // as 1e3 is in TOML
        }
        if (raw instanceof Integer || raw instanceof Long) {
            return BigDecimal.valueOf(((Number) raw).longValue());
        }
        // A length limit: parsing takes time quadratic in the number of digits.
        if (raw instanceof String text && text.length() < 40) {
            return new BigDecimal(text);
        }
        throw new NumberFormatException();
    }

    private static String requireText(Object raw) {
        if (raw instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("text");
    }
}
