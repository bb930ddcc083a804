package org.sgmrl.report.page;

import java.util.List;

/// What `run.jte` shows.
///
/// @param style CSS
/// @param twice folders that were given twice, or nothing
/// @param missing a line for each run in which something is
/// @param window iterations that a mean is over
/// @param version of this program
/// @param data the charts' numbers, as JSON without a less-than sign
/// @param scripts that draw them
record RunModel(
        String title,
        String style,
        String twice,
        List<String> missing,
        int window,
        List<Returns> returns,
        List<Chart> charts,
        Paths paths,
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

    /// Paths of a run's policy.
    ///
    /// @param maps pictures, as SVG
    /// @param told of the policy
    /// @param without why there are none although there should be, or nothing
    record Paths(List<String> maps, String told, String without) {
        static final Paths NONE = new Paths(List.of(), "", "");
    }

    /// Where a run's figures come from.
    record Source(String run, List<Setting> settings, List<Link> files) {}

    /// A setting.
    record Setting(String name, String value) {}

    /// A file.
    ///
    /// @param address relative to the page's
    record Link(String address, String name) {}
}
