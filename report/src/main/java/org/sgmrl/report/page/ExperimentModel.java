package org.sgmrl.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `experiment.jte` shows. Numbers are text where their digits are chosen, pictures SVG.
///
/// @param style CSS
/// @param done runs that are finished
/// @param reductions what is less than in the paper
/// @param verdicts what comes out, in words
/// @param undecided what does not, where there are too many to read at once
/// @param across all environments together; without rows where they are not
/// @param smoothing iterations that a curve's points are means over
/// @param figure paths; empty where there are none
/// @param time all runs took
/// @param makers programs that made the finished runs; empty before one is
/// @param machine program and machine of the page
record ExperimentModel(
        String title,
        String style,
        int done,
        List<String> reductions,
        List<Verdict> verdicts,
        List<Verdict> undecided,
        List<Result> results,
        List<Compared> comparisons,
        List<Order> orders,
        Across across,
        int smoothing,
        List<Curves> curves,
        String figure,
        Protocol protocol,
        List<Run> runs,
        String time,
        String makers,
        String machine) {
    /// A comparison in words.
    record Verdict(String where, String text, String numbers) {}

    /// A variant in a row of the experiment.
    ///
    /// @param rate environment steps a second of training
    /// @param paper the paper's figure, or nothing
    /// @param difference from it, or nothing
    record Result(
            String row,
            VariantStyles.Name variant,
            @Nullable Returns returns,
            String rate,
            String paper,
            String difference) {}

    /// Mean returns with their intervals.
    ///
    /// @param robust interquartile mean of the selected checkpoints
    record Returns(String selected, String last, String robust, String initial, int seeds, int tasks) {}

    /// A comparison.
    ///
    /// @param improvement how likely a seed of the first is above one of the second on a task
    /// @param time a step of the first takes, as a share of one of the second
    record Compared(
            String where,
            String first,
            String second,
            String difference,
            String interval,
            String improvement,
            String time,
            String effect,
            String welch,
            String holm,
            String verdict) {}

    /// Whether an order of the paper is found again.
    ///
    /// @param above whether the paper has the first above the second
    /// @param here what is said of it
    /// @param contradicted whether it is another one here
    record Order(
            String row,
            String first,
            boolean above,
            String second,
            String by,
            String here,
            boolean contradicted,
            String difference) {}

    /// All environments together.
    ///
    /// @param first variant that each other one is compared with
    /// @param ends returns that score 0 and 1, by environment
    /// @param rows one for each variant that is finished on every environment
    /// @param profiles performance profiles of the scores, as SVG
    record Across(String first, String ends, List<Together> rows, String profiles) {}

    /// Aggregates of a variant's scores.
    ///
    /// @param improvement how likely a seed of the first variant is above one of this; empty for the first
    record Together(
            VariantStyles.Name variant,
            String robust,
            String mean,
            String median,
            String gap,
            String improvement,
            int seeds) {}

    /// Learning curves of a row.
    ///
    /// @param svg empty if there is no run yet
    /// @param file the same as a picture
    /// @param unadapted variants whose training takes no inner steps, so that both their returns are those of θ itself
    /// @param levels returns that are waited for
    /// @param arrivals of each variant, where there are levels
    /// @param gains what the last quarter of the runs brought, of each variant
    /// @param profiles performance profiles, as SVG; empty before a run is finished
    record Curves(
            String row,
            List<VariantStyles.Name> variants,
            String svg,
            String file,
            List<VariantStyles.Name> unadapted,
            List<String> levels,
            List<Arrivals> arrivals,
            List<Gain> gains,
            String profiles) {}

    /// What the last quarter of a variant's runs brought.
    record Gain(VariantStyles.Name variant, String gain) {}

    /// Environment steps until returns are reached.
    ///
    /// @param steps for each level
    record Arrivals(VariantStyles.Name variant, List<String> steps) {}

    /// How it was measured.
    ///
    /// @param published whether the paper has figures
    record Protocol(
            int trajectories,
            int testTasks,
            int validationTasks,
            int checkpointEvery,
            boolean published,
            List<Setting> settings) {}

    /// A setting.
    record Setting(String name, String value) {}

    /// A run.
    ///
    /// @param folder its address, with a slash at the end
    /// @param effort steps and time; empty if it is not finished
    /// @param command that makes it
    record Run(String name, String folder, String effort, String command) {}
}
