package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.picture.Picture;
import org.sgmrl.planar.PlanarProvider;
import org.sgmrl.python.PythonProvider;
import org.sgmrl.report.page.RunReport;
import org.sgmrl.run.RunRequest;
import org.sgmrl.training.MetaTrainer;

/// The bytecode of modules, for rules that a compiler does not know.
final class CompiledClasses {
    /// A class of each module that the command is made of.
    static final List<Class<?>> MODULES = List.of(
            MetaTrainer.class,
            MujocoModel.class,
            PlanarProvider.class,
            PythonProvider.class,
            Picture.class,
            RunRequest.class,
            RunReport.class,
            Main.class);

    private CompiledClasses() {}

    /// Those of the module of a class, from a folder or a jar.
    static List<ClassModel> of(Class<?> member) throws IOException, URISyntaxException {
        Path place = Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return below(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return below(jar.getPath("/"));
        }
    }

    private static List<ClassModel> below(Path root) throws IOException {
        List<ClassModel> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".class")) {
                    classes.add(ClassFile.of().parse(Files.readAllBytes(file)));
                }
            }
        }
        assertThat(classes).as("classes at " + root).isNotEmpty();
        return classes;
    }
}
