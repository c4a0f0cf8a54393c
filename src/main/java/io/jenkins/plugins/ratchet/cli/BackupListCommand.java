package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code ratchet backup list}. */
@Command(
        name = "list",
        description = "Lists the backups that the release's record knows and those that lie where backups go. Changes"
                + " nothing, and reads no more than manifests.",
        mixinStandardHelpOptions = true)
final class BackupListCommand extends BackupQuery {
    BackupListCommand(Terminal terminal) {
        super(terminal);
    }

    /**
     * What {@code -o json} prints.
     *
     * @param to where backups go; null where that is not said
     */
    record Listing(String to, List<BackupCatalog.Row> backups) {}

    @Override
    ExitCode run(Session session, KeptBackups backups, Printer out) {
        String to = place.find(session).orElse(null);
        List<BackupCatalog.Row> rows = new BackupCatalog(backups, to, readable(session))
                .items().stream().map(BackupCatalog.Item::row).toList();
        if (out.json()) {
            out.json(new Listing(to, rows));
            return ExitCode.DONE;
        }
        if (rows.isEmpty()) {
            out.line("no backups"
                    + (to == null ? " in the record, and no place is named where others may lie" : " in " + to));
            return ExitCode.DONE;
        }
        int widest = rows.stream().mapToInt(row -> row.id().length()).max().orElse(0);
        rows.forEach(row -> out.line(String.format(
                Locale.ROOT,
                "%-" + widest + "s  %-20s  %9s  %-12s  %s",
                row.id(),
                row.takenAt() == null ? "?" : row.takenAt().truncatedTo(ChronoUnit.SECONDS),
                row.bytes() == null ? "?" : Units.bytes(row.bytes()),
                row.proof() == null ? "not proven" : row.proof(),
                remarks(row))));
        return ExitCode.DONE;
    }

    private static String remarks(BackupCatalog.Row row) {
        List<String> remarks = new ArrayList<>();
        if (row.problem() != null) {
            remarks.add("PROBLEM: " + row.problem());
        }
        if (row.inUse()) {
            remarks.add("being taken");
        }
        remarks.add(
                row.recorded() ? "upgrade " + row.upgrade() + ", " + row.state() : "not in the record of this release");
        return String.join("; ", remarks);
    }
}
