package org.sgmrl.artefacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/// What Maven Central requires of an artefact (central.sonatype.org, "Requirements"), for all that `./mvnw install`
/// makes.
///
/// Not looked at, because only the release makes them: signatures and checksums, a version that is no snapshot, and the
/// address of a public repository in `scm`.
final class CentralIT {
    static List<Published> all() {
        return Stream.concat(Stream.of(Published.root()), Published.modules().stream())
                .toList();
    }

    static List<Published> jars() {
        return Published.jars();
    }

    @Test
    void whatUsersNeedIsPublished() {
        assertThat(all().stream().map(Published::artifactId))
                .containsExactlyInAnyOrder(
                        "sgmrl",
                        "sgmrl-bom",
                        "sgmrl-core",
                        "sgmrl-mujoco",
                        "sgmrl-locomotion",
                        "sgmrl-planar",
                        "sgmrl-python",
                        "sgmrl-picture",
                        "sgmrl-run",
                        "sgmrl-report",
                        "sgmrl-cli",
                        "sgmrl-spark");
    }

    @ParameterizedTest
    @MethodSource("all")
    void thePomSaysWhatItIsAndWhoMadeIt(Published module) {
        List<String[]> required = List.of(
                new String[] {"groupId"},
                new String[] {"version"},
                new String[] {"url"},
                new String[] {"licenses", "license", "name"},
                new String[] {"licenses", "license", "url"},
                new String[] {"developers", "developer", "id"},
                new String[] {"developers", "developer", "name"},
                new String[] {"scm", "connection"},
                new String[] {"scm", "developerConnection"},
                new String[] {"scm", "url"});
        for (String[] path : required) {
            assertThat(module.inherited(path)).as(String.join("/", path)).isPresent();
        }
        // Of its own, not its parent's.
        assertThat(module.text("artifactId"))
                .hasValueSatisfying(id -> assertThat(id).startsWith("sgmrl"));
        assertThat(module.text("name")).isPresent();
        assertThat(module.text("description"))
                .hasValueSatisfying(text -> assertThat(text).endsWith("."));
        assertThat(module.inherited("version")).hasValue(Published.VERSION);
        assertThat(module.inherited("groupId")).hasValue("org.sgmrl");
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingIsTakenFromElsewhere(Published module) {
        assertThat(module.text("repositories")).isEmpty();
        assertThat(module.text("pluginRepositories")).isEmpty();
        for (String list : List.of("dependencies", "dependencyManagement")) {
            Optional<Element> dependencies = Published.child(module.pom(), list);
            dependencies.ifPresent(each -> assertThat(each.getTextContent()).doesNotContain("SNAPSHOT", "systemPath"));
        }
    }

    @ParameterizedTest
    @MethodSource("jars")
    void sourcesAndDocumentationAccompanyTheJar(Published module) throws IOException {
        List<String> classes = entries(module.jar(""), ".class");
        List<String> sources = entries(module.jar("-sources"), ".java");
        List<String> pages = entries(module.jar("-javadoc"), ".html");

        assertThat(classes).isNotEmpty();
        assertThat(sources).isNotEmpty();
        assertThat(pages).contains("index.html");
        // The sources are those of the classes.
        assertThat(classes)
                .containsAll(sources.stream()
                        .map(name -> name.replace(".java", ".class"))
                        .toList());
    }

    @Test
    void theBomNamesAllJarsAndNothingElse() {
        Published bom = Published.modules().stream()
                .filter(module -> module.name().equals("bom"))
                .findFirst()
                .orElseThrow();
        Element managed = Published.child(
                        Published.child(bom.pom(), "dependencyManagement").orElseThrow(), "dependencies")
                .orElseThrow();
        List<String> named = Published.children(managed)
                .map(each -> text(each, "groupId") + ":" + text(each, "artifactId") + ":" + text(each, "version"))
                .toList();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(Published.jars().stream()
                        .map(module -> "org.sgmrl:" + module.artifactId() + ":${project.version}")
                        .toList());
        // A parent would hand its own versions on.
        assertThat(Published.child(bom.pom(), "parent")).isEmpty();
    }

    private static String text(Element element, String child) {
        return Published.child(element, child).orElseThrow().getTextContent();
    }

    private static List<String> entries(Path jar, String ending) throws IOException {
        assertThat(Files.exists(jar)).as(jar.toString()).isTrue();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(ending))
                    .toList();
        }
    }
}
