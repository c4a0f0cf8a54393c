package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.restore.Restoration;
import io.jenkins.plugins.ratchet.restore.RestoreContext;
import io.jenkins.plugins.ratchet.restore.RestoreOutcome;
import io.jenkins.plugins.ratchet.restore.RestoreRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet restore}. */
@Command(
        name = "restore",
        description =
                "Takes a release back to where an upgrade started: its databases from the backups of that upgrade,"
                        + " and with them the version of then. Shows what would be done and what would be lost; does it only with"
                        + " --yes or the digest of the plan that was approved. The databases in use until then are kept.",
        mixinStandardHelpOptions = true)
final class RestoreCommand extends EngineCommand {
    @Option(
            names = "--upgrade",
            paramLabel = "ID",
            required = true,
            description = "The upgrade whose backups are restored, as `ratchet status` names it.")
    String upgrade;

    @Option(
            names = "--strategy",
            paramLabel = "new-instance|in-place",
            required = true,
            converter = StrategyConverter.class,
            completionCandidates = Strategies.class,
            description = "new-instance: into new databases, to which the release is led by its values; in-place: the"
                    + " restored databases take the names of those in use, which stay under a dated name.")
    Restore.Strategy strategy;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "Restores only this database; may be given several times, and needs --reason.")
    List<String> databases = new ArrayList<>();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why not all stores of the product go back; goes into the record and the report.")
    String reason;

    @Option(
            names = "--plan",
            paramLabel = "DIGEST",
            description = "Digest of the plan that was approved; refused when anything that was decided changed.")
    String plan;

    @Option(names = "--yes", description = "Carries out the plan without asking for a digest.")
    boolean yes;

    @Option(
            names = "--print-only",
            description = "With new-instance: restores, and only prints the values that would lead the release there.")
    boolean printOnly;

    RestoreCommand(Terminal terminal) {
        super(terminal);
    }

    /** The words of {@code --strategy}. */
    static final class Strategies implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Restore.Strategy.values())
                    .map(Restore.Strategy::toString)
                    .iterator();
        }
    }

    /** Reads {@code --strategy}. */
    static final class StrategyConverter implements picocli.CommandLine.ITypeConverter<Restore.Strategy> {
        @Override
        public Restore.Strategy convert(String word) {
            return Arrays.stream(Restore.Strategy.values())
                    .filter(strategy -> strategy.toString().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new picocli.CommandLine.TypeConversionException(
                            "'" + word + "' is neither new-instance nor in-place"));
        }
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        if (reason != null && reason.isBlank()) {
            throw RunException.usage("--reason is empty; say why not all stores go back");
        }
        if (printOnly && strategy == Restore.Strategy.IN_PLACE) {
            throw RunException.usage("--print-only goes with --strategy new-instance; in place no value changes");
        }
        RestoreRequest request =
                new RestoreRequest(upgrade, strategy, databases, reason, plan, yes, printOnly, session.startedBy());
        try (UpgradeLock lock = session.lock();
                KeptBackups kept = session.databases().kept()) {
            RestoreContext context = new RestoreContext(
                    session.upgradeContext(),
                    new Postgres(),
                    new Addresses(session.settings()),
                    kept,
                    (database, to, id) -> session.databases()
                            .backups()
                            .backUp(
                                    List.of(session.databases().request(database, session.settings())),
                                    to,
                                    session.backupPolicy(),
                                    id,
                                    session.releaseIdentity())
                            .get(0),
                    session.backupPolicy(),
                    session.project());
            RestoreOutcome outcome = new Restoration(context).run(request, lock);
            draft.upgrade(outcome.upgrade()).findings(outcome.findings()).jobs(outcome.jobs());
            if (outcome.plan() != null) {
                draft.restore(outcome.plan());
            }
            return new Ending(outcome.exitCode(), outcome.sentence());
        }
    }
}
