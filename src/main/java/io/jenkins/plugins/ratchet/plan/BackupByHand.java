package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/**
 * Stores that Ratchet does not back up are backed up by somebody. A rule of its own, so that answering for these stores
 * says nothing about the others.
 */
final class BackupByHand implements Rule {
    @Override
    public String id() {
        return "backup-by-hand";
    }

    @Override
    public String purpose() {
        return "Every store that the live values ask for and whose method is manual was backed up by somebody, who"
                + " says so by a waiver.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return situation.databases().stream()
                .filter(database -> database.required() && !database.backedUpByRatchet())
                .map(database -> Finding.block(
                        id(),
                        "database " + database.name() + " (" + database.kind() + ") is backed up by hand",
                        "a backup made by hand",
                        "back it up as the vendor's page says, then allow this rule with the backup's id as the"
                                + " reason"))
                .toList();
    }
}
