package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationFindingsTest {
    @Test
    void the_approver_is_told_what_a_failure_would_cost_and_why() {
        assertThat(findings("rollback-scenario", outlook(true, 3, 0)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARN);
                    assertThat(finding.seen())
                            .contains("rollback scenario 3: all is lost", "because a table is dropped");
                    assertThat(finding.todo()).contains("proven backup");
                });
        assertThat(findings("rollback-scenario", outlook(true, 2, 0)))
                .extracting(Finding::severity)
                .containsExactly(Severity.WARN);
        assertThat(findings("rollback-scenario", outlook(true, 1, 0)))
                .extracting(Finding::severity)
                .containsExactly(Severity.INFO);
        assertThat(findings("rollback-scenario", outlook(false, 3, 0)))
                .as("where nobody asked")
                .isEmpty();
    }

    @Test
    void statements_that_break_the_version_that_serves_are_told_before_the_upgrade() {
        assertThat(findings("contract-migrations", outlook(true, 3, 7)))
                .extracting(Finding::seen)
                .containsExactly(
                        "7 statements of the new migrations break the version that still serves while they run, or"
                                + " may: drop-table at 2.sql:4; …");
        assertThat(findings("contract-migrations", outlook(true, 3, 0))).isEmpty();
    }

    @Test
    void the_time_that_migrations_took_on_a_copy_is_held_against_the_timeout_of_the_hook() {
        // upgrade.timeout is 30m by default, the factor 3
        assertThat(rehearsed(Duration.ofMinutes(10), null)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.seen()).contains("took 10m", "2 changes may break the old version");
        });
        assertThat(rehearsed(Duration.ofMinutes(11), null)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARN);
            assertThat(finding.todo()).isEqualTo("set upgrade.timeout to 34m or more");
        });
        assertThat(rehearsed(Duration.ofMinutes(31), null)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
            assertThat(finding.seen()).contains("helm would give up while they run");
        });
        assertThat(rehearsed(Duration.ofMinutes(1), "./migrate ended with status 1"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
                    assertThat(finding.seen()).contains("failed: ./migrate ended with status 1");
                });
    }

    private static List<Finding> rehearsed(Duration took, String failure) {
        Rehearsal rehearsal = new Rehearsal(
                "main",
                "00",
                new ReleaseVersion("carto", "1.8.0", null, null),
                SituationBuilder.NOW,
                took,
                failure,
                List.of("dropped table public.t", "renamed table public.u to public.v"),
                2,
                0,
                List.of());
        return findings(
                "migrations-rehearsed",
                new MigrationOutlook(false, 3, "much", List.of(), List.of(), List.of(), 0, rehearsal, null));
    }

    private static List<Finding> findings(String rule, MigrationOutlook migrations) {
        SituationBuilder situation = fine();
        situation.outlook = Outlook.NONE.withMigrations(migrations);
        return situation.findings(rule);
    }

    private static MigrationOutlook outlook(boolean configured, int scenario, long errors) {
        return new MigrationOutlook(
                configured,
                scenario,
                "all is lost",
                List.of("a table is dropped"),
                List.of("2.sql"),
                List.of(LintFinding.of("2.sql", 4, MigrationRule.DROP_TABLE, "DROP TABLE t", false)),
                errors,
                null,
                "ab");
    }
}
