package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.cluster.Settings;
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
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeIds;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.Interrupted;
import io.jenkins.plugins.ratchet.upgrade.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet backup}. */
@Command(
        name = "backup",
        description = "Backs up every database that the live values ask for and proves that the backups restore.",
        mixinStandardHelpOptions = true)
final class BackupCommand extends EngineCommand {
    /** A short outage of the API server must not cost hours of backing up; a longer one costs the lock. */
    private static final Duration OUTAGE = Duration.ofSeconds(30);

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Directory that gets the backups; backups.directory of the configuration by default.")
    Path to;

    BackupCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        Path directory = directory(session);
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
            List<BackupEntry> entries = session.databases()
                    .backups()
                    .backUp(requests, directory, session.config().backups(), upgrade.id());
            lock.requireHeld("the backups were recorded");
            Upgrade backedUp = upgrade.withBackups(entries);
            if (!upgrade.failed(Upgrade.AT_UPGRADE)) {
                backedUp = backedUp.enter(UpgradeState.BACKED_UP, null, Instant.now());
            }
            UpgradeRecord proven = stored.record().withOpen(backedUp);
            new Patience(OUTAGE, session.events()).ask(() -> session.records().write(proven, stored));
            draft.upgrade(backedUp);
            return Ending.done(outcome(entries, situation));
        }
    }

    private Path directory(Session session) {
        if (to != null) {
            return to.toAbsolutePath();
        }
        if (session.config().backups().directory() == null) {
            throw RunException.usage(
                    "no directory for the backups: give --to DIR, or backups.directory in ratchet.yaml");
        }
        return session.directory().resolve(session.config().backups().directory());
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
                + (others.isEmpty() ? "" : "; NOT backed up, to be done by hand: " + String.join(", ", others));
    }
}
