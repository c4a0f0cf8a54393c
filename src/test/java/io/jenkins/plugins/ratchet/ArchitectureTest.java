package io.jenkins.plugins.ratchet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The borders of the design: who may know whom. */
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.ratchet";
    private static final String[] JENKINS = {
        "hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", "com.cloudbees.."
    };

    /** A package may use those named before it, never one named after it. */
    private static final List<String> FLOW = List.of(
            "outcome",
            "event",
            "json",
            "digest",
            "process",
            "config",
            "version",
            "migration",
            "cluster",
            "database",
            "record",
            "helm",
            "registry",
            "kots",
            "terraform",
            "compose",
            "released",
            "plan",
            "backup",
            "upgrade",
            "restore",
            "rehearsal",
            "verify",
            "freeze",
            "diagnosis",
            "report",
            "cli");

    /** The engine's classes, and those of the plugin, which have a directory of their own. */
    private static final JavaClasses PRODUCTION =
            new ClassFileImporter().importPaths(Path.of("target/classes"), Path.of("target/steps"));

    @Test
    void everyPackageHasItsPlaceInTheFlow() {
        classes()
                .should()
                .resideInAnyPackage(FLOW.stream().map(ArchitectureTest::named).toArray(String[]::new))
                .orShould()
                .resideInAnyPackage(named("demo"), named("steps"))
                .check(PRODUCTION);
    }

    @Test
    void noPackageReachesBackUpTheFlow() {
        for (int i = 0; i < FLOW.size(); i++) {
            List<String> later = new ArrayList<>(FLOW.subList(i + 1, FLOW.size()));
            later.add("steps");
            if (!FLOW.get(i).equals("cli")) {
                later.add("demo");
            }
            noClasses()
                    .that()
                    .resideInAPackage(named(FLOW.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            later.stream().map(ArchitectureTest::named).toArray(String[]::new))
                    .allowEmptyShould(true)
                    .check(PRODUCTION);
        }
    }

    @Test
    void neighboursThatDoNotNeedEachOtherStayApart() {
        apart("verify", "upgrade", "backup", "plan", "record", "helm");
        apart("upgrade", "backup", "database");
        apart("backup", "plan", "helm");
        apart("plan", "database");
        apart("helm", "database", "config");
        apart("record", "config", "database", "version");
        apart("report", "upgrade", "backup", "helm", "config");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(PRODUCTION);
    }

    @Test
    void onlyStepsKnowJenkins() {
        noClasses()
                .that()
                .resideOutsideOfPackage(named("steps"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JENKINS)
                .check(PRODUCTION);
    }

    @Test
    void stepsDoNotKnowTheEngine() {
        noClasses()
                .that()
                .resideInAPackage(named("steps"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..").and(DescribedPredicate.not(resideInAPackage(named("steps")))))
                .check(PRODUCTION);
    }

    @Test
    void packagesAreNamedAfterWhatTheyAreAbout() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..utils..", "..helper..", "..helpers..", "..manager..", "..common..", "..misc..")
                .check(PRODUCTION);
    }

    @Test
    void onlyTheCommandLineWritesToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackages(named("cli"), named("demo"))
                .and()
                .haveSimpleNameNotStartingWith("EmbeddedHelm")
                .and()
                .doNotHaveSimpleName("DeployCall") // a process of its own, as the embedded helm is
                .should()
                .accessFieldWhere(new DescribedPredicate<>("a standard stream") {
                    @Override
                    public boolean test(JavaFieldAccess access) {
                        return access.getTargetOwner().isEquivalentTo(System.class);
                    }
                })
                .check(PRODUCTION);
    }

    @Test
    void nobodyButJenkinsLogsThroughJavaUtilLogging() {
        noClasses()
                .that()
                .resideOutsideOfPackage(named("steps"))
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("are of java.util.logging") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getPackageName().equals("java.util.logging");
                    }
                })
                .check(PRODUCTION);
    }

    private static void apart(String from, String... others) {
        for (String other : others) {
            noClasses()
                    .that()
                    .resideInAPackage(named(from))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(named(other))
                    .check(PRODUCTION);
        }
    }

    private static String named(String name) {
        return ROOT + "." + name + "..";
    }
}
