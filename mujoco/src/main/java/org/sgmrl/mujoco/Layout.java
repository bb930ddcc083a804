package org.sgmrl.mujoco;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where one release of MuJoCo keeps the fields of its structures. They move with every release; the table is
/// made from the releases' headers by `src/layout/generate.sh`.
@SuppressWarnings("EnumOrdinal") // plain arrays, because fields are read in the hot path
final class Layout {
    private final int version;
    private final Map<String, Long> values;
    private final long[] modelOffsets;
    private final long[] dataOffsets;

    private Layout(int version, Map<String, Long> values) {
        this.version = version;
        this.values = values;
        modelOffsets = Arrays.stream(ModelField.values())
                .mapToLong(f -> value(f.layoutName()))
                .toArray();
        dataOffsets = Arrays.stream(DataField.values())
                .mapToLong(f -> value(f.layoutName()))
                .toArray();
    }

    /// The layout of a release.
    ///
    /// @param version what `mj_version()` returns
    /// @return the layout, or empty for a release that is not in the table
    static Optional<Layout> forVersion(int version) {
        List<String[]> rows = table();
        int column = Arrays.asList(rows.getFirst()).indexOf(Integer.toString(version));
        if (column < 1) {
            return Optional.empty();
        }
        Map<String, Long> values = new HashMap<>();
        for (String[] row : rows) {
            if (!row[column].equals("-")) {
                values.put(row[0], Long.valueOf(row[column]));
            }
        }
        return Optional.of(new Layout(version, values));
    }

    /// All releases of the table, ascending, as numbers of `mj_version()`.
    static int[] versions() {
        String[] first = table().getFirst();
        return Arrays.stream(first, 1, first.length)
                .mapToInt(Integer::parseInt)
                .sorted()
                .toArray();
    }

    /// All releases of the table for people: `2.2.0-2.2.2, 2.3.0, …`.
    static String versionRanges() {
        List<String> ranges = new ArrayList<>();
        int[] versions = versions();
        for (int i = 0; i < versions.length; ) {
            int last = i;
            while (last + 1 < versions.length && versions[last + 1] == versions[last] + 1) {
                last++;
            }
            ranges.add(
                    i == last
                            ? versionText(versions[i])
                            : versionText(versions[i]) + "-" + versionText(versions[last]));
            i = last + 1;
        }
        return String.join(", ", ranges);
    }

    /// A number of `mj_version()` for people: one digit a part up to 3.4, then three.
    static String versionText(int version) {
        int base = version < 1000 ? 10 : 1000;
        return version / (base * base) + "." + version / base % base + "." + version % base;
    }

    private static List<String[]> table() {
        try (InputStream in = Layout.class.getResourceAsStream("layouts.tsv")) {
            if (in == null) {
                throw new IllegalStateException("layouts.tsv is missing from the jar of sgmrl-mujoco; build it again");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int version() {
        return version;
    }

    /// The same layout with two entries exchanged: what a wrong table would look like.
    Layout withSwapped(String first, String second) {
        Map<String, Long> swapped = new HashMap<>(values);
        swapped.put(first, value(second));
        swapped.put(second, value(first));
        return new Layout(version, swapped);
    }

    long value(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("layouts.tsv has no " + name + " for " + versionText(version));
        }
        return value;
    }

    /// Entries that some releases lack.
    @Nullable
    Long valueIfPresent(String name) {
        return values.get(name);
    }

    long offset(ModelField field) {
        return modelOffsets[field.ordinal()];
    }

    long offset(DataField field) {
        return dataOffsets[field.ordinal()];
    }
}
