package org.sgmrl.oracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The oracle can only check the estimators while it shares nothing with them.
final class DependencyTest {
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.sgmrl.mdp", "org.sgmrl.oracle", "org.sgmrl.theory");

    @Test
    void theOracleUsesFiniteProblemsAndTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("org.sgmrl.oracle")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.sgmrl.oracle", "org.sgmrl.mdp", "java..", "org.jspecify..")
                .check(PRODUCTION);
    }

    @Test
    void theTheoryUsesFiniteProblemsTheOracleAndTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("org.sgmrl.theory")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.sgmrl.theory", "org.sgmrl.oracle", "org.sgmrl.mdp", "java..", "org.jspecify..")
                .check(PRODUCTION);
    }
}
