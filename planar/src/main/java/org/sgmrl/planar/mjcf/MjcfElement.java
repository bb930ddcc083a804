package org.sgmrl.planar.mjcf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An element of a model file with its attributes, those of its default class included.
public final class MjcfElement {
    private final String file;
    private final int line;
    private final String tag;
    private final Map<String, String> attributes;
    private final List<MjcfElement> children = new ArrayList<>();

    MjcfElement(String file, int line, String tag, Map<String, String> attributes) {
        this.file = file;
        this.line = line;
        this.tag = tag;
        this.attributes = attributes;
    }

    /// The element's name.
    public String tag() {
        return tag;
    }

    /// The elements inside.
    ///
    /// @return not a copy
    public List<MjcfElement> children() {
        return children;
    }

    Map<String, String> attributes() {
        return attributes;
    }

    /// The same element with the attributes of defaults where it has none of its own.
    MjcfElement over(Map<String, String> defaults) {
        Map<String, String> merged = new HashMap<>(defaults);
        merged.putAll(attributes);
        return new MjcfElement(file, line, tag, merged);
    }

    /// Refuses attributes of other names.
    void knowsOnly(Set<String> names) {
        for (String name : attributes.keySet()) {
            if (!names.contains(name)) {
                throw error("the attribute " + name + " is not one of those the planar simulator knows: "
                        + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    /// A refusal that says where the element stands.
    public ModelFormatException error(String what) {
        return new ModelFormatException(file + ", line " + line + ": <" + tag + ">: " + what);
    }

    /// Whether an attribute is there.
    public boolean has(String name) {
        return attributes.containsKey(name);
    }

    /// An attribute as it stands there.
    public String text(String name, String otherwise) {
        return attributes.getOrDefault(name, otherwise);
    }

    /// One of a few words.
    public String word(String name, String otherwise, Set<String> allowed) {
        String word = text(name, otherwise);
        if (!allowed.contains(word)) {
            throw error(name + " = " + word + " must be one of "
                    + String.join(", ", allowed.stream().sorted().toList()));
        }
        return word;
    }

    /// `true`, or `false` where it is not given.
    public boolean flag(String name) {
        return word(name, "false", Set.of("true", "false")).equals("true");
    }

    /// One number.
    public double number(String name, double otherwise) {
        return between(name, 1, 1, otherwise)[0];
    }

    /// One integer.
    public int integer(String name, int otherwise) {
        double value = number(name, otherwise);
        if (value != (int) value) {
            throw error(name + " = " + value + " must be an integer");
        }
        return (int) value;
    }

    /// As many numbers as there are defaults.
    public double[] numbers(String name, double... otherwise) {
        return between(name, otherwise.length, otherwise.length, otherwise);
    }

    /// Between `least` and `most` numbers; those that are not given are the last defaults.
    public double[] between(String name, int least, int most, double... otherwise) {
        double[] values = otherwise.clone();
        @Nullable String text = attributes.get(name);
        if (text == null) {
            return values;
        }
        String[] parts = text.strip().split("\\s+", -1);
        if (parts.length < least || parts.length > most) {
            throw error(name + " = " + text + " must have " + (least == most ? "" : least + " to ") + most
                    + (most == 1 ? " number" : " numbers"));
        }
        for (int i = 0; i < parts.length; i++) {
            try {
                values[i] = Double.parseDouble(parts[i]);
            } catch (NumberFormatException e) {
                throw error(name + " = " + text + " must be numbers");
            }
            if (!Double.isFinite(values[i])) {
                throw error(name + " = " + text + " must be finite numbers");
            }
        }
        return values;
    }
}
