package org.sgmrl.report.page;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodColour;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.Experiment;

/// How the variants of an experiment, or the groups of runs on a page, look: a colour for each, that of its method for
/// the first of a method, and dashes for all others.
final class VariantStyles {
    private static final List<Method> METHODS = List.of(Method.values());

    /// The methods' own colours, and others for whatever else is compared; told apart by readers with red-green
    /// blindness,
    /// too (after Okabe and Ito 2008, darkened to be read as text).
    private static final List<MethodColour> COLOURS = Stream.concat(
                    METHODS.stream().map(Method::colour),
                    Stream.of(
                            new MethodColour("#3d6b00", "#a8d08d"),
                            new MethodColour("#5b5bd6", "#b3b3ff"),
                            new MethodColour("#8a6d00", "#e6cf5c"),
                            new MethodColour("#7a4a2b", "#d9a685"),
                            new MethodColour("#b3261e", "#ff9d94")))
            .toList();

    private static final List<String> DASHES = List.of("", "9 3", "2 3", "9 3 2 3");

    private final Map<String, Integer> index = new LinkedHashMap<>();

    /// @param methods by name of what is told apart, in the order of the page; empty where it is not known
    VariantStyles(SequencedMap<String, Optional<Method>> methods) {
        SequencedSet<Integer> free = new LinkedHashSet<>();
        for (int i = METHODS.size(); i < COLOURS.size() * (DASHES.size() - 1); i++) {
            free.add(i);
        }
        Set<Integer> own = new HashSet<>();
        methods.forEach((name, method) ->
                method.map(METHODS::indexOf).filter(own::add).ifPresent(style -> index.put(name, style)));
        for (String name : methods.keySet()) {
            index.computeIfAbsent(name, _ -> free.size() > 1 ? free.removeFirst() : free.getFirst());
        }
    }

    /// Of an experiment's variants.
    static VariantStyles of(List<Cell> cells) {
        SequencedMap<String, Optional<Method>> methods = new LinkedHashMap<>();
        cells.forEach(cell -> methods.putIfAbsent(
                cell.variant().name(),
                Optional.of(cell.request().settings().method().kind())));
        return new VariantStyles(methods);
    }

    /// Solid lines are the methods' own.
    private static String dash(int style) {
        return DASHES.get((style < METHODS.size() ? 0 : 1) + style / COLOURS.size());
    }

    private static MethodColour colour(int style) {
        return COLOURS.get(style % COLOURS.size());
    }

    String cssClass(Experiment.Variant variant) {
        return cssClass(variant.name());
    }

    String cssClass(String name) {
        return "variant-" + index.getOrDefault(name, 0);
    }

    /// A name that is shown in its colour.
    record Name(String cssClass, String text) {}

    Name name(Experiment.Variant variant) {
        return new Name(cssClass(variant), variant.name());
    }

    String css() {
        StringBuilder css = new StringBuilder();
        for (int style : index.values()) {
            String name = ".variant-" + style;
            String variable = "--variant-" + style;
            css.append(":root { %s: %s; }%n@media (prefers-color-scheme: dark) { :root { %s: %s; } }%n"
                    .formatted(
                            variable,
                            colour(style).light(),
                            variable,
                            colour(style).dark()));
            css.append(
                    "%1$s { stroke: var(%2$s); }%nb%1$s { color: var(%2$s); }%n.band%1$s { stroke: none; fill: var(%2$s); }%n"
                            .formatted(name, variable));
            String dash = dash(style);
            if (!dash.isEmpty()) {
                css.append(
                        ":root { %s-dash: %s; }%n%s { stroke-dasharray: %s; }%n".formatted(variable, dash, name, dash));
            }
        }
        return css.toString();
    }

    /// The same for pictures.
    String pictureCss() {
        StringBuilder css = new StringBuilder();
        css.append(".band { stroke: none; opacity: .18 } .line.before { stroke-dasharray: 5 4; stroke-width: 1.2 }\n");
        css.append(index.values().stream()
                .map(style -> picture(style, colour(style).light()))
                .collect(Collectors.joining()));
        css.append(index.values().stream()
                .map(style -> picture(style, colour(style).dark()))
                .collect(Collectors.joining("", "@media (prefers-color-scheme: dark) {\n", "}\n")));
        for (int style : index.values()) {
            String dash = dash(style);
            if (!dash.isEmpty()) {
                css.append(".variant-" + style + ".line { stroke-dasharray: " + dash + " }\n");
            }
        }
        return css.toString();
    }

    private static String picture(int style, String colour) {
        String name = ".variant-" + style;
        return name + ".line { stroke: " + colour + " } " + name + ".band, tspan" + name + " { fill: " + colour
                + " }\n";
    }
}
