package org.sgmrl.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.report.chart.NavigationPaths;

final class TemplatesTest {
    private static final String TEXT = "<b>&\"";
    private static final String DRAWING = "<svg/>";

    /// Names of what templates take as markup, style, script or data; everything else is text.
    private static final Set<String> MARKUP = Set.of(
            "style",
            "svg",
            "maps",
            "data",
            "scripts",
            "bias",
            "variance",
            "values",
            "gradientNorms",
            "policies",
            "picture",
            "figure",
            "profiles");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whateverAModelSaysIsTextAndNeverMarkup(boolean flag) throws Exception {
        assertEscaped(Page.of("run", filled(RunModel.class, flag)), 25);
        assertEscaped(Page.of("certificate", filled(CertificateModel.class, flag)), 35);
        assertEscaped(Page.of("experiment", filled(ExperimentModel.class, flag)), 35);
        assertEscaped(Page.live(TEXT, 0, TEXT), 3);
    }

    private static void assertEscaped(String page, int times) {
        assertThat(page).doesNotContain("<b>", "&\"").endsWith("</html>\n");
        assertThat(page.split("&lt;b", -1)).hasSizeGreaterThan(times);
    }

    /// A record whose texts are all markup, with two elements in each list.
    private static Object filled(Class<?> type, boolean flag) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(components[i].getName(), components[i].getGenericType(), flag);
        }
        Constructor<?> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        return constructor.newInstance(values);
    }

    private static Object value(String name, Type type, boolean flag) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType list) {
            Object element = value(name, list.getActualTypeArguments()[0], flag);
            return List.of(element, element);
        }
        if (type == int.class) {
            return flag ? 1 : 0;
        }
        if (type == boolean.class) {
            return flag;
        }
        return type == String.class ? MARKUP.contains(name) ? DRAWING : TEXT : filled((Class<?>) type, flag);
    }

    @Test
    void noClassOfPagesWritesHtml() throws Exception {
        for (Path file : classes(Page.class)) {
            assertThat(tags(file)).as(file.toString()).isEmpty();
        }
    }

    @Test
    void theNegativeControlClassesThatDrawAreNoticed() throws Exception {
        List<String> found = new ArrayList<>();
        for (Path file : classes(NavigationPaths.class)) {
            found.addAll(tags(file));
        }
        assertThat(found).anyMatch(text -> text.contains("<circle"));
    }

    /// Compiled classes of a package, but for those that are made of templates.
    private static List<Path> classes(Class<?> member) throws IOException, URISyntaxException {
        Path root = Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files =
                Files.list(root.resolve(member.getPackageName().replace('.', '/')))) {
            return files.filter(file -> file.toString().endsWith(".class")
                            && !file.getFileName().toString().startsWith("Jte"))
                    .toList();
        }
    }

    /// String constants with something like a tag; parts of concatenations are such constants, too.
    private static List<String> tags(Path classFile) throws IOException {
        return StreamSupport.stream(
                        ClassFile.of().parse(classFile).constantPool().spliterator(), false)
                .<String>mapMulti((PoolEntry entry, java.util.function.Consumer<String> next) -> {
                    if (entry instanceof StringEntry text) {
                        next.accept(text.stringValue());
                    }
                })
                .filter(text -> text.matches("(?s).*</?[a-z].*"))
                .toList();
    }
}
