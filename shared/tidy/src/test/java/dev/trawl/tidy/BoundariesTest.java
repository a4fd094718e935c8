package dev.trawl.tidy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/// One home per foreign library, arrows one way (DESIGN 2, HOUSE-STYLE 1).
class BoundariesTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPaths(Repository.classFolders());
    private static final String[] FUNCTIONS = {
        "dev.trawl.query..",
        "dev.trawl.policy.function..",
        "dev.trawl.scan..",
        "dev.trawl.export..",
        "dev.trawl.source.jdbc..",
        "dev.trawl.source.objects.."
    };

    @Test
    void algebraKnowsOnlyTheJdkAndTheJsonStreamer() {
        check(
                ArchRuleDefinition.classes()
                        .that()
                        .resideInAPackage("dev.trawl.plan..")
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAnyPackage(
                                        "dev.trawl.plan..",
                                        "java..",
                                        "org.jspecify..",
                                        "com.fasterxml.jackson.core..")));
    }

    @Test
    void calciteStaysInItsModule() {
        only("dev.trawl.calcite..").mayUse("org.apache.calcite..");
    }

    @Test
    void celStaysInThePolicyLanguage() {
        only("dev.trawl.policy..").mayUse("dev.cel..");
    }

    @Test
    void duckDbStaysInTheEngineAndTheTestKit() {
        only("dev.trawl.engine..", "dev.trawl.testkit..", "dev.trawl.benchmarks..")
                .mayUse("org.duckdb..");
    }

    @Test
    void arrowIsOnlyWhereDataIsHeld() {
        only(
                        "dev.trawl.arrow..",
                        "dev.trawl.engine..",
                        "dev.trawl.source..",
                        "dev.trawl.query..",
                        "dev.trawl.export..",
                        "dev.trawl.cli..",
                        "dev.trawl.benchmarks..")
                .mayUse("org.apache.arrow..");
    }

    @Test
    void awsSdkStaysInPackagesNamedAws() {
        only("dev.trawl..aws..", "dev.trawl.local..").mayUse("software.amazon.awssdk..");
    }

    @Test
    void joseStaysInAuthAndTheDevelopmentIssuer() {
        only("dev.trawl.auth..", "dev.trawl.local..").mayUse("com.nimbusds..");
    }

    @Test
    void lambdaAndQuarkusTypesStayAtTheEdge() {
        DescribedPredicate<JavaClass> handler =
                DescribedPredicate.describe(
                        "a handler", c -> c.getSimpleName().endsWith("Handler"));
        check(
                noClasses()
                        .that(
                                DescribedPredicate.not(
                                        handler.or(
                                                resideInAnyPackage(
                                                        "dev.trawl.lambda..",
                                                        "dev.trawl.local.."))))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(
                                        "com.amazonaws.services.lambda..",
                                        "io.quarkus..",
                                        "jakarta..")));
    }

    /// Without a scope each request would have a handler of its own, with clients, connections,
    /// keys and caches of its own.
    @Test
    void handlersAreMadeOncePerEnvironment() {
        check(
                ArchRuleDefinition.classes()
                        .that()
                        .areAnnotatedWith("jakarta.inject.Named")
                        .should()
                        .beAnnotatedWith("jakarta.inject.Singleton")
                        .andShould()
                        .beAnnotatedWith("io.quarkus.runtime.Startup"));
    }

    @Test
    void functionsMeetInMessagesOnly() {
        for (String function : FUNCTIONS) {
            for (String other : FUNCTIONS) {
                if (!function.equals(other)) {
                    check(
                            noClasses()
                                    .that()
                                    .resideInAPackage(function)
                                    .should()
                                    .dependOnClassesThat()
                                    .resideInAPackage(other));
                }
            }
        }
    }

    @Test
    void sharedModulesDoNotKnowFunctions() {
        check(
                noClasses()
                        .that(DescribedPredicate.not(resideInAnyPackage(FUNCTIONS)))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(FUNCTIONS)));
    }

    @Test
    void modulesFormNoCycle() {
        check(slices().matching("dev.trawl.(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyProgramsAndTheEdgePrint() {
        check(
                noClasses()
                        .that(
                                DescribedPredicate.not(
                                        resideInAnyPackage(
                                                "dev.trawl.cli..",
                                                "dev.trawl.infra..",
                                                "dev.trawl.local..",
                                                "dev.trawl.lambda..")))
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err"));
    }

    private static Only only(String... packages) {
        return new Only(packages);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Only(String[] packages) {
        void mayUse(String library) {
            check(
                    noClasses()
                            .that(DescribedPredicate.not(resideInAnyPackage(packages)))
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(library)));
        }
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
