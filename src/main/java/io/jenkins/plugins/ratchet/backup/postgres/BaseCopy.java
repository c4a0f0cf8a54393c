package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

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

    /** Unpacks it, by the user that the server runs as, and looks at every file. */
    void unpack(Path base) throws IOException {
        new BaseFiles(proof, proof.local().runAs()).unpack(base, server.data());
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
