package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.OneMoment;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeIds;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.Interrupted;
import io.jenkins.plugins.ratchet.upgrade.Patience;
import io.jenkins.plugins.ratchet.upgrade.Suspensions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ratchet backup}. */
@Command(
        name = "backup",
        description = "Backs up every database that the live values ask for and proves that the backups restore.",
        synopsisSubcommandLabel = "[list | show | prove | prune]",
        mixinStandardHelpOptions = true)
final class BackupCommand extends EngineCommand {
    /** A short outage of the API server must not cost hours of backing up; a longer one costs the lock. */
    private static final Duration OUTAGE = Duration.ofSeconds(30);

    @Mixin
    BackupPlace place;

    BackupCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        String to = place.require(session);
        try (UpgradeLock lock = session.lock()) {
            new Interrupted(session.upgradeContext()).settle();
            Situation situation = session.inspector().inspect(Purpose.BACKUP, null, Probes.NONE, null, true);
            draft.databases(situation.databases());
            List<Finding> findings = Rules.evaluate(situation);
            if (findings.stream().anyMatch(Finding::blocks)) {
                throw new RefusedException(findings);
            }
            draft.findings(findings);
            List<Database> databases = required(session, situation);
            Upgrade upgrade = open(session, situation);
            UpgradeRecord record = situation
                    .record()
                    .orElseGet(() -> UpgradeRecord.adopt(
                            session.config().release(), session.config().namespace(), situation.mark()));
            RecordStore.Stored stored =
                    session.records().write(record.superseding(upgrade).withMark(situation.mark()), situation.stored());
            draft.upgrade(upgrade);
            session.events().fact("upgrade", upgrade.id() + ", from " + upgrade.from());

            Settings settings = session.settings(situation.liveValues());
            List<BackupRequest> requests = databases.stream()
                    .map(database -> session.databases().request(database, settings))
                    .toList();
            Suspensions suspensions = new Suspensions(
                    session.inCluster() ? session.cluster() : null, session.records(), stored, session.events());
            List<BackupEntry> entries = session.databases()
                    .backups()
                    .backUp(
                            requests,
                            to,
                            session.backupPolicy(),
                            upgrade.id(),
                            session.releaseIdentity(),
                            session.config().backups().quiesces()
                                    ? new QuietRelease(session, lock, suspensions, upgrade.id(), databases)
                                    : null);
            lock.requireHeld("the backups were recorded");
            Upgrade backedUp = upgrade.withBackups(entries);
            if (!upgrade.failed(Upgrade.AT_UPGRADE)) {
                backedUp = backedUp.enter(UpgradeState.BACKED_UP, null, Instant.now());
            }
            RecordStore.Stored written = suspensions.stored();
            UpgradeRecord proven = written.record().withOpen(backedUp);
            new Patience(OUTAGE, session.events()).ask(() -> session.records().write(proven, written));
            draft.upgrade(backedUp);
            prune(session, to, entries, lock);
            return Ending.done(outcome(entries, situation));
        }
    }

    /** The backup is done and recorded: that old ones stay is no reason to fail. */
    private static void prune(Session session, String to, List<BackupEntry> entries, UpgradeLock lock) {
        BackupPolicy.Retention keep = session.config().backups().keep();
        if (keep == null || !keep.automatic()) {
            return;
        }
        Set<String> proven = entries.stream()
                .filter(BackupEntry::proven)
                .map(BackupEntry::manifestSha256)
                .collect(Collectors.toSet());
        try (KeptBackups backups = session.databases().kept()) {
            new BackupPruning(session, backups, to).run(proven, lock);
        } catch (RunException e) {
            session.events().fact("prune", "old backups stay: " + e.getMessage());
        }
    }

    private static List<Database> required(Session session, Situation situation) {
        Set<String> names = situation.databases().stream()
                .filter(PlannedDatabase::required)
                .map(PlannedDatabase::name)
                .collect(Collectors.toSet());
        return session.config().databases().stream()
                .filter(database -> names.contains(database.name()) && database.backedUpByRatchet())
                .toList();
    }

    /** The upgrade that the backup is for: the open one, unless that has come to its end but for the word. */
    private static Upgrade open(Session session, Situation situation) {
        return situation
                .open()
                .filter(Upgrade::isResumable)
                .orElseGet(() -> Upgrade.open(
                        UpgradeIds.next(),
                        session.startedBy(),
                        situation.deployed().orElseThrow().version(),
                        Instant.now()));
    }

    private static String outcome(List<BackupEntry> entries, Situation situation) {
        List<String> others = situation.databases().stream()
                .filter(database -> database.required() && !database.backedUpByRatchet())
                .map(database -> database.name() + " (" + database.kind() + ")")
                .toList();
        String names = entries.stream()
                .map(entry -> entry.database() + " (" + entry.proof() + ")")
                .collect(Collectors.joining(", "));
        return (entries.isEmpty() ? "no database was to be backed up" : "backed up and proven: " + names)
                + OneMoment.noteOf(entries).map(note -> "; " + note).orElse("")
                + (others.isEmpty() ? "" : "; NOT backed up, to be done by hand: " + String.join(", ", others));
    }
}
