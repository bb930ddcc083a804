package org.sgmrl.run.bench;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.sgmrl.run.RunRequest;
import org.sgmrl.statistics.Medians;
import tools.jackson.databind.node.ObjectNode;

/// Environment steps a second of several rounds, as all measurements tell them.
///
/// @param rates one of each round, in their order
record Rounds(List<Double> rates) {
    private double median() {
        return Medians.of(Turns.numbers(rates));
    }

    String line(String subject, RunRequest request) {
        return String.format(
                Locale.ROOT,
                "%s %s, %d threads: %,.0f env-steps/s (median of %d rounds, %,.0f to %,.0f)",
                request.environmentId(),
                subject,
                request.options().threads(),
                median(),
                rates.size(),
                Collections.min(rates),
                Collections.max(rates));
    }

    void write(ObjectNode root) {
        root.put("envStepsPerSecond", median());
        Turns.array(root, "rounds", Turns.numbers(rates));
    }
}
