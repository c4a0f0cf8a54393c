package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.Retention;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet backup prune}. */
@Command(
        name = "prune",
        description = "Shows which backups backups.keep does not keep, and why the others stay; with --yes, removes"
                + " them. Never the backup of the open upgrade, never the last proven one of a database.",
        mixinStandardHelpOptions = true)
final class BackupPruneCommand extends BackupQuery {
    @Option(names = "--yes", description = "Removes them; without it, they are shown only.")
    boolean yes;

    BackupPruneCommand(Terminal terminal) {
        super(terminal);
    }

    /** A backup that stays, and why. */
    record Kept(String id, String reason) {}

    /**
     * What {@code -o json} prints.
     *
     * @param done whether it was done, or only shown
     * @param removed ids of the backups that are gone, or would go
     * @param bytes size of their files
     */
    record Pruned(String to, boolean done, List<String> removed, long bytes, List<Kept> kept) {}

    @Override
    ExitCode run(Session session, KeptBackups backups, Printer out) {
        String to = place.require(session);
        if (session.config().backups().keep() == null) {
            throw RunException.usage(
                    "ratchet.yaml does not say which backups to keep: give backups.keep a count, an age"
                            + " or both; nothing was removed");
        }
        Pruned pruned;
        if (yes) {
            try (UpgradeLock lock = session.lock()) {
                pruned = new BackupPruning(session, backups, to).run(Set.of(), lock);
            }
        } else {
            pruned = pruned(to, new BackupPruning(session, backups, to).decide(Set.of()), false);
        }
        if (out.json()) {
            out.json(pruned);
        } else {
            print(pruned, out);
        }
        return ExitCode.DONE;
    }

    static Pruned pruned(String to, List<Retention.Decision> decisions, boolean done) {
        List<Retention.Decision> going =
                decisions.stream().filter(Retention.Decision::goes).toList();
        return new Pruned(
                to,
                done,
                going.stream().map(decision -> decision.backup().id()).toList(),
                going.stream()
                        .mapToLong(decision -> decision.backup().manifest().bytes())
                        .sum(),
                decisions.stream()
                        .filter(decision -> !decision.goes())
                        .map(decision -> new Kept(decision.backup().id(), decision.stays()))
                        .toList());
    }

    private static void print(Pruned pruned, Printer out) {
        pruned.kept().forEach(kept -> out.line("stays     " + kept.id() + ": " + kept.reason()));
        pruned.removed().forEach(id -> out.line((pruned.done() ? "removed   " : "goes      ") + id));
        String sum = pruned.removed().size() + " of "
                + (pruned.removed().size() + pruned.kept().size()) + " backups, " + Units.bytes(pruned.bytes());
        out.line(
                pruned.done()
                        ? "removed " + sum
                        : pruned.removed().isEmpty()
                                ? "nothing would be removed"
                                : "would remove " + sum + "; run it again with --yes");
    }
}
