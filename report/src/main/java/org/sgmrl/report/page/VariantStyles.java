package org.sgmrl.report.page;

import java.util.ArrayList;
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
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodColour;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.Experiment;

/// How the variants of an experiment, or the groups of runs on a page, look: the first of a method as that method does,
/// all others as no method.
final class VariantStyles {
    private static final List<Method> METHODS = List.of(Method.values());

    private static final List<String> DASHES = List.of("", "9 3", "2 3", "9 3 2 3", "16 4", "2 7", "16 4 2 4");

    /// How many methods share a dash.
    private static final int ALIKE = 3;

    /// Colours for whatever else is compared (after Okabe and Ito 2008, darkened to be read as text).
    private static final List<MethodColour> OTHERS = List.of(
            new MethodColour("#5b5bd6", "#b3b3ff"),
            new MethodColour("#8a6d00", "#e6cf5c"),
            new MethodColour("#7a4a2b", "#d9a685"),
            Method.E_MAML.colour(),
            Method.SCRATCH.colour());

    /// A line's look.
    ///
    /// @param dash as SVG has it, empty for a solid line
    record Look(MethodColour colour, String dash) {}

    /// Those of the methods, then others. Any two differ in their dashes, or in colours that are told apart with any
    /// colour vision. Who compares more than that has names alone.
    static final List<Look> LOOKS = looks();

    private final Map<String, Integer> index = new LinkedHashMap<>();

    /// @param methods by name of what is told apart, in the order of the page; empty where it is not known
    VariantStyles(SequencedMap<String, Optional<Method>> methods) {
        SequencedSet<Integer> free = new LinkedHashSet<>();
        for (int i = METHODS.size(); i < LOOKS.size(); i++) {
            free.add(i);
        }
        Set<Integer> own = new HashSet<>();
        methods.forEach((name, method) ->
                method.map(METHODS::indexOf).filter(own::add).ifPresent(style -> index.put(name, style)));
        for (String name : methods.keySet()) {
            index.computeIfAbsent(name, _ -> free.size() > 1 ? free.removeFirst() : free.getFirst());
        }
    }

    private static List<Look> looks() {
        List<Look> looks = new ArrayList<>();
        for (Method method : METHODS) {
            looks.add(new Look(method.colour(), DASHES.get(looks.size() / ALIKE)));
        }
        int used = Math.ceilDiv(METHODS.size(), ALIKE);
        for (String dash : DASHES.subList(used, DASHES.size())) {
            OTHERS.forEach(colour -> looks.add(new Look(colour, dash)));
        }
        return List.copyOf(looks);
    }

    /// Of an experiment's variants.
    static VariantStyles of(List<Cell> cells) {
        SequencedMap<String, Optional<Method>> methods = new LinkedHashMap<>();
        cells.forEach(cell -> methods.putIfAbsent(
                cell.variant().name(),
                Optional.of(cell.request().settings().method().kind())));
        return new VariantStyles(methods);
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
        return name(variant.name());
    }

    Name name(String name) {
        return new Name(cssClass(name), name);
    }

    String css() {
        StringBuilder css = new StringBuilder();
        for (int style : index.values()) {
            String name = ".variant-" + style;
            String variable = "--variant-" + style;
            css.append(":root { %s: %s; }%n@media screen and (prefers-color-scheme: dark) { :root { %s: %s; } }%n"
                    .formatted(
                            variable,
                            LOOKS.get(style).colour().light(),
                            variable,
                            LOOKS.get(style).colour().dark()));
            css.append(
                    "%1$s { stroke: var(%2$s); }%nb%1$s { color: var(%2$s); }%n.band%1$s { stroke: none; fill: var(%2$s); }%n"
                            .formatted(name, variable));
            String dash = LOOKS.get(style).dash();
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
                .map(style -> picture(style, LOOKS.get(style).colour().light()))
                .collect(Collectors.joining()));
        css.append(index.values().stream()
                .map(style -> picture(style, LOOKS.get(style).colour().dark()))
                .collect(Collectors.joining("", "@media (prefers-color-scheme: dark) {\n", "}\n")));
        for (int style : index.values()) {
            String dash = LOOKS.get(style).dash();
            if (!dash.isEmpty()) {
                css.append(".variant-" + style + ".line { stroke-dasharray: " + dash + " }\n");
            }
        }
        return css.toString();
    }

    private static String picture(int style, String colour) {
        String name = ".variant-" + style;
        return name + ".line { stroke: " + colour + " } " + name + ".band, text" + name + " { fill: " + colour + " }\n";
    }
}
