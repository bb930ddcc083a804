package org.sgmrl.mujoco;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URL;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;

/// Who may touch native memory.
final class ArchitectureTest {
    private static final ArchRule NO_NATIVE_ACCESS =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.lang.foreign..");

    private static JavaClasses classesBeside(Class<?> type) {
        // Classes of other libraries need not be read to know that they are used.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        URL location = type.getProtectionDomain().getCodeSource().getLocation();
        return new ClassFileImporter().importUrl(location);
    }

    @Test
    void onlyTheBindingItselfTouchesNativeMemory() {
        NO_NATIVE_ACCESS.check(classesBeside(RandomStream.class));
        noClasses()
                .that()
                .resideOutsideOfPackage("org.sgmrl.mujoco")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .allowEmptyShould(true)
                .check(classesBeside(MujocoModel.class));
    }

    @Test
    void theRuleSeesNativeAccessWhereThereIsSome() {
        assertThat(NO_NATIVE_ACCESS.evaluate(classesBeside(MujocoModel.class)).hasViolation())
                .isTrue();
    }
}
