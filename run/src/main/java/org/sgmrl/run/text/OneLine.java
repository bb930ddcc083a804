package org.sgmrl.run.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Text of any origin on one line of bounded length, for errors that quote files.
public final class OneLine {
    private static final int MOST = 1500;
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./+:@%,=-]+");

    private OneLine() {}

    /// The text with control characters shown as escapes, cut where it gets too long.
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < MOST; i++) {
            char c = text.charAt(i);
            boolean paired = Character.isHighSurrogate(c)
                    ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                    : Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
            boolean shown = Character.isSurrogate(c)
                    ? paired
                    : !Character.isISOControl(c) && c != '\u2028' && c != '\u2029' && c != '\uFEFF';
            if (shown) {
                line.append(c);
            } else {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return line.length() < MOST ? line.toString() : line.append('…').toString();
    }

    /// A value from a file for the middle of a sentence.
    public static String brief(@Nullable Object value) {
        String text = String.valueOf(value);
        return of(text.length() > 80 ? text.substring(0, 80) + "…" : text);
    }

    /// A path as a shell takes it.
    public static String quoted(Path path) {
        String text = path.toString();
        return text.startsWith("-") ? inQuotes(text) : word(text);
    }

    /// A command as a shell takes it.
    ///
    /// @param words the program, its options and their values
    public static String command(List<String> words) {
        return words.stream().map(OneLine::word).collect(Collectors.joining(" "));
    }

    private static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : inQuotes(text);
    }

    private static String inQuotes(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
