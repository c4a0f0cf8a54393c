package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.LintFinding.Severity;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import java.util.List;
import java.util.stream.Collectors;

/** New migrations keep to what the version that still serves while they run can bear, or say that they do not. */
final class ContractMigrations implements Rule {
    private static final int SHOWN = 5;

    @Override
    public String id() {
        return "contract-migrations";
    }

    @Override
    public String purpose() {
        return "New migrations break nothing of the version that serves while they run, or are tagged as contract phase;"
                + " looked at where `migrations` names the versions' trees.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        MigrationOutlook migrations = situation.outlook().knownMigrations().orElse(null);
        if (migrations == null || migrations.errors() == 0) {
            return List.of();
        }
        String first = migrations.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .limit(SHOWN)
                .map(ContractMigrations::words)
                .collect(Collectors.joining("; "));
        return List.of(Finding.warn(
                id(),
                migrations.errors() + " statements of the new migrations break the version that still serves while they"
                        + " run, or may: " + first + (migrations.errors() > SHOWN ? "; …" : ""),
                "migrations that only expand the schema",
                "stop the version that serves before the upgrade, or look at each: `ratchet lint` says what instead"));
    }

    private static String words(LintFinding finding) {
        return finding.rule() + " at " + finding.file() + ":" + finding.line();
    }
}
