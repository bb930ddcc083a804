package org.sgmrl.run.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Nearest;
import org.sgmrl.statistics.Normalization;

/// A grid of runs as data: environments × variants × seeds, all with the same budget and tested alike.
/// [ExperimentReader] reads it from TOML; the paper's tables are such files ([Papers]).
///
/// Settings are values by the names of `train`, as far as they differ from the preset's. A variant's win over a row's,
/// and those over the ones that all share.
///
/// @param name name of its folder
/// @param title heading of its page
/// @param rows environments, each with settings of its own
/// @param variants what is compared; the first is compared with each other one
/// @param seeds seeds of the runs of each row and variant
/// @param tuningSeeds seeds on which [Variant#tune] is decided, none of them in `seeds`
/// @param settings settings that all runs share
/// @param envSteps environment steps of a run's training, if no episode ends early; null where `iterations` says how
///     long runs are
/// @param testTasks tasks of the final test, the same for all runs
/// @param validationTasks tasks that select a checkpoint; 0: the last iterate alone is tested
/// @param levels returns after adaptation of which is told after how many environment steps a run reaches them
/// @param reduction what else is smaller than in the published experiment than the environment steps of its rows, or null
public record Experiment(
        String name,
        String title,
        List<Row> rows,
        List<Variant> variants,
        List<Long> seeds,
        List<Long> tuningSeeds,
        GivenSettings settings,
        @Nullable Long envSteps,
        int testTasks,
        int validationTasks,
        List<Double> levels,
        @Nullable String reduction) {
    private static final int MOST_RUNS = 100_000;

    /// A published figure.
    ///
    /// @param mean mean return
    /// @param deviation its deviation as published
    public record Published(double mean, double deviation) {}

    /// One row of the table.
    ///
    /// @param id part of folder names
    /// @param title for people
    /// @param environment id of the environment
    /// @param settings settings of this row
    /// @param published published figures by variant, possibly none
    /// @param publishedSteps environment steps of training of a run behind them, if no episode ends early; null where that is
    ///     not known
    /// @param scores what returns are worth where environments are put together, or null where they are not
    public record Row(
            String id,
            String title,
            String environment,
            GivenSettings settings,
            Map<String, Published> published,
            @Nullable Long publishedSteps,
            @Nullable Normalization scores) {
        /// Copies.
        public Row {
            published = Map.copyOf(published);
        }

        private Row withIterations(int iterations) {
            return settings.has(Settings.ITERATIONS)
                    ? new Row(
                            id,
                            title,
                            environment,
                            settings.with(Settings.ITERATIONS, iterations),
                            published,
                            publishedSteps,
                            scores)
                    : this;
        }
    }

    /// What is compared.
    ///
    /// @param name part of folder names
    /// @param settings its settings
    /// @param tune settings that are tuned, each with the values that are tried; all combinations are
    public record Variant(String name, GivenSettings settings, List<Tried<?>> tune) {
        /// Copies.
        public Variant {
            tune = List.copyOf(tune);
        }

        /// How many combinations tuning tries.
        ///
        /// @return 1 where nothing is tuned; `Long.MAX_VALUE` where they cannot be counted
        public long candidates() {
            double count =
                    tune.stream().mapToDouble(tried -> tried.values().size()).reduce(1, (a, b) -> a * b);
            return (long) count;
        }

        /// One combination of the values that are tried.
        ///
        /// @param index in 0..[#candidates]-1; the last setting varies fastest
        /// @return the values
        public GivenSettings candidate(int index) {
            GivenSettings chosen = GivenSettings.NONE;
            int rest = index;
            for (Tried<?> tried : tune.reversed()) {
                int count = tried.values().size();
                chosen = tried.in(chosen, rest % count);
                rest /= count;
            }
            return chosen;
        }
    }

    /// A setting that is tuned.
    ///
    /// @param setting the setting
    /// @param values what is tried
    /// @param <V> type of a value
    public record Tried<V>(Setting<V> setting, List<V> values) {
        /// Copies.
        public Tried {
            values = List.copyOf(values);
        }

        GivenSettings in(GivenSettings given, int index) {
            return given.with(setting, values.get(index));
        }
    }

    /// Checks that seeds for tuning and for the comparison are apart, that rows and runs can be told from each other, that there
    /// are not too many runs, and that every environment has scores or none has.
    public Experiment {
        requireDifferent("title", rows.stream().map(Row::title));
        requireDifferent("name of a row and a variant together,", rows.stream().flatMap(row -> names(row, variants)));
        requireFewRuns(rows, variants, seeds, tuningSeeds);
        Map<Boolean, List<Row>> byScores =
                rows.stream().collect(Collectors.partitioningBy(row -> row.scores() != null));
        List<Row> with = byScores.getOrDefault(true, List.of());
        List<Row> without = byScores.getOrDefault(false, List.of());
        if (!with.isEmpty() && !without.isEmpty()) {
            throw new InvalidSettings("scores is given for " + with.getFirst().id() + " and not for "
                    + without.getFirst().id() + "; environments are put together where all have it");
        }
        for (long seed : seeds) {
            if (tuningSeeds.contains(seed)) {
                throw new InvalidSettings("seed " + seed
                        + " is in seeds and in tuning-seeds; what was tuned on a seed cannot be" + " compared on it");
            }
        }
        boolean tunes = variants.stream().anyMatch(variant -> !variant.tune().isEmpty());
        if (tunes && tuningSeeds.isEmpty()) {
            throw new InvalidSettings("tuning-seeds is missing; tuning needs seeds that the comparison does not use");
        }
    }

    private static Stream<String> names(Row row, List<Variant> variants) {
        return variants.stream().map(variant -> row.id() + "-" + variant.name());
    }

    /// Rows are shown by their titles, and row and variant name a run's folder.
    private static void requireDifferent(String what, Stream<String> names) {
        Set<String> seen = new HashSet<>();
        names.filter(name -> !seen.add(name)).findFirst().ifPresent(name -> {
            throw new InvalidSettings("the " + what + " " + name + " stands twice; give each its own");
        });
    }

    private static void requireFewRuns(
            List<Row> rows, List<Variant> variants, List<Long> seeds, List<Long> tuningSeeds) {
        double trials = variants.stream()
                .filter(variant -> !variant.tune().isEmpty())
                .mapToDouble(Variant::candidates)
                .sum();
        double runs = rows.size() * (variants.size() * (double) seeds.size() + trials * tuningSeeds.size());
        if (runs > MOST_RUNS) {
            throw new InvalidSettings(String.format(
                    Locale.ROOT, "the experiment has %,.0f runs with those that tune; at most %,d", runs, MOST_RUNS));
        }
    }

    /// Whether settings of a variant are tuned first.
    ///
    /// @return whether
    public boolean tunes() {
        return variants.stream().anyMatch(variant -> !variant.tune().isEmpty());
    }

    /// The same with other seeds.
    ///
    /// @param other the seeds
    /// @return the experiment
    public Experiment withSeeds(List<Long> other) {
        return with(rows, other, settings);
    }

    /// The same with a setting that all runs share replaced.
    ///
    /// @param setting the setting
    /// @param value its value
    /// @return the experiment
    public <V> Experiment withSetting(Setting<V> setting, V value) {
        return with(rows, seeds, settings.with(setting, value));
    }

    /// The same with runs of another length, in every row.
    ///
    /// @param iterations of each run
    /// @return the experiment
    public Experiment withIterations(int iterations) {
        List<Row> alike =
                rows.stream().map(row -> row.withIterations(iterations)).toList();
        return with(alike, seeds, settings.with(Settings.ITERATIONS, iterations));
    }

    /// The same with only some rows.
    ///
    /// @param ids of rows; an empty list stands for all
    /// @return the experiment
    public Experiment withRows(List<String> ids) {
        List<String> known = rows.stream().map(Row::id).toList();
        for (String id : ids) {
            if (!known.contains(id)) {
                throw new InvalidSettings("--row = " + id + " is unknown; " + name + " has " + String.join(", ", known)
                        + Nearest.hint(id, known));
            }
        }
        List<Row> some = ids.isEmpty()
                ? rows
                : rows.stream().filter(row -> ids.contains(row.id())).toList();
        return with(some, seeds, settings);
    }

    private Experiment with(List<Row> otherRows, List<Long> otherSeeds, GivenSettings otherSettings) {
        return new Experiment(
                name,
                title,
                otherRows,
                variants,
                otherSeeds,
                tuningSeeds,
                otherSettings,
                envSteps,
                testTasks,
                validationTasks,
                levels,
                reduction);
    }
}
