package io.jenkins.plugins.ratchet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The borders that the design draws. */
class ArchitectureTest {
    private static final String STEPS = "io.jenkins.plugins.ratchet.steps..";

    private static final JavaClasses ENGINE = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final JavaClasses PLUGIN = new ClassFileImporter().importPath(Path.of("target/steps"));

    @Test
    void theEngineKnowsNoJenkins() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", "com.cloudbees..", STEPS)
                .check(ENGINE);
    }

    @Test
    void theStepsKnowTheEngineByItsCommandLineAlone() {
        DescribedPredicate<JavaClass> engine = JavaClass.Predicates.resideInAPackage("io.jenkins.plugins.ratchet..")
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(STEPS)));
        noClasses().should().dependOnClassesThat(engine).check(PLUGIN);
        classes().should().resideInAPackage(STEPS).check(PLUGIN);
    }
}
