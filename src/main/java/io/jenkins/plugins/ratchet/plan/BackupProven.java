package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every PostgreSQL database that the live values ask for has a backup that is known to restore. */
final class BackupProven implements Rule {
    @Override
    public String id() {
        return "backup-proven";
    }

    @Override
    public String purpose() {
        return "Every PostgreSQL database that the live values ask for has a proven backup in the open upgrade: of this server and"
                + " database, taken after the current revision was deployed, not older than backups.maxAge.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        List<Finding> findings = new ArrayList<>();
        for (PlannedDatabase database : situation.databases()) {
            if (database.required() && database.backedUpByRatchet()) {
                defect(situation, database)
                        .map(seen -> finding(situation, seen))
                        .ifPresent(findings::add);
            }
        }
        return findings;
    }

    private static Optional<String> defect(Situation situation, PlannedDatabase database) {
        Optional<BackupEntry> found = situation.open().flatMap(upgrade -> upgrade.backupOf(database.name()));
        if (found.isEmpty()) {
            return Optional.of("database " + database.name() + " has no proven backup in "
                    + situation
                            .open()
                            .map(upgrade -> "upgrade " + upgrade.id())
                            .orElse("an open upgrade: step backup has not run"));
        }
        BackupEntry backup = found.get();
        String name = "the backup of database " + database.name() + " of "
                + backup.takenAt().truncatedTo(ChronoUnit.SECONDS);
        // Once a migration may have begun, the backup from before it is the one that counts, however old.
        Optional<ReleaseVersion> start = situation
                .open()
                .filter(upgrade -> upgrade.isResumable() && upgrade.isBegun())
                .map(Upgrade::from);
        Optional<Integer> revision = start.map(ReleaseVersion::revision)
                .or(() -> situation.history().deployed().map(RevisionMeta::revision));
        Instant deployed =
                revision.flatMap(number -> deployedAt(situation, number)).orElse(null);
        if (deployed != null && backup.takenAt().isBefore(deployed)) {
            return Optional.of(name + " was taken before "
                    + start.map(from -> "revision " + from.revision() + ", from which the upgrade started,")
                            .orElse("the current revision")
                    + " was deployed (" + deployed.truncatedTo(ChronoUnit.SECONDS) + ")");
        }
        Duration age = Duration.between(backup.takenAt(), situation.now());
        Duration maxAge = situation.config().backups().maxAge();
        if (start.isEmpty() && age.compareTo(maxAge) > 0) {
            return Optional.of(name + " is " + Durations.format(age.truncatedTo(ChronoUnit.SECONDS))
                    + " old, more than backups.maxAge (" + Durations.format(maxAge) + ")");
        }
        String identity = situation.identities().get(database.name());
        if (identity != null && !identity.equals(backup.server() + "/" + backup.sourceDatabase())) {
            return Optional.of(name + " is of server/database " + backup.server() + "/" + backup.sourceDatabase()
                    + ", but the release uses " + identity);
        }
        return Optional.empty();
    }

    /** By helm's own word, else by when the API server stored the revision. */
    private static Optional<Instant> deployedAt(Situation situation, int revision) {
        return situation
                .release(revision)
                .map(Release::lastDeployed)
                .or(() -> situation.history().revision(revision).map(RevisionMeta::created));
    }

    private Finding finding(Situation situation, String seen) {
        String expected = "a proven backup of every required database";
        // Before the backup's turn it is a duty still to be done.
        return situation.purpose() == Purpose.PLAN
                ? Finding.warn(id(), seen, expected, "run `ratchet backup --to DIR` before the upgrade")
                : Finding.block(id(), seen, expected, "run `ratchet backup --to DIR`");
    }
}
