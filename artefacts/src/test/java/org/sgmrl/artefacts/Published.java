package org.sgmrl.artefacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// A module of the build as Maven publishes it.
///
/// @param name its folder
/// @param pom the root of its `pom.xml`
record Published(String name, Element pom) {
    /// The project's folder.
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// What is built.
    static final String VERSION = Objects.requireNonNull(System.getProperty("sgmrl.version"), "set by the build");

    /// All modules that are published, without the one at the root.
    static List<Published> modules() {
        return children(child(root().pom(), "modules").orElseThrow())
                .map(module -> of(module.getTextContent()))
                .filter(module -> module.property("maven.deploy.skip").isEmpty())
                .toList();
    }

    /// Those that are jars.
    static List<Published> jars() {
        return modules().stream().filter(module -> !module.isPom()).toList();
    }

    /// The project at the root, the parent of the others.
    static Published root() {
        return of("");
    }

    private static Published of(String folder) {
        try {
            return new Published(
                    folder,
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(ROOT.resolve(folder).resolve("pom.xml").toFile())
                            .getDocumentElement());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isPom() {
        return text("packaging").equals(Optional.of("pom"));
    }

    String artifactId() {
        return text("artifactId").orElseThrow();
    }

    /// The jar, or one of those that accompany it.
    ///
    /// @param classifier such as `-sources`, or nothing
    Path jar(String classifier) {
        return ROOT.resolve(name, "target", artifactId() + "-" + VERSION + classifier + ".jar");
    }

    /// A folder of all jars that the command needs beside its own.
    static Path libraries() {
        return ROOT.resolve("cli", "target", "lib");
    }

    /// The text of an element of the POM, also one inherited from the parent.
    ///
    /// @param path names from the root on
    Optional<String> inherited(String... path) {
        Optional<String> own = text(path);
        return own.isEmpty() && child(pom, "parent").isPresent() ? root().text(path) : own;
    }

    Optional<String> text(String... path) {
        Optional<Element> at = Optional.of(pom);
        for (String name : path) {
            at = at.flatMap(element -> child(element, name));
        }
        return at.map(element -> element.getTextContent().strip()).filter(text -> !text.isEmpty());
    }

    private Optional<String> property(String name) {
        return text("properties", name);
    }

    /// Elements of a POM's list, such as its dependencies.
    static Stream<Element> children(Element element) {
        NodeList nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast);
    }

    static Optional<Element> child(Element element, String name) {
        return children(element).filter(each -> each.getTagName().equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return artifactId();
    }
}
