package org.sgmrl.report.page;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.sgmrl.report.chart.HtmlPage;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.Experiment;

/// How the variants of an experiment look: a colour for each, the same for a method on every page; after the colours
/// are
/// used up, dashes.
final class VariantStyles {
    /// Colours on white and on black, for one method each and then for whatever else is compared; told apart by readers
    /// with red-green blindness, too (after Okabe and Ito 2008, darkened to be read as text).
    private static final List<String[]> COLOURS = List.of(
            new String[] {"#0067c0", "#6cb8ff"},
            new String[] {"#b36b00", "#ffb454"},
            new String[] {"#1a7f4b", "#6fd39f"},
            new String[] {"#a03070", "#f09bc8"},
            new String[] {"#5b5bd6", "#b3b3ff"},
            new String[] {"#8a6d00", "#e6cf5c"},
            new String[] {"#00757a", "#5fd7dc"},
            new String[] {"#b3261e", "#ff9d94"});

    private static final List<String> OWN = List.of("sg-mrl", "maml", "e-maml");
    private static final List<String> DASHES = List.of("", "9 3", "2 3");

    private final Map<String, Integer> index = new LinkedHashMap<>();

    VariantStyles(List<Cell> cells) {
        SequencedSet<Integer> free = new LinkedHashSet<>();
        for (int i = 0; i < COLOURS.size() * DASHES.size(); i++) {
            free.add(i);
        }
        Map<String, String> algorithms = new LinkedHashMap<>();
        cells.forEach(cell -> algorithms.putIfAbsent(
                cell.variant().name(), cell.request().settings().algorithm().id()));
        algorithms.forEach((name, algorithm) -> {
            int own = OWN.indexOf(algorithm);
            if (free.remove(own)) {
                index.put(name, own);
            }
        });
        for (String name : algorithms.keySet()) {
            index.computeIfAbsent(name, _ -> free.size() > 1 ? free.removeFirst() : free.getFirst());
        }
    }

    private static String colour(int style, int scheme) {
        return COLOURS.get(style % COLOURS.size())[scheme];
    }

    String cssClass(Experiment.Variant variant) {
        return "variant-" + index.getOrDefault(variant.name(), 0);
    }

    /// The name in its colour.
    String name(Experiment.Variant variant) {
        return "<b class=\"" + cssClass(variant) + "\">" + HtmlPage.escape(variant.name()) + "</b>";
    }

    String css() {
        StringBuilder css = new StringBuilder();
        for (int style : index.values()) {
            String name = ".variant-" + style;
            String variable = "--variant-" + style;
            css.append(":root { %s: %s; }%n@media (prefers-color-scheme: dark) { :root { %s: %s; } }%n"
                    .formatted(variable, colour(style, 0), variable, colour(style, 1)));
            css.append(
                    "%1$s { stroke: var(%2$s); }%nb%1$s { color: var(%2$s); }%n.band%1$s { stroke: none; fill: var(%2$s); }%n"
                            .formatted(name, variable));
            String dash = DASHES.get(style / COLOURS.size());
            if (!dash.isEmpty()) {
                css.append("%s { stroke-dasharray: %s; }%n".formatted(name, dash));
            }
        }
        return css.toString();
    }
}
