package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import java.util.List;

/** Requests for the tests, and looks at what is left behind. */
final class Probe {
    private Probe() {}

    static BackupRequest request(DatabaseAddress address) {
        return request(address, Database.Proof.restore);
    }

    static BackupRequest request(DatabaseAddress address, Database.Proof proof) {
        Database database =
                new Database(address.name(), Database.Kind.postgres, null, null, null, proof, null, null, null, null);
        return new BackupRequest(database, address, null);
    }

    static List<String> scratchDatabases(PostgresServer server) {
        return new Postgres()
                .firstColumn(
                        server.address("probe", "postgres"),
                        "SELECT datname FROM pg_database WHERE datname LIKE 'ratchet%'");
    }
}
