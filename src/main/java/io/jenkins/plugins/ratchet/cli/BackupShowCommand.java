package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ratchet backup show}. */
@Command(
        name = "show",
        description = "Shows what a backup is, what was proven about it, its files, and whether they are intact: reads"
                + " every byte. Changes nothing.",
        mixinStandardHelpOptions = true)
final class BackupShowCommand extends BackupQuery {
    @Parameters(paramLabel = "ID", description = "RUN/DATABASE as list shows it; or a run, an upgrade or a location.")
    String id;

    BackupShowCommand(Terminal terminal) {
        super(terminal);
    }

    /**
     * What {@code -o json} prints of a backup.
     *
     * @param damage what is wrong with it; null where it is intact
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(BackupCatalog.Row backup, boolean intact, String damage, BackupManifest manifest) {}

    @Override
    ExitCode run(Session session, KeptBackups backups, Printer out) {
        BackupCatalog catalog = new BackupCatalog(backups, place.find(session).orElse(null), readable(session));
        List<Shown> shown = new ArrayList<>();
        for (BackupCatalog.Item item : catalog.named(id)) {
            Optional<String> damage = damage(item, backups);
            shown.add(new Shown(item.row(), damage.isEmpty(), damage.orElse(null), item.manifest()));
        }
        if (out.json()) {
            out.json(shown);
        } else {
            shown.forEach(each -> print(each, out));
        }
        return shown.stream().allMatch(Shown::intact) ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** What list sees already, else what reading everything shows. */
    static Optional<String> damage(BackupCatalog.Item item, KeptBackups backups) {
        return Optional.ofNullable(item.problem()).or(() -> backups.damage(item.kept()));
    }

    private static void print(Shown shown, Printer out) {
        BackupCatalog.Row row = shown.backup();
        line(out, "backup", row.id());
        line(out, "location", row.location());
        line(out, "intact", shown.intact() ? "yes, every byte was read" : "NO: " + shown.damage());
        line(out, "record", row.recorded() ? "upgrade " + row.upgrade() + ", " + row.state() : "not in it");
        BackupManifest manifest = shown.manifest();
        if (manifest == null) {
            return;
        }
        line(out, "store", manifest.database() + ", " + manifest.kind() + " by " + manifest.method());
        BackupManifest.Source source = manifest.source();
        line(
                out,
                "source",
                source.database()
                        + (source.host() == null ? "" : " on " + source.host() + ":" + source.port())
                        + (source.version() == null ? "" : ", version " + source.version()));
        line(out, "release", manifest.release() == null ? "not named" : manifest.release());
        line(out, "taken", manifest.takenAt() + " for upgrade " + manifest.upgrade());
        if (manifest.schemaVersion() != null) {
            line(out, "schema", "version " + manifest.schemaVersion());
        }
        BackupManifest.Proof proof = manifest.proof();
        line(
                out,
                "proof",
                proof == null
                        ? "none"
                        : proof.method() + " in " + Units.duration(proof.took()) + "; compared: "
                                + String.join(", ", proof.compared()));
        if (proof != null) {
            proof.notes().forEach(note -> line(out, "", note));
        }
        manifest.notes().forEach(note -> line(out, "note", note));
        line(out, "files", manifest.files().size() + ", " + Units.bytes(manifest.bytes()));
        manifest.files()
                .forEach((name, state) ->
                        line(out, "", state.sha256() + "  " + Units.bytes(state.bytes()) + "  " + name));
    }

    private static void line(Printer out, String label, String text) {
        out.line(String.format("%-9s %s", label, text));
    }
}
