package org.sgmrl.mujoco;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/// The binding is of use to those who want physics and nothing else.
final class ArchitectureTest {
    private static final ArchRule NOTHING_BUT_JAVA = only("org.sgmrl.mujoco..", "java..", "org.jspecify..");

    private static ArchRule only(String... packages) {
        return classes().should().onlyDependOnClassesThat().resideInAnyPackage(packages);
    }

    private static JavaClasses binding() {
        // Classes of other libraries need not be read to know that they are used.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .importUrl(
                        MujocoModel.class.getProtectionDomain().getCodeSource().getLocation());
    }

    @Test
    void theBindingNeedsNothingButJava() {
        NOTHING_BUT_JAVA.check(binding());
    }

    @Test
    void theRuleSeesWhatIsNeeded() {
        assertThat(only("org.sgmrl.mujoco..", "java.lang..").evaluate(binding()).hasViolation())
                .isTrue();
    }
}
