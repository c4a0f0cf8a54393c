package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/**
 * Stores that Ratchet cannot back up are backed up by somebody. A rule of its own, so that answering for these stores
 * says nothing about the others.
 */
final class BackupByHand implements Rule {
    @Override
    public String id() {
        return "backup-by-hand";
    }

    @Override
    public String purpose() {
        return "Every store that the live values ask for and that Ratchet cannot back up was backed up by somebody, who"
                + " says so by a waiver.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return situation.databases().stream()
                .filter(database -> database.required() && !backedUpByRatchet(database))
                .map(database -> Finding.block(
                        id(),
                        "database " + database.name() + " is of kind " + database.kind()
                                + ", which this version of Ratchet cannot back up",
                        "a backup made by hand",
                        "back it up as the vendor's page says, then allow this rule with the backup's id as the"
                                + " reason"))
                .toList();
    }

    /** Whether Ratchet itself can back a store up. */
    static boolean backedUpByRatchet(PlannedDatabase database) {
        return database.kind().equals(Database.Kind.postgres.name());
    }
}
