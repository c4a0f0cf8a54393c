package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A copy of a server, unpacked to where a throw-away server can start from it. */
final class BaseCopy {
    /** Ours, beside the data: the source's own may lie elsewhere, or name what this machine lacks. */
    private static final String CONFIGURATION = "scratch.conf";

    private static final String RULES = "scratch_hba.conf";
    private static final String IDENTITIES = "scratch_ident.conf";

    private final BaseProof proof;
    private final ThrowAwayServer server;

    BaseCopy(BaseProof proof, ThrowAwayServer server) {
        this.proof = proof;
        this.server = server;
    }

    /** Unpacks it and looks at every file, by the manifest that the source's server wrote. */
    void unpack(Path base) throws IOException {
        Path data = server.data();
        unpack(base.resolve("base.tar.gz"), data);
        unpack(base.resolve("pg_wal.tar.gz"), data.resolve("pg_wal"));
        proof.run(
                proof.tools().verifybackup(),
                List.of("--exit-on-error", "--manifest-path=" + base.resolve("backup_manifest"), data.toString()),
                "database " + proof.name() + ": the copy of its server is damaged, so it is no backup");
    }

    /** By the user that the server runs as, whose files they must be. */
    private void unpack(Path archive, Path into) throws IOException {
        Path tar = BoundedRun.find("tar", BoundedRun.path())
                .orElseThrow(
                        () -> RunException.unavailable("tar is not on PATH; the proof of method base unpacks by it"));
        Path shell = BoundedRun.find("sh", BoundedRun.path()).orElse(Path.of("/bin/sh"));
        // The names are arguments of the script, not a part of it.
        List<String> command = proof.local()
                .runAs()
                .command(
                        shell,
                        List.of(
                                "-c",
                                "umask 077 && mkdir -p \"$1\" && exec \"$2\" --extract --gzip --file=- --directory=\"$1\"",
                                "unpack",
                                into.toString(),
                                tar.toString()));
        try (ClientProcess process = ClientProcess.startFed(
                Path.of(command.get(0)),
                command.subList(1, command.size()),
                Map.of(),
                proof.context().stop(),
                line -> {})) {
            try (InputStream in = Files.newInputStream(archive);
                    OutputStream out = process.input()) {
                in.transferTo(out);
            } catch (IOException e) {
                proof.context().stop().check(); // else what tar says is the reason
            }
            process.awaitSuccess(
                    "database " + proof.name() + ": " + archive + " cannot be unpacked, so it is no backup");
        }
    }

    /** Starts the server; it first replays the log up to the copy's end. */
    void start(Postgres postgres, DatabaseAddress address) throws IOException {
        Path home = server.home();
        readable(home.resolve(CONFIGURATION), "");
        readable(home.resolve(RULES), "local all all trust\n");
        readable(home.resolve(IDENTITIES), "");
        Path own = server.data().resolve("postgresql.auto.conf"); // it would be read whatever we say
        Files.write(own, new byte[0]);
        server.start(
                List.of(
                        "config_file=" + home.resolve(CONFIGURATION),
                        "hba_file=" + home.resolve(RULES),
                        "ident_file=" + home.resolve(IDENTITIES),
                        "wal_level=replica",
                        "max_wal_senders=0",
                        "max_prepared_transactions=1000", // as many as the source may have had
                        // A copied subscription would go on where the source is, with the source's slot.
                        "max_logical_replication_workers=0",
                        "data_sync_retry=on"),
                address,
                postgres,
                "database " + proof.name() + ": no server starts from the copy, so it is no backup");
    }

    private static void readable(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
