package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Proves that every byte of a dump can be read: pg_restore turns all data files into SQL, whose rows are counted.
 *
 * <p>{@code pg_restore --list} would not do: it reads the table of contents only. Whether the SQL can be executed is
 * not shown by this proof.
 */
final class ReadProof {
    private final PostgresSubject database;
    private final Events events;
    private final Stop stop;

    ReadProof(PostgresSubject database) {
        this.database = database;
        this.events = database.context().events();
        this.stop = database.context().stop();
    }

    BackupManifest.Proof prove(Path dump, Fingerprint source) throws IOException {
        long start = System.nanoTime();
        DumpedRows rows;
        try (ClientProcess restore = ClientProcess.start(
                        database.client().program("pg_restore"),
                        List.of("--data-only", "--file=-", dump.toString()),
                        Map.of(),
                        stop,
                        line -> events.output("pg_restore " + database.name(), line));
                InputStream sql = restore.output()) {
            rows = DumpedRows.count(
                    sql,
                    done -> events.progress(
                            "proof", database.name(), done, database.source().tableBytes()));
            restore.awaitSuccess("database " + database.name() + ": the dump cannot be read back");
        }
        if (rows.tables() != source.tables().size() || rows.rows() != source.rows()) {
            throw RunException.failed("database " + database.name() + ": the dump is not what the database holds: "
                    + rows.tables() + " tables with " + rows.rows() + " rows, expected "
                    + source.tables().size() + " with " + source.rows());
        }
        return new BackupManifest.Proof(
                "read",
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                List.of("number of tables", "number of rows in all", "checksums inside the data files"),
                List.of("nothing was restored: whether the dump can be restored is not proven"));
    }
}
