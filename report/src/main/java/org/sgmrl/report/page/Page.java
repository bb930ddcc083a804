package org.sgmrl.report.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.sgmrl.report.chart.MethodStyle;
import org.sgmrl.report.chart.Resources;
import org.sgmrl.report.chart.RunCurves.Metric;
import org.sgmrl.training.IterationReport;

/// Pages from the templates in `src/main/jte`, which the build makes classes of this package of. Whatever a template is
/// given is text and becomes no markup, unless the template says so of pictures, styles, scripts and data.
public final class Page {
    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Page.class.getClassLoader(), Page.class.getPackageName());

    /// What the live page draws in one chart.
    private static final List<Metric> RETURNS =
            List.of(Metric.of(IterationReport.Measure.PRE_RETURN), Metric.of(IterationReport.Measure.POST_RETURN));

    private Page() {}

    /// Fills a template.
    ///
    /// @param name of the template, without its ending
    /// @param model its only parameter
    /// @return the page
    static String of(String name, Object model) {
        StringOutput text = new StringOutput(1 << 16);
        ENGINE.render(name + ".jte", model, text);
        return text.toString().strip() + "\n";
    }

    /// The style sheet of all pages, without the colours of methods.
    ///
    /// @return CSS
    /// @throws IOException if it cannot be read
    static String style() throws IOException {
        return Resources.text("/org/sgmrl/report/style.css");
    }

    /// The style sheet of pages with charts that a script draws.
    ///
    /// @return CSS
    /// @throws IOException if it cannot be read
    public static String chartStyle() throws IOException {
        return Resources.text("/org/sgmrl/report/chart/uPlot.min.css") + "\n" + style() + MethodStyle.PAGE;
    }

    /// The page of a run that goes on; `/watch.css` and `/watch.js` belong to it.
    ///
    /// @param title what is trained
    /// @param seed of the run
    /// @param folder of the run
    /// @return the page
    public static String live(String title, long seed, String folder) {
        return of(
                "live",
                new LiveModel(
                        title,
                        seed,
                        folder,
                        Metric.all().stream()
                                .filter(metric -> !RETURNS.contains(metric))
                                .toList()));
    }

    /// What [org.sgmrl.report.chart.NavigationPaths] of six goals show, as HTML.
    ///
    /// @return a sentence
    public static String pathsLegend() {
        StringOutput text = new StringOutput();
        ENGINE.render("legend.jte", Map.of(), text);
        return text.toString().strip();
    }

    /// What the live page says before anything arrives.
    ///
    /// @param charts those beside the chart of returns
    record LiveModel(String title, long seed, String folder, List<Metric> charts) {}
}
