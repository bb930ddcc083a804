package org.sgmrl.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sgmrl.method.Method;
import org.sgmrl.report.chart.RunCurves;
import org.sgmrl.run.text.IntervalText;

/// What came out of runs, in a sentence and a few numbers.
final class RunOutcome {
    private RunOutcome() {}

    /// What is said below the title.
    static String subtitle(List<ReportedRun> runs) {
        if (runs.size() > 1) {
            long groups = runs.stream().map(ReportedRun::group).distinct().count();
            return groups == 1
                    ? runs.getFirst().group() + ": runs that differ in the seed alone"
                    : groups + " groups of runs that differ in the seed alone";
        }
        ReportedRun run = runs.getFirst();
        String id = run.config().path("algorithm").asString("");
        String method =
                Method.ofId(id).map(Method::summary).map(text -> text + "; ").orElse("");
        return method + (run.seed().isEmpty() ? "" : "seed " + run.seed() + ", ") + run.name();
    }

    /// What came out.
    static RunModel.Outcome of(List<ReportedRun> runs) {
        return runs.size() == 1 ? ofOne(runs.getFirst()) : ofSeveral(runs);
    }

    private static RunModel.Outcome ofOne(ReportedRun run) {
        RunCurves curves = run.curves();
        List<RunModel.Fact> facts = new ArrayList<>();
        List<ReportedRun.HeldOut> heldOut = run.heldOut();
        String sentence;
        if (heldOut.size() == 1) {
            sentence = String.format(
                    Locale.ROOT,
                    "On held-out tasks the mean return is %.1f; the run has no step of adaptation.",
                    heldOut.getFirst().returns().mean());
            facts.add(interval("held-out tasks", heldOut.getFirst(), "before"));
        } else if (heldOut.size() > 1) {
            ReportedRun.HeldOut before = heldOut.getFirst();
            ReportedRun.HeldOut after = heldOut.getLast();
            int tasks = run.evaluation().path("tasks").asInt(0);
            sentence = String.format(
                    Locale.ROOT,
                    "On %sheld-out tasks the mean return is %.1f before adaptation and %.1f after %s.",
                    tasks == 0 ? "" : tasks + " ",
                    before.returns().mean(),
                    after.returns().mean(),
                    steps(after.steps()));
            facts.add(interval("before adaptation", before, "before"));
            facts.add(interval("after " + steps(after.steps()), after, "after"));
            facts.add(new RunModel.Fact(
                    "gain", number(after.returns().mean() - before.returns().mean()), "", ""));
        } else {
            sentence = curves.iterations() == 0
                    ? "Nothing has been learned yet."
                    : "Not tested on held-out tasks yet; these are means of the last " + RunCurves.WINDOW
                            + " meta-batches.";
            facts.add(new RunModel.Fact("before adaptation", number(curves.lastPre()), "", "before"));
            facts.add(new RunModel.Fact(
                    "after", number(curves.lastPost()), "best " + number(curves.bestPost()), "after"));
        }
        facts.add(new RunModel.Fact("iterations", Integer.toString(curves.iterations()), "", ""));
        facts.add(new RunModel.Fact("environment steps", compact(curves.envSteps()), "", ""));
        facts.add(new RunModel.Fact("training took", duration(curves.seconds()), "", ""));
        return new RunModel.Outcome(sentence, facts);
    }

    /// The means of groups; the table of runs has the rest.
    private static RunModel.Outcome ofSeveral(List<ReportedRun> runs) {
        long tested = runs.stream().filter(run -> run.adapted().isPresent()).count();
        return new RunModel.Outcome(
                tested == 0
                        ? "No run has been tested on held-out tasks yet."
                        : "Mean return on held-out tasks, of each group. The command evaluate tests several runs on the same"
                                + " tasks and compares them.",
                List.of());
    }

    /// Rows of a table of groups.
    ///
    /// @param styles how groups look
    static List<RunModel.Group> groups(List<ReportedRun> runs, VariantStyles styles) {
        List<RunModel.Group> rows = new ArrayList<>();
        ReportedRun.byGroup(runs)
                .forEach((name, members) -> rows.add(new RunModel.Group(
                        name,
                        styles.cssClass(name),
                        members.size(),
                        mean(members.stream()
                                .flatMap(run -> run.heldOut().stream().limit(1))),
                        mean(members.stream().flatMap(run -> run.adapted().stream())))));
        return rows;
    }

    private static String mean(Stream<ReportedRun.HeldOut> points) {
        return number(
                points.mapToDouble(point -> point.returns().mean()).average().orElse(Double.NaN));
    }

    private static String steps(int steps) {
        return steps == 1 ? "one step" : steps + " steps";
    }

    private static RunModel.Fact interval(String name, ReportedRun.HeldOut point, String cssClass) {
        return new RunModel.Fact(name, number(point.returns().mean()), IntervalText.ends(point.returns()), cssClass);
    }

    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "–";
    }

    private static String compact(double count) {
        if (count >= 1e9) {
            return String.format(Locale.ROOT, "%.2f billion", count / 1e9);
        }
        return count >= 1e6
                ? String.format(Locale.ROOT, "%.2f million", count / 1e6)
                : String.format(Locale.ROOT, "%,.0f", count);
    }

    private static String duration(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 100 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
