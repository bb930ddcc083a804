package org.sgmrl.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sgmrl.locomotion.LocomotionEnvironments;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.picture.Picture;
import org.sgmrl.report.page.RunReport;
import org.sgmrl.run.RunRequest;
import org.sgmrl.training.MetaTrainer;

/// Durations come from the monotonic clock: a system clock that is set during a run changes nothing but the
/// wall time that TensorBoard's event files state.
final class ClockTest {
    private static final ArchRule NO_WALL_CLOCK = noClasses()
            .that()
            .doNotHaveSimpleName("Provenance")
            .and()
            .doNotHaveSimpleName("EventFile")
            .should()
            .callCodeUnitWhere(
                    DescribedPredicate.describe("something that reads the system's clock", ClockTest::reads));

    private static boolean reads(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        String name = call.getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis");
            case "java.util.Date" ->
                name.equals("<init>") && call.getTarget().getParameterTypes().isEmpty();
            case "java.util.Calendar" -> name.equals("getInstance");
            case "java.nio.file.Files" -> name.equals("getLastModifiedTime");
            default -> owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system"));
        };
    }

    private static JavaClasses classesBeside(Class<?>... types) {
        // Classes of other libraries need not be read to know that they are called.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        List<URL> places = Stream.of(types)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toList();
        return new ClassFileImporter().importUrls(places);
    }

    @Test
    void nothingButProvenanceAndEventFilesReadsTheSystemClock() {
        Class<?>[] oneOfEachModule = {
            Main.class,
            MetaTrainer.class,
            MujocoModel.class,
            LocomotionEnvironments.class,
            RunRequest.class,
            RunReport.class,
            Picture.class
        };
        JavaClasses classes = classesBeside(oneOfEachModule);
        assertThat(oneOfEachModule).allMatch(classes::contain);
        NO_WALL_CLOCK.check(classes);
    }

    @Test
    void theRuleSeesAClassThatDoes() {
        JavaClasses reader = new ClassFileImporter().importClasses(Reader.class);
        assertThat(NO_WALL_CLOCK.evaluate(reader).getFailureReport().getDetails())
                .hasSize(2);
    }

    /// What must not be written.
    private static final class Reader {
        @SuppressWarnings({"unused", "JavaTimeDefaultTimeZone"})
        static String read() {
            return System.currentTimeMillis() + " " + Instant.now();
        }
    }
}
