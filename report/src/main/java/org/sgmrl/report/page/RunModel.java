package org.sgmrl.report.page;

import java.util.List;

/// What `run.jte` shows.
///
/// @param style CSS
/// @param missing a line for each run in which something is
/// @param window iterations that a mean is over
/// @param maps paths, as SVG
/// @param noPaths why there are no paths, or nothing
/// @param version of this program
/// @param data the charts' numbers, as JSON without a less-than sign
/// @param scripts that draw them
record RunModel(
        String title,
        String style,
        List<String> missing,
        int window,
        List<Returns> returns,
        List<Chart> charts,
        List<String> maps,
        String noPaths,
        List<Source> sources,
        String version,
        String data,
        List<String> scripts) {
    /// The returns of a run, as text.
    record Returns(
            String name,
            String group,
            String seed,
            int iterations,
            String before,
            String after,
            String best,
            String evaluation) {}

    /// A chart.
    ///
    /// @param caption the lines' names
    /// @param svg empty if there is nothing to draw
    record Chart(String title, String caption, String svg) {}

    /// Where a run's figures come from.
    record Source(String run, List<Setting> settings, List<Link> files) {}

    /// A setting.
    record Setting(String name, String value) {}

    /// A file.
    ///
    /// @param address relative to the page's
    record Link(String address, String name) {}
}
