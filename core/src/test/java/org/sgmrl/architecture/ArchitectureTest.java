package org.sgmrl.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;

/// Who may know whom.
final class ArchitectureTest {
    /// A package imports only those before it.
    private static final List<String> ORDER = List.of(
            "argument",
            "method",
            "kernel",
            "random",
            "network",
            "io",
            "worker",
            "mdp",
            "environment",
            "policy",
            "rollout",
            "advantage",
            "estimator",
            "adapt",
            "statistics",
            "training");

    /// Their results may differ in the last bits between processors, because the virtual machine replaces
    /// them by instructions of its own; StrictMath does not.
    private static final Set<String> NOT_REPRODUCIBLE = Set.of(
            "exp", "log", "log10", "log1p", "expm1", "pow", "sin", "cos", "tan", "tanh", "sinh", "cosh", "asin", "acos",
            "atan", "atan2", "cbrt", "hypot");

    /// The classes of this module without its tests.
    private static final JavaClasses CLASSES = importClasses();

    private static JavaClasses importClasses() {
        // Classes of other libraries need not be read to know that they are used.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .importUrl(
                        RandomStream.class.getProtectionDomain().getCodeSource().getLocation());
    }

    @Test
    void packagesImportOnlyThoseBeforeThem() {
        for (int i = 0; i + 1 < ORDER.size(); i++) {
            independent(ORDER.get(i), ORDER.subList(i + 1, ORDER.size())).check(CLASSES);
        }
    }

    @Test
    void oracleAndTheoryShareNothingWithWhatTheyCheck() {
        List<String> checked = List.of("estimator", "training", "adapt", "advantage", "rollout", "policy");
        independent("oracle", checked).allowEmptyShould(true).check(CLASSES);
        independent("theory", checked).allowEmptyShould(true).check(CLASSES);
        for (String name : ORDER) {
            independent(name, List.of("oracle", "theory")).check(CLASSES);
        }
    }

    @Test
    void theRulesSeeImportsThatExist() {
        assertThat(independent("training", List.of("estimator"))
                        .evaluate(CLASSES)
                        .hasViolation())
                .isTrue();
        assertThat(independent("policy", List.of("network")).evaluate(CLASSES).hasViolation())
                .isTrue();
    }

    /// A pool made beside what its workers work with is left behind when one of them cannot be made.
    @Test
    void poolsAreMadeTogetherWithWhatTheirWorkersNeed() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.sgmrl.worker.Workers")
                .should()
                .callConstructorWhere(DescribedPredicate.describe(
                        "of WorkerPool; use Workers",
                        (JavaCall<?> call) -> call.getTargetOwner().getName().equals("org.sgmrl.worker.WorkerPool")))
                .check(CLASSES);
    }

    @Test
    void resultsNeverDependOnFunctionsThatDifferBetweenProcessors() {
        noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "a function of Math that is not reproducible; use StrictMath",
                        (JavaCall<?> call) -> call.getTargetOwner().isEquivalentTo(Math.class)
                                && NOT_REPRODUCIBLE.contains(call.getName())))
                .check(CLASSES);
    }

    private static ArchRule independent(String name, List<String> others) {
        String[] packages =
                others.stream().map(other -> "org.sgmrl." + other + "..").toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("org.sgmrl." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages);
    }
}
