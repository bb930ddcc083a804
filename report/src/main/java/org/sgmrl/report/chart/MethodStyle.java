package org.sgmrl.report.chart;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodColour;

/// The methods' colours in all pages and pictures, as CSS made from their descriptors. A method's class and variable
/// are called like the method.
public final class MethodStyle {
    /// For pages: variables, and the colours of lines, bands between lines and names.
    public static final String PAGE = ":root { " + each("--%s: %s;", MethodColour::light) + " }\n"
            + "@media screen and (prefers-color-scheme: dark) { :root { " + each("--%s: %s;", MethodColour::dark)
            + " } }\n"
            + each(".%1$s { stroke: var(--%1$s); }") + "\n" + each(".band.%1$s { fill: var(--%1$s); }") + "\n"
            + each("b.%1$s { color: var(--%1$s); }") + "\n";

    /// For pictures: colours of lines and bars, written out, so that every SVG renderer understands them.
    public static final String PICTURE = picture(MethodColour::light) + "@media (prefers-color-scheme: dark) {\n"
            + picture(MethodColour::dark) + "}\n";

    private MethodStyle() {}

    /// The method's class.
    public static String of(Method method) {
        return method.id();
    }

    /// The class of the method of an id, if there is one.
    public static Optional<String> ofId(String id) {
        return Method.ofId(id).map(MethodStyle::of);
    }

    private static String picture(Function<MethodColour, String> shade) {
        return each(".%s.line { stroke: %s }", shade) + "\n" + each(".%s.bar { fill: %s }", shade) + "\n";
    }

    private static String each(String rule) {
        return each(rule, MethodColour::light);
    }

    private static String each(String rule, Function<MethodColour, String> shade) {
        return Arrays.stream(Method.values())
                .map(method -> rule.formatted(of(method), shade.apply(method.colour())))
                .collect(Collectors.joining(" "));
    }
}
