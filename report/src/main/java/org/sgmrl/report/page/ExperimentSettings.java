package org.sgmrl.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.SettingType;
import org.sgmrl.run.settings.Settings;

/// The settings of an experiment's runs: one value where all have the same, else each value with whose it is.
final class ExperimentSettings {
    /// What the runs of a row and a variant differ in.
    private static final String SEED = "seed";

    /// Runs that differ in the seed alone.
    private record Group(String row, String variant) {}

    private final SequencedMap<Group, Cell> groups = new LinkedHashMap<>();

    private ExperimentSettings(List<Cell> cells) {
        cells.forEach(cell ->
                groups.putIfAbsent(new Group(cell.row().title(), cell.variant().name()), cell));
    }

    /// Lines of a table.
    ///
    /// @param cells all runs
    static List<ExperimentModel.Setting> of(List<Cell> cells) {
        ExperimentSettings table = new ExperimentSettings(cells);
        List<ExperimentModel.Setting> lines = new ArrayList<>();
        table.add(lines, "preset", cell -> SettingType.id(cell.request().preset()));
        for (Setting.OfTraining<?> setting : Settings.TRAINING) {
            if (!setting.name().equals(SEED)) {
                table.add(lines, setting.name(), cell -> value(setting, cell));
            }
        }
        return lines;
    }

    private static @Nullable String value(Setting.OfTraining<?> setting, Cell cell) {
        var settings = cell.request().settings();
        return setting.acts().test(settings) ? setting.text(settings) : null;
    }

    /// @param value of a run; null where the setting does not act there
    private void add(List<ExperimentModel.Setting> lines, String name, Function<Cell, @Nullable String> value) {
        SequencedMap<String, Set<Group>> values = new LinkedHashMap<>();
        groups.forEach((group, cell) -> {
            String text = value.apply(cell);
            if (text != null) {
                values.computeIfAbsent(text, _ -> new LinkedHashSet<>()).add(group);
            }
        });
        if (!values.isEmpty()) {
            lines.add(new ExperimentModel.Setting(
                    name,
                    values.entrySet().stream()
                            .map(entry -> entry.getKey() + whose(entry.getValue()))
                            .collect(Collectors.joining("; "))));
        }
    }

    /// Whose a value is: nothing of that of all.
    private String whose(Set<Group> having) {
        if (having.equals(groups.keySet())) {
            return "";
        }
        SequencedSet<String> variants = names(having, Group::variant);
        if (having.equals(where(group -> variants.contains(group.variant())))) {
            return " (" + String.join(", ", variants) + ")";
        }
        SequencedSet<String> rows = names(having, Group::row);
        if (having.equals(where(group -> rows.contains(group.row())))) {
            return " (" + String.join(", ", rows) + ")";
        }
        return having.stream()
                .map(group -> group.row() + ": " + group.variant())
                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static SequencedSet<String> names(Set<Group> having, Function<Group, String> name) {
        return having.stream().map(name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<Group> where(Predicate<Group> condition) {
        return groups.keySet().stream().filter(condition).collect(Collectors.toSet());
    }
}
