package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.migration.LintFinding.Severity;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import java.util.List;
import java.util.stream.Collectors;

/** The old services serve on while the migration runs, so it may only expand the schema. */
public final class ComposeExpandOnly implements Rule {
    private static final int SHOWN = 5;

    @Override
    public String id() {
        return "compose-expand-only";
    }

    @Override
    public String purpose() {
        return "With `installer: compose` the old services serve while the migration runs, so new migrations only expand the"
                + " schema, or are tagged as contract phase; looked at where `migrations` names the versions' trees.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        MigrationOutlook migrations = situation.outlook().knownMigrations().orElse(null);
        if (situation.outlook().knownCompose().isEmpty() || migrations == null || migrations.errors() == 0) {
            return List.of();
        }
        String first = migrations.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .limit(SHOWN)
                .map(finding -> finding.rule() + " at " + finding.file() + ":" + finding.line())
                .collect(Collectors.joining("; "));
        return List.of(
                Finding.block(
                        id(),
                        migrations.errors()
                                + " statements of the new migrations would break the services that still serve: "
                                + first + (migrations.errors() > SHOWN ? "; …" : ""),
                        "migrations that only expand the schema",
                        "go to a version in between whose services can bear them, or stop the services first and waive this rule"));
    }
}
