package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.report.chart.ChartLines;
import org.sgmrl.report.chart.RunCurves;
import org.sgmrl.run.folder.MetricsLog;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.IterationReport;
import tools.jackson.databind.node.ObjectNode;

/// Pages are opened in a real browser.
class ReportTest {
    /// Of a run that has what every run has; returns before and after adaptation are one.
    private static final int CHARTS = Math.toIntExact(
            RunCurves.Metric.all().stream().filter(metric -> !metric.optional()).count() - 1);

    @TempDir
    private Path folder;

    @Test
    void aPageOpensWithoutErrorsAndDrawsACanvasPerChart() throws Exception {
        Path page = report(run("one", "sg-mrl", 0, 30));

        Browser.Page opened = Browser.open(folder, page.toUri().toString());

        assertThat(opened.log()).doesNotContain("CONSOLE");
        assertThat(opened.dom().split("<canvas", -1)).hasSize(CHARTS + 1);
    }

    @Test
    void theNegativeControlAPageWithAFailingScriptIsNoticed() throws Exception {
        Path page = Files.writeString(folder.resolve("bad.html"), "<script>nowhere()</script>");
        assertThat(Browser.open(folder, page.toUri().toString()).log()).contains("CONSOLE");
    }

    @Test
    void aPhoneDoesNotScrollSideways() throws Exception {
        Path page = report(run("a-run-with-a-rather-long-name", "sg-mrl", 0, 30), run("b", "maml", 1, 30));
        String width = Browser.ask(folder, page, 360, "document.documentElement.scrollWidth");
        assertThat(Integer.parseInt(width)).isLessThanOrEqualTo(360);
    }

    @Test
    void darkReadersGetLightTextAndOthersDarkText() throws Exception {
        Path page = report(run("one", "sg-mrl", 0, 3));
        String colour = "getComputedStyle(document.documentElement).getPropertyValue('--after').trim()";
        assertThat(Browser.ask(folder, page, 800, colour, "--blink-settings=preferredColorScheme=0"))
                .isEqualTo("#6cb8ff");
        assertThat(Browser.ask(folder, page, 800, colour, "--blink-settings=preferredColorScheme=1"))
                .isEqualTo("#0067c0");
    }

    @Test
    void withoutScriptsTheNumbersAndTheCurvesAreThere() throws IOException {
        String html = Files.readString(report(run("one", "sg-mrl", 0, 30)));
        // The return after adaptation of iteration i is i / 2: the mean over 21, …, 30 is 12.75.
        assertThat(html).contains(">12.750 <");
        assertThat(html.split("<svg", -1)).hasSize(CHARTS + 1);
    }

    @Test
    void anEmptyFolderSaysWhatIsMissing() throws IOException {
        String html = Files.readString(report(Files.createDirectory(folder.resolve("empty"))));
        assertThat(html)
                .contains("there is no config.json", "no iteration has been recorded", "there is no evaluation.json")
                .contains("Nothing has been recorded.");
    }

    @Test
    void aRunBeingWrittenShowsItsCompleteLinesAndSaysThatItIsNotFinished() throws IOException {
        Path run = run("one", "sg-mrl", 0, 30);
        Path metrics = run.resolve("metrics.jsonl");
        String text = Files.readString(metrics);
        Files.writeString(metrics, text.substring(0, text.length() - 20));
        assertThat(Files.readString(report(run)))
                .contains("29 of 30 iterations", "metrics.jsonl is incomplete after iteration 29");
    }

    @Test
    void whatFilesSayIsTextAndNeverMarkup() throws IOException {
        Path run = run("<i>&", "</script><script>alert(1)</script>", 0, 3);
        String html = Files.readString(report(run, run("b", "maml", 1, 3)));
        assertThat(html).doesNotContain("<i>", "<script>alert");
        assertThat(html).contains("href=\"./%3Ci%3E%26/metrics.jsonl\"");
    }

    @Test
    void whatCameOutStandsFirst() throws Exception {
        Path run = run("one", "sg-mrl", 0, 30);
        Files.writeString(run.resolve("evaluation.json"), """
                {"tasks": 40, "returns": [{"innerSteps": 0, "mean": -30, "low": -31, "high": -29},
                  {"innerSteps": 1, "mean": -12.5, "low": -14, "high": -11}]}""");
        Path page = report(run);
        String html = Files.readString(page).replaceAll("(?s)<(script|style).*?</\\1>", "");
        assertThat(html.indexOf("On 40 held-out tasks the mean return is -30.0 before adaptation and -12.5 after one"
                        + " step"))
                .isBetween(0, html.indexOf("<svg"));
        assertThat(html).contains(">17.500<").contains("<circle class=\"mark after\"");
        Browser.Page opened = Browser.open(folder, page.toUri().toString());
        assertThat(opened.log()).doesNotContain("CONSOLE");
        assertThat(opened.dom().split("<canvas", -1)).hasSize(CHARTS + 1);
    }

    /// A run that has gone on since it was tested.
    @Test
    void anOldEvaluationIsNotTheResult() throws IOException {
        Path run = run("one", "sg-mrl", 0, 30);
        Files.writeString(run.resolve("evaluation.json"), """
                {"iteration": 20, "tasks": 40, "returns": [{"innerSteps": 0, "mean": -30, "low": -31, "high": -29},
                  {"innerSteps": 1, "mean": -12.5, "low": -14, "high": -11}]}""");
        assertThat(Files.readString(report(run)))
                .contains("evaluation.json is of iteration 20", "Not tested on held-out tasks yet")
                .doesNotContain("class=\"mark");
    }

    @Test
    void aTableSortsByTheColumnThatIsClicked() throws Exception {
        Path page = report(run("a", "maml", 3, 9), run("b", "maml", 20, 9), run("c", "maml", 1, 9));
        String seeds = "[...document.querySelectorAll('[aria-label=Runs] td[data-label=seed]')]"
                + ".map(cell => cell.textContent).join(' ')";
        String click = "document.querySelectorAll('[aria-label=Runs] th button')[2].click(), ";
        assertThat(Browser.ask(folder, page, 1000, seeds)).isEqualTo("3 20 1");
        assertThat(Browser.ask(folder, page, 1000, "(" + click + seeds + ")")).isEqualTo("1 3 20");
        assertThat(Browser.ask(folder, page, 1000, "(" + click + click + seeds + ")"))
                .isEqualTo("20 3 1");
    }

    @Test
    void seedsAreAveragedWithABandOfOneStandardDeviation() throws IOException {
        ChartLines lines = new ChartLines();
        List<RunCurves> curves = new ArrayList<>();
        for (int seed = 0; seed < 2; seed++) {
            curves.add(RunCurves.read(
                    new MetricsLog(run("s" + seed, "maml", seed, 3).resolve("metrics.jsonl"))));
        }
        lines.addMean("m", "after", curves, RunCurves.Metric.of(IterationReport.Measure.POST_RETURN), 3);
        var chart = Json.object();
        lines.describe(chart);
        // Seed s has the return i / 2 + s in iteration i; the standard deviation of 0 and 1 is √½.
        assertThat(chart.path("series").path(0).path("y").path(2).asDouble()).isEqualTo(2.0);
        assertThat(chart.path("series").path(2).path("y").path(2).asDouble()).isEqualTo((float) (2 + Math.sqrt(0.5)));
    }

    @Test
    void runsOfOtherSettingsAreAGroupOfTheirOwn() throws IOException {
        Path[] runs = {run("a", "maml", 0, 9), run("b", "maml", 1, 9), run("c", "maml", 0, 9)};
        for (int i = 0; i < runs.length; i++) {
            Path file = runs[i].resolve("config.json");
            ObjectNode config = (ObjectNode) Json.parse(Files.readString(file));
            config.put("outer-step-size", i < 2 ? 0.001 : 0.0003);
            Files.writeString(file, Json.pretty(config));
        }
        assertThat(Files.readString(report(runs)))
                .contains("outer-step-size 0.001</td>", "outer-step-size 3.0E-4</td>");
        assertThat(Files.readString(report(runs[0], runs[1]))).doesNotContain(", outer-step-size");
    }

    @Test
    void aLongRunIsThinnedToAtMost400PointsAndKeepsItsEnd() throws IOException {
        RunCurves curves =
                RunCurves.read(new MetricsLog(run("long", "maml", 0, 5003).resolve("metrics.jsonl")));
        double[] steps = curves.steps();
        assertThat(curves.iterations()).isEqualTo(5003);
        assertThat(steps).hasSizeBetween(200, 400);
        assertThat(steps[steps.length - 1]).isEqualTo(50_030);
    }

    /// However long a run is, its curves have at most 400 points.
    @Test
    void thePageOfAHundredThousandIterationsStaysSmall() throws IOException {
        Path page = report(run("long", "maml", 0, 100_000));
        assertThat(Files.size(page)).isLessThan(400_000);
        assertThat(Files.readString(page)).contains("means of up to 256 iterations");
    }

    /// A run that is given twice, through a link or as a copy, is one run: means must not count it twice.
    @Test
    void theSameRunIsShownOnce() throws IOException {
        Path run = run("one", "maml", 0, 9);
        Path other = run("two", "maml", 1, 9);
        Path link = Files.createSymbolicLink(folder.resolve("link"), run);
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String file : new String[] {"config.json", "metrics.jsonl"}) {
            Files.copy(run.resolve(file), copy.resolve(file));
        }
        String html = Files.readString(report(run, other, run, link, folder.resolve("two/../one"), copy));
        assertThat(html)
                .contains("Comparison of 2 runs", "mean of 2")
                .contains("are the same folder", "one and copy are the same run")
                .doesNotContain("mean of 3", "<td>link</td>", "<td>copy</td>");
        assertThat(Files.readString(report(run, copy))).doesNotContain("mean of 2");
    }

    @Test
    void runsOfTheSameNameAreToldApart() throws IOException {
        Files.createDirectories(folder.resolve("d1"));
        Files.createDirectories(folder.resolve("d2"));
        Path first = run("d1/run", "maml", 0, 9);
        Path second = run("d2/run", "maml", 1, 9);
        assertThat(Files.readString(report(first, second, run("three", "maml", 2, 9))))
                .contains("<td>d1/run</td>", "<td>d2/run</td>", "<td>three</td>")
                .doesNotContain("<td>run</td>");
    }

    /// One iteration of 5000 in which the return was −10000: no mean over neighbours shows it.
    @Test
    void whatThinningHidesIsDrawnBesideIt() throws IOException {
        Path run = run("long", "maml", 0, 5000);
        Path metrics = run.resolve("metrics.jsonl");
        Files.writeString(
                metrics, Files.readString(metrics).replace("\"postReturn\":1250.0,", "\"postReturn\":-10000,"));
        RunCurves curves = RunCurves.read(new MetricsLog(metrics));
        assertThat(curves.iterationsPerPoint()).isGreaterThan(1);
        assertThat(curves.least(RunCurves.Metric.of(IterationReport.Measure.POST_RETURN)))
                .contains(-10_000);
        assertThat(curves.greatest(RunCurves.Metric.of(IterationReport.Measure.POST_RETURN)))
                .contains(2500);
        String html = Files.readString(report(run));
        assertThat(html)
                .contains("after, means of up to " + curves.iterationsPerPoint()
                        + " iterations with the least and the greatest of them");
        assertThat(html).contains("-10000.0");
    }

    /// The first iterations have fewer before them than a window has: a lucky one is not the best.
    @Test
    void theBestOfARunIsThatOfAFullWindow() throws IOException {
        Path run = run("one", "maml", 0, 12);
        Path metrics = run.resolve("metrics.jsonl");
        Files.writeString(
                metrics, Files.readString(metrics).replaceFirst("\"postReturn\":0.5,", "\"postReturn\":10.5,"));
        // 10.5, 1, 1.5, …, 6: the means over iterations 1 to 10, 2 to 11 and 3 to 12 are 3.75, 3.25 and 3.75.
        assertThat(RunCurves.read(new MetricsLog(metrics)).bestPost()).isEqualTo(3.75);
        Files.writeString(
                metrics, Files.readString(metrics).lines().limit(3).collect(Collectors.joining("\n", "", "\n")));
        assertThat(RunCurves.read(new MetricsLog(metrics)).bestPost())
                .as("of a shorter run over all of it")
                .isEqualTo((10.5 + 1 + 1.5) / 3);
    }

    @Test
    void aThousandRunsAtOnceMakeAPageOfAFewMegabytes() throws IOException {
        Path[] runs = new Path[1000];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = run("r" + i, i % 2 == 0 ? "maml" : "sg-mrl", i, 5);
        }
        Path page = report(runs);
        assertThat(Files.size(page)).isLessThan(4_000_000);
        assertThat(Files.readString(page)).contains("mean of 500", "<td>r999</td>");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        Cli.Result result = Cli.run("report", folder.resolve("nowhere").toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("is not a folder");
    }

    @Test
    void aFolderOfOtherThingsIsRefusedAndGetsNoPage() throws IOException {
        Path others = Files.createDirectory(folder.resolve("others"));
        Files.writeString(others.resolve("letter.txt"), "Dear all");
        Cli.Result result = Cli.run("report", others.toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(others + " is not a run folder: it has none of config.json");
        assertThat(others.resolve("report.html")).doesNotExist();
    }

    @Test
    void aRunThatCannotBeReadIsNotTakenForAPageThatCannotBeWritten() throws IOException {
        Path run = run("damaged", "maml", 0, 2);
        Files.delete(run.resolve("metrics.jsonl"));
        Files.createDirectory(run.resolve("metrics.jsonl"));
        Path page = folder.resolve("page.html");
        Cli.Result result = Cli.run("report", run.toString(), "--out", page.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains(run + " cannot be read: ").doesNotContain("written");
        assertThat(page).doesNotExist();
    }

    private Path report(Path... runs) {
        Path page = folder.resolve("page.html");
        List<String> args = new ArrayList<>(List.of("report", "--out", page.toString()));
        for (Path run : runs) {
            args.add(run.toString());
        }
        Cli.Result result = Cli.run(args.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains(page.toString());
        return page;
    }

    private Path run(String name, String algorithm, int seed, int iterations) throws IOException {
        Path run = Files.createDirectory(folder.resolve(name));
        var config = Json.object();
        config.put("format", 1).put("env", "point-navigation-v1").put("algorithm", algorithm);
        config.put("seed", seed).put("iterations", iterations);
        config.putObject("provenance").put("version", "test");
        Files.writeString(run.resolve("config.json"), Json.pretty(config));
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= iterations; i++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"iteration\":%d,\"envSteps\":%d,\"preReturn\":%d,\"postReturn\":%.1f,\"gradientNorm\":%d,"
                            + "\"scoreTermNorm\":1,\"policyStd\":null,\"timing\":{\"seconds\":0.5}}%n",
                    i,
                    10 * i,
                    -i,
                    i / 2.0 + seed,
                    i));
        }
        Files.writeString(run.resolve("metrics.jsonl"), lines);
        return run;
    }
}
