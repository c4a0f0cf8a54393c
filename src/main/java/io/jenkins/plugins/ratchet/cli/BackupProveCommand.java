package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ratchet backup prove}. */
@Command(
        name = "prove",
        description =
                "Proves a backup again: reads every byte, and restores a dump of PostgreSQL into a scratch database"
                        + " and compares that with the backup's manifest. Changes neither the backup nor the record.",
        mixinStandardHelpOptions = true)
final class BackupProveCommand extends BackupQuery {
    @Parameters(paramLabel = "ID", description = "RUN/DATABASE as list shows it; or a run, an upgrade or a location.")
    String id;

    BackupProveCommand(Terminal terminal) {
        super(terminal);
    }

    /**
     * What {@code -o json} prints of a backup.
     *
     * @param proven whether it is a backup that can be relied upon now
     * @param proof what was shown beyond checksums; null where nothing was
     * @param failure why it is no backup; null where it is one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Proven(String id, boolean proven, BackupManifest.Proof proof, String failure) {}

    @Override
    ExitCode run(Session session, KeptBackups backups, Printer out) {
        BackupCatalog catalog = new BackupCatalog(backups, place.find(session).orElse(null), readable(session));
        List<Proven> results = new ArrayList<>();
        for (BackupCatalog.Item item : catalog.named(id)) {
            Proven result = prove(item, session, backups);
            results.add(result);
            if (!out.json()) {
                out.line(sentence(result));
            }
        }
        if (out.json()) {
            out.json(results);
        }
        return results.stream().allMatch(Proven::proven) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Proven prove(BackupCatalog.Item item, Session session, KeptBackups backups) {
        if (item.problem() != null) {
            return new Proven(item.id(), false, null, item.problem());
        }
        BackupManifest manifest = item.manifest();
        Database database = session.config().databases().stream()
                .filter(each -> each.name().equals(manifest.database())
                        && each.kind().name().equals(manifest.kind()))
                .findFirst()
                .orElseThrow(() -> RunException.usage("database " + manifest.database() + " of kind " + manifest.kind()
                        + " is not declared in ratchet.yaml, which says where it can be restored for the proof; `ratchet"
                        + " backup show` compares checksums without it"));
        Settings settings = settings(session);
        try {
            Optional<BackupManifest.Proof> proof =
                    backups.prove(item.kept(), session.databases().request(database, settings));
            return new Proven(item.id(), true, proof.orElse(null), null);
        } catch (RunException e) {
            if (e.exitCode() != ExitCode.FAILED) {
                throw e;
            }
            return new Proven(item.id(), false, null, e.getMessage());
        }
    }

    /** The values may be needed to find the scratch server; where the cluster is away, others may do. */
    private static Settings settings(Session session) {
        try {
            return session.settings();
        } catch (RunException e) {
            session.events().fact("prove", e.getMessage() + "; settings of the live values are not known");
            return session.settings(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
        }
    }

    private static String sentence(Proven result) {
        if (!result.proven()) {
            return result.id() + ": NOT a backup: " + result.failure();
        }
        BackupManifest.Proof proof = result.proof();
        return result.id()
                + (proof == null
                        ? ": intact; its checksums are right, more was not proven"
                        : ": proven by " + proof.method() + " in " + Units.duration(proof.took()) + "; compared: "
                                + String.join(", ", proof.compared()));
    }
}
