package org.sgmrl.oracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The oracle can only check the estimators while it shares nothing with them but words.
final class DependencyTest {
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.sgmrl.mdp", "org.sgmrl.method", "org.sgmrl.oracle", "org.sgmrl.theory");

    @Test
    void theOracleUsesFiniteProblemsWordsAndTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("org.sgmrl.oracle")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.sgmrl.oracle", "org.sgmrl.mdp", "org.sgmrl.method", "java..", "org.jspecify..")
                .check(PRODUCTION);
    }

    /// So that what the two share cannot be wrong in both: names, and no arithmetic on numbers that are not counts.
    @Test
    void whatTheOracleSharesWithTheEstimatorsIsWordsAlone() {
        classes()
                .that()
                .resideInAPackage("org.sgmrl.method")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.sgmrl.method", "java..", "org.jspecify..")
                .check(PRODUCTION);
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("org.sgmrl.method")
                .should()
                .haveRawReturnType(double[].class)
                .check(PRODUCTION);
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("org.sgmrl.method")
                .should()
                .haveRawType(double[].class)
                .check(PRODUCTION);
    }

    @Test
    void theTheoryUsesFiniteProblemsWordsTheOracleAndTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("org.sgmrl.theory")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.sgmrl.theory",
                        "org.sgmrl.oracle",
                        "org.sgmrl.mdp",
                        "org.sgmrl.method",
                        "java..",
                        "org.jspecify..")
                .check(PRODUCTION);
    }
}
