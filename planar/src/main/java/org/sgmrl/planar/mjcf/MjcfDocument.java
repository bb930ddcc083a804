package org.sgmrl.planar.mjcf;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// A model file as a tree of elements in which defaults are filled in and every element and attribute is a
/// known one.
public final class MjcfDocument {
    /// What may stand in which element.
    private static final Map<String, Set<String>> CHILDREN = Map.of(
            "mujoco", Set.of("compiler", "option", "default", "worldbody", "actuator"),
            "default", Set.of("default", "geom", "joint", "motor"),
            "worldbody", Set.of("light", "geom", "body"),
            "body", Set.of("camera", "joint", "geom", "body"),
            "actuator", Set.of("motor"));

    private static final Map<String, Set<String>> ATTRIBUTES = Map.ofEntries(
            Map.entry("mujoco", Set.of("model")),
            Map.entry("compiler", Set.of("angle", "inertiafromgeom", "settotalmass")),
            Map.entry("option", Set.of("timestep", "gravity", "integrator", "density", "viscosity")),
            Map.entry("default", Set.of("class")),
            Map.entry("worldbody", Set.of()),
            Map.entry("actuator", Set.of()),
            Map.entry("body", Set.of("name", "childclass", "pos")),
            // Only for pictures.
            Map.entry("light", Set.of("name", "directional", "pos", "dir", "diffuse")),
            Map.entry("camera", Set.of("name", "mode", "pos", "xyaxes")),
            Map.entry(
                    "geom",
                    Set.of(
                            "name",
                            "class",
                            "type",
                            "pos",
                            "axisangle",
                            "fromto",
                            "size",
                            "density",
                            "contype",
                            "conaffinity",
                            "condim",
                            "friction",
                            "margin",
                            "solref",
                            "solimp",
                            "rgba")),
            Map.entry(
                    "joint",
                    Set.of(
                            "name",
                            "class",
                            "type",
                            "axis",
                            "pos",
                            "ref",
                            "limited",
                            "range",
                            "stiffness",
                            "damping",
                            "armature",
                            "solreflimit",
                            "solimplimit")),
            Map.entry("motor", Set.of("name", "class", "joint", "gear", "ctrllimited", "ctrlrange")));

    /// Elements that take defaults.
    private static final Set<String> WITH_DEFAULTS = Set.of("geom", "joint", "motor");

    private static final String MAIN = "main";

    private final String file;
    private final MjcfElement root;
    /// Attributes by class, then tag; classes contain what their outer classes say.
    private final Map<String, Map<String, Map<String, String>>> classes = new HashMap<>();

    private MjcfDocument(String file, String xml) {
        this.file = file;
        this.root = parse(xml);
        classes.put(MAIN, Map.of());
        for (MjcfElement child : root.children()) {
            if (child.tag().equals("default")) {
                readClass(child, MAIN);
            }
        }
    }

    /// Reads a model file.
    ///
    /// @param file its name, for messages
    /// @param xml its text
    /// @return the root element; elements under `default` stay as they are, in all others defaults are filled in
    /// @throws ModelFormatException if it is not well-formed or asks for something unknown
    public static MjcfElement read(String file, String xml) {
        MjcfDocument document = new MjcfDocument(file, xml);
        return document.resolve(document.root, MAIN);
    }

    private MjcfElement parse(String xml) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Deque<MjcfElement> open = new ArrayDeque<>();
        MjcfElement last = null;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        MjcfElement element = element(reader);
                        MjcfElement parent = open.peek();
                        if (parent == null) {
                            if (!element.tag().equals("mujoco")) {
                                throw element.error("the root must be <mujoco>");
                            }
                        } else {
                            Set<String> allowed = CHILDREN.getOrDefault(parent.tag(), Set.of());
                            if (!allowed.contains(element.tag())) {
                                throw element.error("the planar simulator does not know this element in <"
                                        + parent.tag() + ">; it knows "
                                        + (allowed.isEmpty()
                                                ? "none there"
                                                : String.join(
                                                        ", ",
                                                        allowed.stream()
                                                                .sorted()
                                                                .toList())));
                            }
                            parent.children().add(element);
                        }
                        element.knowsOnly(ATTRIBUTES.getOrDefault(element.tag(), Set.of()));
                        open.push(element);
                    }
                    case XMLStreamConstants.END_ELEMENT -> last = open.pop();
                    case XMLStreamConstants.CHARACTERS -> {
                        if (!reader.isWhiteSpace()) {
                            throw new ModelFormatException(
                                    file + ", line " + reader.getLocation().getLineNumber() + ": text outside of tags");
                        }
                    }
                    default -> {
                        // Comments and the declaration.
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new ModelFormatException(file + " is not well-formed: " + e.getMessage(), e);
        }
        if (last == null) {
            throw new ModelFormatException(file + " has no element");
        }
        return last;
    }

    private MjcfElement element(XMLStreamReader reader) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return new MjcfElement(file, reader.getLocation().getLineNumber(), reader.getLocalName(), attributes);
    }

    private void readClass(MjcfElement element, String outer) {
        String name = element.text("class", MAIN);
        Map<String, Map<String, String>> values = new HashMap<>();
        classes.getOrDefault(outer, Map.of()).forEach((tag, map) -> values.put(tag, new HashMap<>(map)));
        for (MjcfElement child : element.children()) {
            if (!child.tag().equals("default")) {
                values.computeIfAbsent(child.tag(), tag -> new HashMap<>()).putAll(child.attributes());
            }
        }
        if (classes.put(name, values) != null && !name.equals(MAIN)) {
            throw element.error("there are two classes " + name);
        }
        for (MjcfElement child : element.children()) {
            if (child.tag().equals("default")) {
                if (!child.has("class")) {
                    throw child.error("a default inside another needs a class");
                }
                readClass(child, name);
            }
        }
    }

    /// @param childClass class of elements that name none
    private MjcfElement resolve(MjcfElement element, String childClass) {
        if (element.tag().equals("default")) {
            return element;
        }
        MjcfElement resolved = element;
        String inner = childClass;
        if (WITH_DEFAULTS.contains(element.tag())) {
            String name = element.text("class", childClass);
            Map<String, Map<String, String>> values = classes.get(name);
            if (values == null) {
                throw element.error("there is no default class " + name);
            }
            resolved = element.over(values.getOrDefault(element.tag(), Map.of()));
        } else {
            inner = element.text("childclass", childClass);
            if (!classes.containsKey(inner)) {
                throw element.error("there is no default class " + inner);
            }
            resolved = element.over(Map.of());
        }
        for (MjcfElement child : element.children()) {
            resolved.children().add(resolve(child, inner));
        }
        return resolved;
    }
}
