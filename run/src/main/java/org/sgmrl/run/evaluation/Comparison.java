package org.sgmrl.run.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.MethodComparison;
import tools.jackson.databind.node.ObjectNode;

/// Two methods on the same tasks, each with several seeds, by name.
///
/// @param where what both were tried on
/// @param first name of the first method
/// @param second name of the second
/// @param outcome what the numbers say
public record Comparison(String where, String first, String second, MethodComparison outcome) {
    /// Compares returns.
    ///
    /// @param where what both were tried on
    /// @param first name of the first method
    /// @param ours its returns, `[seeds][tasks]`
    /// @param second name of the second
    /// @param theirs its returns on the same tasks, `[seeds][tasks]`
    /// @return the comparison
    public static Comparison of(String where, String first, double[][] ours, String second, double[][] theirs) {
        return new Comparison(where, first, second, MethodComparison.of(ours, theirs));
    }

    /// Holm's correction of all comparisons of an experiment. Those without a test do not count.
    ///
    /// @param comparisons all of them
    /// @return the same, corrected together
    public static List<Comparison> corrected(List<Comparison> comparisons) {
        List<MethodComparison> outcomes = MethodComparison.corrected(
                comparisons.stream().map(Comparison::outcome).toList());
        List<Comparison> result = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Comparison c = comparisons.get(i);
            result.add(new Comparison(c.where, c.first, c.second, outcomes.get(i)));
        }
        return List.copyOf(result);
    }

    /// What the comparison says.
    ///
    /// @return words
    public String verdict() {
        return switch (outcome.verdict()) {
            case FIRST -> first + " is better";
            case SECOND -> second + " is better";
            case ONE_SEED -> "one seed: no test of seeds; the interval covers the choice of tasks only";
            case SEEDS_ALIKE -> "the seeds do not differ: no test of seeds";
            case UNDECIDED_BY_SEEDS -> "not decided by these seeds";
            case UNDECIDED_BY_TASKS -> "not decided by these tasks";
        };
    }

    /// The result as JSON, without what both were tried on.
    ///
    /// @param node receives it
    public void put(ObjectNode node) {
        node.put("first", first);
        node.put("second", second);
        Json.putInterval(node.putObject("difference"), outcome.difference());
        Json.putNumber(node, "hedgesG", outcome.hedgesG());
        Json.putNumber(node, "welchP", outcome.welchP());
        Json.putNumber(node, "holmP", outcome.holmP());
    }
}
