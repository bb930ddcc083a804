package org.sgmrl.run.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.failure.InvalidFile;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.text.BoundedText;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.run.text.OneLine;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// A TOML file whose mistakes are told with their place in it.
public final class TomlFile {
    /// Settings and experiments take a few kilobytes.
    private static final int MAX_BYTES = 64 * 1024;

    private final String source;
    private final TomlParseResult root;

    private TomlFile(String source, TomlParseResult root) {
        this.source = source;
        this.root = root;
    }

    /// Reads a file.
    ///
    /// @param option the option that names it, for messages; may be empty
    /// @param file the file
    /// @return its content
    /// @throws InvalidFile if it cannot be read, or is not TOML
    public static TomlFile read(String option, Path file) {
        try {
            return parse((option + " " + file).strip(), file.toString(), BoundedText.read(file, MAX_BYTES));
        } catch (IOException e) {
            throw new InvalidFile((option + " " + file).strip() + " cannot be read: " + Errors.reason(e));
        }
    }

    /// Reads text.
    ///
    /// @param source where it comes from, for messages
    /// @param text the text
    /// @return its content
    /// @throws InvalidFile if it is not TOML
    public static TomlFile parse(String source, String text) {
        return parse(source, source, text);
    }

    private static TomlFile parse(String what, String source, String text) {
        TomlParseResult toml;
        try {
            toml = Toml.parse(text);
        } catch (StackOverflowError e) {
            throw new InvalidFile(what + " is nested too deeply; settings are plain values");
        }
        TomlFile file = new TomlFile(source, toml);
        if (toml.hasErrors()) {
            TomlParseError error = toml.errors().getFirst();
            throw new InvalidFile(file.place(error.position()) + error.getMessage());
        }
        return file;
    }

    /// The whole file.
    ///
    /// @return its table
    public TomlTable root() {
        return root;
    }

    /// Where something stands, to begin a message with.
    ///
    /// @param table a table of the file
    /// @param key a key of the table, or null for the table itself
    /// @return such as `file.toml, line 3, column 1: `
    public String place(TomlTable table, @Nullable String key) {
        return place(key == null ? null : table.inputPositionOf(List.of(key)));
    }

    private String place(@Nullable TomlPosition position) {
        return position == null
                ? source + ": "
                : source + ", line " + position.line() + ", column " + position.column() + ": ";
    }

    /// A mistake.
    ///
    /// @param table a table of the file
    /// @param key a key of the table, or null
    /// @param message what is wrong
    /// @return the error, to be thrown
    public InvalidSettings error(TomlTable table, @Nullable String key, String message) {
        return new InvalidSettings(place(table, key) + message);
    }

    /// Refuses keys that are not known.
    ///
    /// @param table a table of the file
    /// @param known the keys that it may have
    public void requireKeys(TomlTable table, List<String> known) {
        for (String key : keysInOrder(table)) {
            if (!known.contains(key)) {
                throw error(table, key, "unknown key " + OneLine.brief(key) + Nearest.hint(key, known));
            }
        }
    }

    /// The keys of a table as they stand in the file: the library keeps no order.
    ///
    /// @param table a table of the file
    /// @return its keys
    public List<String> keysInOrder(TomlTable table) {
        return table.keySet().stream()
                .sorted(Comparator.comparing(
                        key -> table.inputPositionOf(List.of(key)),
                        Comparator.nullsLast(
                                Comparator.comparingInt(TomlPosition::line).thenComparingInt(TomlPosition::column))))
                .toList();
    }

    /// Text that must be there.
    ///
    /// @param table a table of the file
    /// @param key its key
    /// @return the text
    public String text(TomlTable table, String key) {
        Object value = table.get(List.of(key));
        if (value == null) {
            throw error(table, null, key + " is missing");
        }
        if (!(value instanceof String text)) {
            throw error(table, key, key + " must be text in quotes");
        }
        return text;
    }

    /// A whole number within bounds; `1e6` and `40_000_000` are as good.
    ///
    /// @param table a table of the file
    /// @param key its key
    /// @param least smallest value
    /// @param most largest value
    /// @return the number
    public long wholeNumber(TomlTable table, String key, long least, long most) {
        Object value = table.get(List.of(key));
        double number = value instanceof Number n ? n.doubleValue() : Double.NaN;
        if (!(value instanceof Number whole) || number != Math.rint(number) || !(number >= least && number <= most)) {
            throw error(
                    table,
                    key,
                    key + " = " + OneLine.brief(value) + " must be a whole number, at least " + least
                            + (most == Long.MAX_VALUE ? "" : " and at most " + most));
        }
        return whole.longValue();
    }

    /// Yes or no.
    ///
    /// @param table a table of the file
    /// @param key its key
    /// @return the value
    public boolean flag(TomlTable table, String key) {
        if (table.get(List.of(key)) instanceof Boolean flag) {
            return flag;
        }
        throw error(table, key, key + " must be true or false");
    }

    /// A table in a table.
    ///
    /// @param table a table of the file
    /// @param key its key
    /// @return the inner table, or null if there is none
    public @Nullable TomlTable table(TomlTable table, String key) {
        return switch (table.get(List.of(key))) {
            case null -> null;
            case TomlTable inner -> inner;
            default -> throw error(table, key, key + " must be a table");
        };
    }

    /// An array of tables.
    ///
    /// @param table a table of the file
    /// @param key its key
    /// @return the tables, none if there is no such key
    public List<TomlTable> tables(TomlTable table, String key) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return List.of();
        }
        List<TomlTable> tables = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof TomlTable inner) {
                    tables.add(inner);
                }
            }
            if (tables.size() == array.size()) {
                return tables;
            }
        }
        throw error(table, key, key + " must be given as [[" + key + "]]");
    }

    /// A value in Java's own types: text, number, flag, or a list of them.
    ///
    /// @param table a table of the file
    /// @param key its key
    /// @return the value
    public Object plain(TomlTable table, String key) {
        return plain(table.get(List.of(key)));
    }

    private static Object plain(@Nullable Object value) {
        if (value instanceof TomlArray array) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                items.add(plain(array.get(i)));
            }
            return items;
        }
        return value == null ? "" : value;
    }
}
