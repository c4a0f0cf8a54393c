package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.plan.compose.ComposeOutlook;
import io.jenkins.plugins.ratchet.plan.compose.ServiceChange;
import io.jenkins.plugins.ratchet.plan.compose.ServiceChange.Place;
import io.jenkins.plugins.ratchet.plan.compose.ServiceChange.Role;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules about a project of docker compose. */
class ComposeRulesTest {
    private static ServiceChange service(Role role, String before, String after, Place place) {
        return change(role, before, after, place, null, null);
    }

    private static ServiceChange change(
            Role role, String before, String after, Place place, Integer olderAs, String unready) {
        return new ServiceChange(
                "api", role, before, null, after, null, place, null, olderAs, true, List.of(), unready);
    }

    private static SituationBuilder project(ServiceChange... services) {
        return project(List.of(), null, List.of(), services);
    }

    private static SituationBuilder project(
            List<String> unset, String kept, List<String> otherFiles, ServiceChange... services) {
        SituationBuilder situation = fine();
        situation.outlook = Outlook.NONE.withCompose(new ComposeOutlook(
                "shop", "28", "2.40", List.of(services), unset, kept, otherFiles, List.of(), List.of()));
        return situation;
    }

    private static List<Finding> findings(SituationBuilder situation, String rule) {
        return Rules.evaluate(situation.build()).stream()
                .filter(finding -> finding.rule().equals(rule))
                .toList();
    }

    @Test
    void newer_images_that_are_here_or_in_their_registry_pass() {
        assertThat(project(
                                service(Role.ROLLED, "r/api:v1.9.0", "r/api:v1.10.0", Place.HERE),
                                service(Role.MIGRATION, null, "r/db:v1.10.0", Place.REGISTRY),
                                service(Role.ROLLED, "r/api:v1", "r/api@sha256:ab", Place.UNKNOWN))
                        .refusals())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "r/api:v1.10.0, r/api:v1.9.0",
        "docker.io/postgres:17.2, mirror/postgres:16.4",
        "r/api:2, r/api:1",
    })
    void an_older_tag_of_the_same_image_is_refused_and_nothing_waives_it(String before, String after) {
        SituationBuilder going =
                project(service(Role.ROLLED, before, after, Place.HERE)).allow("compose-image-not-older");
        assertThat(findings(going, "compose-image-not-older")).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.seen()).contains(after, "its tag is older than that of " + before);
        });
    }

    @ParameterizedTest
    @CsvSource({"r/api:edge, r/api:v1", "r/other:v2, r/api:v1", "r/api:v1, r/api:v1"})
    void tags_that_cannot_be_compared_are_left_to_the_digests(String before, String after) {
        assertThat(findings(project(service(Role.ROLLED, before, after, Place.HERE)), "compose-image-not-older"))
                .isEmpty();
        assertThat(findings(
                        project(change(Role.ROLLED, before, after, Place.HERE, 3, null)), "compose-image-not-older"))
                .extracting(Finding::seen)
                .singleElement()
                .asString()
                .contains("the image of revision 3 again");
    }

    @Test
    void what_is_left_alone_is_not_judged() {
        assertThat(project(change(Role.LEFT, "r/api:v2", "r/api:latest", Place.MISSING, 3, "down"))
                        .refusals())
                .isEmpty();
    }

    @Test
    void a_missing_image_is_refused() {
        assertThat(findings(project(service(Role.MIGRATION, null, "r/db:v9", Place.MISSING)), "compose-images"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("r/db:v9 of service api"));
    }

    @ParameterizedTest
    @CsvSource({
        "r:5000/api:latest, HERE, true",
        "r:5000/api, HERE, true",
        "r/api@sha256:ab, HERE, false",
        "r/api:v1, HERE, false",
        "shop-api, BUILT, false",
        "r/api:latest, BUILT, true"
    })
    void an_image_without_a_version_in_its_name_is_refused(String image, Place place, boolean refused) {
        assertThat(findings(project(service(Role.ROLLED, null, image, place)), "compose-image-pinned"))
                .hasSize(refused ? 1 : 0);
    }

    @Test
    void other_files_than_those_of_ratchet_yaml_are_refused_until_that_is_waived() {
        SituationBuilder other = project(List.of(), null, List.of("/srv/compose.yml"));
        assertThat(findings(other, "compose-project-files"))
                .extracting(Finding::blocks)
                .containsExactly(true);
        assertThat(findings(other.allow("compose-project-files"), "compose-project-files"))
                .extracting(Finding::blocks)
                .containsExactly(false);
    }

    @Test
    void a_secret_whose_file_is_not_there_is_refused_and_nothing_waives_it() {
        SituationBuilder going = fine().allow("compose-files-there");
        going.outlook = Outlook.NONE.withCompose(new ComposeOutlook(
                "shop",
                "28",
                "2.40",
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of("/srv/kek (/run/secrets/kek of service api)"),
                List.of()));
        assertThat(findings(going, "compose-files-there")).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.seen()).contains("/srv/kek (/run/secrets/kek of service api)");
        });
        assertThat(findings(project(), "compose-files-there")).isEmpty();
    }

    @Test
    void services_that_the_new_files_do_not_have_are_named_and_hinder_nothing() {
        SituationBuilder left = fine();
        left.outlook = Outlook.NONE.withCompose(new ComposeOutlook(
                "shop", "28", "2.40", List.of(), List.of(), null, List.of(), List.of(), List.of("mailer", "worker")));
        assertThat(findings(left, "compose-orphans")).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARN);
            assertThat(finding.seen()).contains("mailer, worker");
            assertThat(finding.todo()).contains("docker compose up --detach --remove-orphans", "verified");
        });
        assertThat(findings(project(), "compose-orphans")).isEmpty();
    }

    @Test
    void the_migration_needs_what_it_depends_on_and_of_others_it_is_told() {
        assertThat(findings(
                        project(change(Role.NEEDED, "p:1", "p:2", Place.HERE, null, "exited")),
                        "compose-services-running"))
                .extracting(Finding::severity)
                .containsExactly(Severity.BLOCK);
        assertThat(findings(
                        project(change(Role.NEEDED, null, "p:2", Place.HERE, null, "it has no container")),
                        "compose-services-running"))
                .extracting(Finding::severity)
                .containsExactly(Severity.BLOCK);
        assertThat(findings(
                        project(change(Role.ROLLED, "p:1", "p:2", Place.HERE, null, "exited")),
                        "compose-services-running"))
                .extracting(Finding::severity)
                .containsExactly(Severity.WARN);
        assertThat(findings(
                        project(change(Role.ROLLED, null, "p:2", Place.HERE, null, "it has no container")),
                        "compose-services-running"))
                .as("a service that the new version brings")
                .isEmpty();
    }

    @Test
    void variables_without_a_value_are_told() {
        assertThat(findings(project(List.of("REGION"), null, List.of()), "compose-variables"))
                .extracting(Finding::seen)
                .singleElement()
                .asString()
                .contains("REGION");
    }

    @Test
    void migrations_that_do_more_than_expand_are_refused_as_the_old_services_serve_meanwhile() {
        SituationBuilder contract = project();
        contract.outlook = contract.outlook.withMigrations(migrations(1));
        assertThat(findings(contract, "compose-expand-only")).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.seen()).contains("1 statements", "drop-table at 2.sql:4");
        });
        contract.outlook = contract.outlook.withMigrations(migrations(0));
        assertThat(findings(contract, "compose-expand-only")).isEmpty();
        SituationBuilder helm = fine();
        helm.outlook = Outlook.NONE.withMigrations(migrations(1));
        assertThat(findings(helm, "compose-expand-only")).isEmpty();
    }

    private static MigrationOutlook migrations(int errors) {
        List<LintFinding> findings = errors == 0
                ? List.of()
                : List.of(LintFinding.of("2.sql", 4, MigrationRule.DROP_TABLE, "DROP TABLE t", false));
        return new MigrationOutlook(
                true, 3, "all is lost", List.of("a reason"), List.of("2.sql"), findings, errors, null, "d");
    }
}
