package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import java.util.List;

/** Tells the approver what a failure would cost. */
final class WayBackCost implements Rule {
    @Override
    public String id() {
        return "rollback-scenario";
    }

    @Override
    public String purpose() {
        return "Tells in which of the three rollback scenarios the pair of versions is and what a failure would cost, where"
                + " `migrations` is set.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        MigrationOutlook migrations = situation.outlook().knownMigrations().orElse(null);
        if (migrations == null || !migrations.configured()) {
            return List.of();
        }
        String seen = "rollback scenario " + migrations.scenario() + ": " + migrations.cost();
        if (migrations.scenario() == 1) {
            return List.of(Finding.info(id(), seen));
        }
        return List.of(Finding.warn(
                id(),
                seen + "; because " + String.join("; ", migrations.evidence()),
                null,
                migrations.scenario() == 2
                        ? "keep administrators' tasks from running until the upgrade is verified"
                        : "approve only with a proven backup and the time that a restore takes"));
    }
}
