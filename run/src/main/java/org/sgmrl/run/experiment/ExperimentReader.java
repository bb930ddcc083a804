package org.sgmrl.run.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.TomlFile;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.statistics.Normalization;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/// Reads an experiment from TOML. Every mistake is an exception that names its place in the file.
///
/// Top level: `name`, `title`, `env-steps`, `seeds` (a list, or how many), `tuning-seeds`, `test-tasks`,
/// `validation-tasks`, `levels`, `reduction`, `unequal-tuning`, a table `settings` that all runs share, `[variant.NAME]`
/// with the settings of `train` by name and `[variant.NAME.tune]` with lists of values to try, `[[environment]]` with `id`, `name`, `title`,
/// `settings`, `published` (`[mean, deviation]` by variant), `published-steps` (environment steps of a run behind these)
/// and `scores` (the returns that score 0 and 1).
public final class ExperimentReader {
    private static final int MOST_SEEDS = 1000;
    private static final int MOST_TASKS = 1_000_000;
    private static final String SETTINGS = "settings";
    private static final String PUBLISHED_STEPS = "published-steps";

    /// What an experiment decides itself, or what belongs to the place where it runs.
    private static final Set<String> NOT_FREE =
            Set.of("env", "seed", "threads", "engine", "master", "out", "test-tasks", "keep-checkpoints");

    private static final List<String> TOP = List.of(
            "name",
            "title",
            "env-steps",
            "seeds",
            "tuning-seeds",
            "test-tasks",
            "validation-tasks",
            "levels",
            "reduction",
            "unequal-tuning",
            SETTINGS,
            "variant",
            "environment");

    private final TomlFile toml;
    private final @Nullable Path folder;

    private ExperimentReader(TomlFile toml, @Nullable Path folder) {
        this.toml = toml;
        this.folder = folder;
    }

    /// Reads a file.
    ///
    /// @param file the file; problem files that it names are looked for beside it
    /// @return the experiment
    public static Experiment read(Path file) {
        return new ExperimentReader(
                        TomlFile.read("", file), file.toAbsolutePath().getParent())
                .experiment();
    }

    /// Reads text.
    ///
    /// @param source where the text comes from, for messages
    /// @param text TOML
    /// @return the experiment
    static Experiment parse(String source, String text) {
        return new ExperimentReader(TomlFile.parse(source, text), null).experiment();
    }

    private Experiment experiment() {
        TomlTable root = toml.root();
        toml.requireKeys(root, TOP);
        String name = toml.text(root, "name");
        requireName("name", root, name);
        GivenSettings shared = settings(root, SETTINGS);
        Long envSteps = root.contains("env-steps") ? toml.wholeNumber(root, "env-steps", 1, Long.MAX_VALUE) : null;
        List<Experiment.Variant> variants = variants(root);
        List<Experiment.Row> rows = rows(root, variants);
        boolean iterations = Stream.concat(
                        Stream.of(shared),
                        Stream.concat(
                                rows.stream().map(Experiment.Row::settings),
                                variants.stream().map(Experiment.Variant::settings)))
                .anyMatch(settings -> settings.has(Settings.ITERATIONS));
        if (envSteps != null && iterations) {
            throw toml.error(
                    root, "env-steps", "iterations and env-steps both say how long runs are; give one of them");
        }
        return new Experiment(
                name,
                root.contains("title") ? toml.text(root, "title") : name,
                rows,
                variants,
                seeds(root, "seeds"),
                root.contains("tuning-seeds") ? seeds(root, "tuning-seeds") : List.of(),
                shared,
                envSteps,
                count(root, "test-tasks", 200, 2),
                count(root, "validation-tasks", 0, 0),
                numbers(root, "levels"),
                root.contains("reduction") ? toml.text(root, "reduction") : null);
    }

    private int count(TomlTable table, String key, int byDefault, int least) {
        return table.contains(key) ? (int) toml.wholeNumber(table, key, least, MOST_TASKS) : byDefault;
    }

    private List<Double> numbers(TomlTable root, String key) {
        if (!root.contains(key)) {
            return List.of();
        }
        List<Double> values = new ArrayList<>();
        for (Object value : list(root, key)) {
            if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
                throw toml.error(root, key, key + " must be a list of finite numbers");
            }
            values.add(number.doubleValue());
        }
        return List.copyOf(values);
    }

    private List<Long> seeds(TomlTable root, String key) {
        if (!root.contains(key)) {
            throw toml.error(root, null, key + " is missing; give a list such as [0, 1, 2, 3], or how many");
        }
        if (root.get(List.of(key)) instanceof Long) {
            return LongStream.range(0, toml.wholeNumber(root, key, 1, MOST_SEEDS))
                    .boxed()
                    .toList();
        }
        List<Long> seeds = new ArrayList<>();
        for (Object value : list(root, key)) {
            if (!(value instanceof Long seed)) {
                throw toml.error(root, key, key + " must be a list of whole numbers, or how many seeds");
            }
            if (seeds.contains(seed)) {
                throw toml.error(root, key, "seed " + seed + " stands twice in " + key);
            }
            seeds.add(seed);
        }
        if (seeds.isEmpty() || seeds.size() > MOST_SEEDS) {
            throw toml.error(root, key, key + " must have 1 to " + MOST_SEEDS + " seeds");
        }
        return List.copyOf(seeds);
    }

    private List<Experiment.Variant> variants(TomlTable root) {
        TomlTable table = toml.table(root, "variant");
        if (table == null || table.isEmpty()) {
            throw toml.error(root, null, "there is no [variant.NAME]; give at least one, with settings of train");
        }
        List<Experiment.Variant> variants = new ArrayList<>();
        for (String name : toml.keysInOrder(table)) {
            requireName("variant", table, name);
            TomlTable of = toml.table(table, name);
            if (of == null) {
                throw toml.error(table, name, "variant." + name + " must be a table, [variant." + name + "]");
            }
            List<Experiment.Tried<?>> tune = tune(of);
            GivenSettings settings = settings(of, Set.of("tune"));
            for (Experiment.Tried<?> tried : tune) {
                String key = tried.setting().name();
                if (settings.has(tried.setting())) {
                    throw toml.error(of, key, key + " is set and tuned; it can be one of both");
                }
            }
            variants.add(new Experiment.Variant(name, settings, tune));
        }
        requireTunedAlike(root, variants);
        return List.copyOf(variants);
    }

    /// A comparison of one method tuned with another that is not says little.
    private void requireTunedAlike(TomlTable root, List<Experiment.Variant> variants) {
        long most = variants.stream()
                .mapToLong(Experiment.Variant::candidates)
                .max()
                .orElse(1);
        if (root.contains("unequal-tuning") && toml.flag(root, "unequal-tuning")) {
            return;
        }
        for (Experiment.Variant variant : variants) {
            if (variant.candidates() != most) {
                throw toml.error(
                        root,
                        "variant",
                        "variant " + variant.name() + " has " + variant.candidates() + " tuning candidates and another "
                                + most + "; tune all alike, or say unequal-tuning = true");
            }
        }
    }

    private List<Experiment.Tried<?>> tune(TomlTable variant) {
        TomlTable table = toml.table(variant, "tune");
        List<Experiment.Tried<?>> tune = new ArrayList<>();
        if (table == null) {
            return tune;
        }
        for (String name : toml.keysInOrder(table)) {
            Setting<?> setting = setting(table, name);
            if (setting.equals(Settings.ITERATIONS)) {
                throw toml.error(table, name, "iterations cannot be tuned: all runs have the same budget");
            }
            tune.add(tried(table, setting));
        }
        return tune;
    }

    private <V> Experiment.Tried<V> tried(TomlTable table, Setting<V> setting) {
        String name = setting.name();
        List<V> values = new ArrayList<>();
        for (Object raw : list(table, name)) {
            values.add(setting.read(toml.place(table, name) + name, raw));
        }
        if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
            throw toml.error(table, name, name + " must be a list of different values to try");
        }
        return new Experiment.Tried<>(setting, values);
    }

    private List<Experiment.Row> rows(TomlTable root, List<Experiment.Variant> variants) {
        List<Experiment.Row> rows = new ArrayList<>();
        for (TomlTable table : toml.tables(root, "environment")) {
            toml.requireKeys(table, List.of("id", "name", "title", SETTINGS, "published", PUBLISHED_STEPS, "scores"));
            String environment = toml.text(table, "id");
            String id =
                    table.contains("name") ? toml.text(table, "name") : environment.replaceAll("[^A-Za-z0-9._-]+", "-");
            requireName("name", table, id);
            if (rows.stream().anyMatch(row -> row.id().equals(id))) {
                throw toml.error(table, "id", "environment " + id + " stands twice; give each a name of its own");
            }
            rows.add(new Experiment.Row(
                    id,
                    table.contains("title") ? toml.text(table, "title") : id,
                    environment,
                    settings(table, SETTINGS),
                    published(table, variants),
                    publishedSteps(table),
                    scores(table)));
        }
        if (rows.isEmpty()) {
            throw toml.error(root, null, "there is no [[environment]]; give at least one, with its id");
        }
        return List.copyOf(rows);
    }

    private Map<String, Experiment.Published> published(TomlTable row, List<Experiment.Variant> variants) {
        TomlTable table = toml.table(row, "published");
        Map<String, Experiment.Published> published = new LinkedHashMap<>();
        if (table != null) {
            toml.requireKeys(
                    table, variants.stream().map(Experiment.Variant::name).toList());
            for (String name : toml.keysInOrder(table)) {
                List<Double> figures = numbers(table, name);
                if (figures.size() != 2) {
                    throw toml.error(table, name, name + " must be a mean and a deviation, such as [-16.9, 0.7]");
                }
                published.put(name, new Experiment.Published(figures.get(0), figures.get(1)));
            }
        }
        return published;
    }

    private @Nullable Long publishedSteps(TomlTable row) {
        if (!row.contains(PUBLISHED_STEPS)) {
            return null;
        }
        if (!row.contains("published")) {
            throw toml.error(row, PUBLISHED_STEPS, PUBLISHED_STEPS + " is of figures, and published gives none");
        }
        return toml.wholeNumber(row, PUBLISHED_STEPS, 1, Long.MAX_VALUE);
    }

    private @Nullable Normalization scores(TomlTable row) {
        List<Double> ends = numbers(row, "scores");
        if (!row.contains("scores")) {
            return null;
        }
        if (ends.size() != 2) {
            throw toml.error(row, "scores", "scores must be the returns that score 0 and 1, such as [-36.0, -12.0]");
        }
        try {
            return new Normalization(ends.get(0), ends.get(1));
        } catch (IllegalArgumentException e) {
            throw toml.error(row, "scores", "scores: " + e.getMessage());
        }
    }

    private GivenSettings settings(TomlTable parent, String name) {
        TomlTable table = toml.table(parent, name);
        return table == null ? GivenSettings.NONE : settings(table, Set.of());
    }

    private GivenSettings settings(TomlTable table, Set<String> others) {
        GivenSettings given = GivenSettings.NONE;
        for (String name : toml.keysInOrder(table)) {
            if (!others.contains(name)) {
                given = given.with(setting(table, name), toml.place(table, name) + name, toml.plain(table, name));
            }
        }
        String mdp = given.get(Settings.MDP);
        return mdp == null || folder == null
                ? given
                : given.with(Settings.MDP, folder.resolve(mdp).toString());
    }

    private Setting<?> setting(TomlTable table, String name) {
        List<String> known = Settings.ALL.stream()
                .map(Setting::name)
                .filter(key -> !NOT_FREE.contains(key))
                .toList();
        if (NOT_FREE.contains(name)) {
            throw toml.error(
                    table, name, name + " is not a setting of a variant: the experiment or the command decides it");
        }
        if (!known.contains(name)) {
            throw toml.error(table, name, "unknown setting " + name + Nearest.hint(name, known));
        }
        return Settings.byName(name);
    }

    private List<Object> list(TomlTable table, String key) {
        Object value = table.get(List.of(key));
        if (!(value instanceof TomlArray)) {
            throw toml.error(table, key, key + " must be a list");
        }
        return ((List<?>) toml.plain(table, key))
                .stream().map(Object.class::cast).toList();
    }

    /// Names become parts of folder names.
    private void requireName(String what, TomlTable table, String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw toml.error(
                    table,
                    null,
                    what + " = " + name
                            + " must be letters, digits, dots, hyphens and underscores, at most 64, for it names a folder");
        }
    }
}
