package org.sgmrl.run.settings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.run.text.OneLine;

/// One setting: its name on the command line, in TOML files and in `config.json`, how its value is read,
/// and what it is.
///
/// Values are kept as plain objects: Integer, Long, Double, Boolean, String, an enum constant, or a list of Integer.
///
/// @param name kebab-case name; the option is `--name`
/// @param type how a value is read
/// @param description a line for `--help`
public record SettingKey(String name, Type type, String description) {
    /// How a value is read.
    public sealed interface Type {
        /// Shown in `--help` after the option.
        String label();

        /// Reads a value that came as text, number or list; throws an IllegalArgumentException that says
        /// what is allowed.
        Object read(Object raw);
    }

    /// A 32-bit integer.
    record IntType(String label) implements Type {
        @Override
        public Object read(Object raw) {
            try {
                return (int) whole(raw, Integer.MIN_VALUE, Integer.MAX_VALUE);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a whole number", e);
            }
        }
    }

    /// Yes or no; an option without a value is a yes.
    public record FlagType() implements Type {
        @Override
        public String label() {
            return "true|false";
        }

        @Override
        public Object read(Object raw) {
            return switch (String.valueOf(raw)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("true or false");
            };
        }
    }

    /// A 64-bit integer.
    record LongType(String label) implements Type {
        @Override
        public Object read(Object raw) {
            try {
                return whole(raw, Long.MIN_VALUE, Long.MAX_VALUE);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a whole number", e);
            }
        }
    }

    /// A finite double.
    record DoubleType(String label) implements Type {
        @Override
        public Object read(Object raw) {
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
    }

    /// One of an enum's constants by kebab-case name.
    record EnumType(Class<? extends Enum<?>> type) implements Type {
        @Override
        public String label() {
            return ids().stream().collect(Collectors.joining("|"));
        }

        List<String> ids() {
            return Arrays.stream(type.getEnumConstants()).map(SettingKey::id).toList();
        }

        @Override
        public Object read(Object raw) {
            if (raw instanceof String text) {
                for (Enum<?> constant : type.getEnumConstants()) {
                    if (id(constant).equals(text)) {
                        return constant;
                    }
                }
                throw new IllegalArgumentException("one of " + String.join(", ", ids()) + Nearest.hint(text, ids()));
            }
            throw new IllegalArgumentException("one of " + String.join(", ", ids()));
        }
    }

    /// Whole numbers separated by commas; `none` or an empty list for no number.
    record IntListType(String label) implements Type {
        @Override
        public Object read(Object raw) {
            IntType item = new IntType("N");
            List<Object> values = new ArrayList<>();
            try {
                if (raw instanceof List<?> list) {
                    list.forEach(value -> values.add(item.read(value)));
                } else {
                    String text = text(raw).strip();
                    if (!text.equals("none")) {
                        Arrays.stream(text.split(",", -1)).forEach(part -> values.add(item.read(part.strip())));
                    }
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("whole numbers separated by commas, such as 100,100, or none");
            }
            return List.copyOf(values);
        }
    }

    /// Any text.
    record StringType(String label) implements Type {
        @Override
        public Object read(Object raw) {
            return text(raw);
        }
    }

    /// Reads a value; a wrong one is a `RequestException` that names the key, the value and what is allowed.
    ///
    /// @param where the option or the place in the file
    public Object read(String where, Object raw) {
        try {
            return type.read(raw);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(where + " = " + OneLine.brief(raw) + " must be " + e.getMessage());
        }
    }

    /// The value as it is written to JSON.
    public static Object toJson(Object value) {
        return value instanceof Enum<?> constant ? id(constant) : value;
    }

    /// The value as an option's argument; [#read] gives it back.
    ///
    /// @param value a setting's value
    /// @return its text
    public static String argument(Object value) {
        return value instanceof List<?> list
                ? list.isEmpty() ? "none" : list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(toJson(value));
    }

    /// The kebab-case name of a constant.
    public static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
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

    private static String text(Object raw) {
        if (raw instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("text");
    }
}
