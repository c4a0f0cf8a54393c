package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
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
                "ab");
    }
}
