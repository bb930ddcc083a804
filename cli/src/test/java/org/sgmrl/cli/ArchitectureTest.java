package org.sgmrl.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sgmrl.locomotion.LocomotionEnvironments;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.picture.Picture;
import org.sgmrl.planar.PlanarProvider;
import org.sgmrl.python.PythonProvider;
import org.sgmrl.report.page.RunReport;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.training.MetaTrainer;

/// Which module and which package may know which, over all modules that the command is made of.
final class ArchitectureTest {
    /// Packages of a module that are not core's, with what their classes may use beside themselves and core.
    private static final Map<String, List<String>> MAY_USE = Map.of(
            "mujoco", List.of(),
            "locomotion", List.of("mujoco"),
            "planar", List.of(),
            "python", List.of(),
            "picture", List.of(),
            "run", List.of(),
            "report", List.of("run", "picture"),
            "cli", List.of("mujoco", "locomotion", "picture", "run", "report"));

    /// A package of `run` imports only those before it.
    private static final List<String> ORDER_OF_RUN = List.of(
            "run.text",
            "run.failure",
            "run.protobuf",
            "run.settings",
            "run",
            "run.folder",
            "run.evaluation",
            "run.training",
            "run.bench",
            "run.export",
            "run.certify",
            "run.experiment");

    private static final JavaClasses CLASSES = importClasses();

    private static JavaClasses importClasses() {
        // Classes of other libraries need not be read to know that they are used.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        List<URL> places = Stream.of(
                        MetaTrainer.class,
                        MujocoModel.class,
                        LocomotionEnvironments.class,
                        PlanarProvider.class,
                        PythonProvider.class,
                        RunRequest.class,
                        Picture.class,
                        RunReport.class,
                        Main.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toList();
        return new ClassFileImporter().importUrls(places);
    }

    @Test
    void modulesUseOnlyThoseBelowThem() {
        MAY_USE.forEach((module, allowed) -> {
            List<String> others = new ArrayList<>(MAY_USE.keySet());
            others.remove(module);
            others.removeAll(allowed);
            independent("org.sgmrl." + module + "..", trees(others))
                    .allowEmptyShould(false)
                    .check(CLASSES);
        });
        noClasses()
                .that(DescribedPredicate.describe(
                        "are core's",
                        (JavaClass type) ->
                                MAY_USE.keySet().stream().noneMatch(module -> isIn(type, "org.sgmrl." + module))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(trees(List.copyOf(MAY_USE.keySet())))
                .check(CLASSES);
    }

    @Test
    void packagesOfRunsImportOnlyThoseBeforeThem() {
        assertThat(packages().filter(name -> isIn(name, "org.sgmrl.run")))
                .containsExactlyInAnyOrderElementsOf(
                        ORDER_OF_RUN.stream().map(name -> "org.sgmrl." + name).toList());
        for (int i = 0; i + 1 < ORDER_OF_RUN.size(); i++) {
            String[] later = ORDER_OF_RUN.subList(i + 1, ORDER_OF_RUN.size()).stream()
                    .map(name -> "org.sgmrl." + name)
                    .toArray(String[]::new);
            independent("org.sgmrl." + ORDER_OF_RUN.get(i), later).check(CLASSES);
        }
    }

    @Test
    void noPackagesKnowEachOtherInACircle() {
        SlicesRuleDefinition.slices()
                .matching("org.sgmrl.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void theRulesSeeImportsThatExist() {
        assertThat(independent("org.sgmrl.report..", trees(List.of("run")))
                        .evaluate(CLASSES)
                        .hasViolation())
                .isTrue();
        assertThat(independent("org.sgmrl.run.folder", "org.sgmrl.run")
                        .evaluate(CLASSES)
                        .hasViolation())
                .isTrue();
    }

    @Test
    void onlyTheCommandKnowsItsOptionsAndExitCodes() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.sgmrl.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..")
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "System.exit",
                        (JavaCall<?> call) -> call.getTargetOwner().isEquivalentTo(System.class)
                                && call.getName().equals("exit")))
                .check(CLASSES);
    }

    /// Who wants a file somewhere says so to `AtomicFile`, which writes through devices and pipes and keeps permissions and
    /// links. The others write temporary files, or files of a run folder that are theirs alone.
    @Test
    void onlyThoseWriteFilesWhoseFilesTheyAre() {
        Set<String> writers = Set.of(
                "AppendedFile",
                "AtomicFile",
                "ExitCodes",
                "Native",
                "PythonCopy",
                "PythonWorker",
                "RawLoop",
                "RunFolder");
        Set<String> writing = Set.of(
                "copy", "move", "newBufferedWriter", "newByteChannel", "newOutputStream", "write", "writeString");
        noClasses()
                .that(areNot(writers))
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "of Files that write",
                        (JavaCall<?> call) ->
                                call.getTargetOwner().isEquivalentTo(Files.class) && writing.contains(call.getName())))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(FileOutputStream.class, FileWriter.class, RandomAccessFile.class)
                .check(CLASSES);
        noClasses()
                .that(areNot(Set.of("AtomicFile")))
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "Files.move",
                        (JavaCall<?> call) -> call.getTargetOwner().isEquivalentTo(Files.class)
                                && call.getName().equals("move")))
                .check(CLASSES);
    }

    /// An interrupt of the thread closes a `FileChannel`, and what it was to read or write is not there. Those of `io` begin
    /// again; the others lock, map, or read what nobody loses.
    @Test
    void onlyThoseOpenChannelsWhoKnowOfInterrupts() {
        noClasses()
                .that(areNot(Set.of(
                        "AppendedFile",
                        "AtomicFile",
                        "ElfFile",
                        "FolderLock",
                        "MetricsTail",
                        "PythonWorker",
                        "Safetensors")))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(FileChannel.class)
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "Files.lines",
                        (JavaCall<?> call) -> call.getTargetOwner().isEquivalentTo(Files.class)
                                && call.getName().equals("lines")))
                .check(CLASSES);
    }

    /// `policy.safetensors` is older than the newest checkpoint where an extension was stopped: who wants a run's policy
    /// asks `NewestParameters`. The others write it, read it of finished runs, or know the checkpoints first.
    @Test
    void whoWantsARunsPolicyAsksForTheNewest() {
        noClasses()
                .that(areNot(
                        Set.of("Cell", "LivePictures", "LiveRun", "RunFolder", "NewestParameters", "TrainingSession")))
                .should()
                .callMethod(RunFolder.class, "policy")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> areNot(Set<String> names) {
        return DescribedPredicate.describe(
                "are not " + names,
                (JavaClass type) -> !names.contains(type.getSimpleName())
                        && type.getEnclosingClass()
                                .map(outer -> !names.contains(outer.getSimpleName()))
                                .orElse(true));
    }

    @Test
    void nativeMemoryIsTheBusinessOfTheBindingAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.sgmrl.mujoco")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(CLASSES);
    }

    @Test
    void noPackageOutsideOfCoreIsTooLargeToBeKnown() {
        Map<String, Long> files = CLASSES.stream()
                .filter(type -> MAY_USE.keySet().stream().anyMatch(module -> isIn(type, "org.sgmrl." + module)))
                .map(type -> type.getPackageName() + "/"
                        + type.getSource().orElseThrow().getFileName().orElseThrow())
                .distinct()
                .collect(Collectors.groupingBy(file -> file.substring(0, file.indexOf('/')), Collectors.counting()));
        assertThat(files)
                .hasSizeGreaterThan(15)
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(25));
    }

    private static Stream<String> packages() {
        return CLASSES.stream().map(JavaClass::getPackageName).distinct();
    }

    private static boolean isIn(JavaClass type, String tree) {
        return isIn(type.getPackageName(), tree);
    }

    private static boolean isIn(String name, String tree) {
        return name.equals(tree) || name.startsWith(tree + ".");
    }

    private static String[] trees(List<String> modules) {
        return modules.stream().map(module -> "org.sgmrl." + module + "..").toArray(String[]::new);
    }

    private static ArchRule independent(String name, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }
}
