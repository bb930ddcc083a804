package org.sgmrl.report.page;

import java.util.List;

/// What `run.jte` shows.
///
/// @param subtitle what the method is, and on which seed or how many runs
/// @param style CSS
/// @param outcome what came out, first of all
/// @param twice folders that were given twice, or nothing
/// @param missing a line for each run in which something is
/// @param groups a row for each, for a table of several runs
/// @param returns the chart of returns before and after adaptation
/// @param picture what the policy does
/// @param charts the others, smaller
/// @param window iterations that a mean is over
/// @param runs a row for each, for a table of several
/// @param version of this program
/// @param data the charts' numbers, as JSON without a less-than sign
/// @param scripts that draw them
record RunModel(
        String title,
        String subtitle,
        String style,
        Outcome outcome,
        String twice,
        List<String> missing,
        List<Group> groups,
        Chart returns,
        Picture picture,
        List<Chart> charts,
        int window,
        List<Returns> runs,
        List<Source> sources,
        String version,
        String data,
        List<String> scripts) {
    /// What came out.
    ///
    /// @param sentence in words
    /// @param facts in numbers
    record Outcome(String sentence, List<Fact> facts) {}

    /// A number with its name.
    ///
    /// @param note what is said in small type beside it, or nothing
    /// @param cssClass of its colour, or nothing
    record Fact(String name, String value, String note, String cssClass) {}

    /// Runs that differ in the seed alone.
    ///
    /// @param cssClass of its colour
    /// @param before mean return on held-out tasks before adaptation
    /// @param after the same after all steps
    record Group(String name, String cssClass, int runs, String before, String after) {}

    /// The returns of a run, as text.
    ///
    /// @param tested the mean on held-out tasks after all steps, by which the table is sorted; or nothing
    record Returns(
            String name,
            String group,
            String seed,
            int iterations,
            String before,
            String after,
            String best,
            String evaluation,
            String tested) {}

    /// A chart.
    ///
    /// @param caption what the lines are, or nothing
    /// @param svg empty if there is nothing to draw
    record Chart(String title, String caption, String svg) {}

    /// What a run's policy does.
    ///
    /// @param maps paths, as SVG
    /// @param image an animation as an address with the data in it, or nothing
    /// @param told of the policy, the task and its returns
    /// @param without why there is no picture although there should be one, or nothing
    record Picture(List<String> maps, String image, String told, String without) {
        static final Picture NONE = new Picture(List.of(), "", "", "");

        boolean isEmpty() {
            return maps.isEmpty() && image.isEmpty() && without.isEmpty();
        }
    }

    /// Where a run's figures come from.
    ///
    /// @param command that makes the same run, or nothing
    record Source(String run, String command, List<Setting> settings, List<Link> files) {}

    /// A setting.
    record Setting(String name, String value) {}

    /// A file.
    ///
    /// @param address relative to the page's
    record Link(String address, String name) {}
}
