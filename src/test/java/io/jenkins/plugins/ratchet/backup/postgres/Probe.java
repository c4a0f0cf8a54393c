package io.jenkins.plugins.ratchet.backup.postgres;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.LocalServer;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Requests for the tests, and looks at what is left behind. */
final class Probe {
    private Probe() {}

    static Backups backups(Events events) {
        return backups(events, () -> false, ClientTools.usualDirectories());
    }

    static Backups backups(Events events, BooleanSupplier cancelled, List<Path> clientDirectories) {
        return new Backups(
                List.of(new PostgresDump(new Postgres(), clientDirectories)), events, cancelled, Clock.systemUTC());
    }

    /** For backups whose dump is among their files. */
    static PostgresRestore.Means means(Events events) {
        return new PostgresRestore.Means(new Postgres(), events, () -> false, new BackupPolicy(null, 2, 2, null), null);
    }

    static BackupRequest request(DatabaseAddress address) {
        return request(address, Database.Proof.restore);
    }

    static BackupRequest request(DatabaseAddress address, Database.Proof proof) {
        return request(DatabaseFixture.postgres(address.name(), connection(address), null, proof));
    }

    static BackupRequest request(DatabaseAddress address, DatabaseAddress scratch) {
        return request(DatabaseFixture.postgres(address.name(), connection(address), connection(scratch), null));
    }

    /** Proven in a server that is started for the proof. */
    static BackupRequest requestLocal(DatabaseAddress address) {
        return request(DatabaseFixture.postgresLocal(address.name(), connection(address)));
    }

    /** The whole server. */
    static BackupRequest requestBase(DatabaseAddress address, Database.Proof proof) {
        return request(DatabaseFixture.base(address.name(), connection(address), proof));
    }

    /** @param servers directory of throw-away servers */
    static BackupPolicy localPolicy(Path servers) {
        return new BackupPolicy(null, 1, 2, null, null, null, null, new LocalServer(null, servers.toString(), null));
    }

    static KeptBackups kept(Events events, BackupPolicy policy, List<Path> clientDirectories) {
        return new KeptBackups(
                List.of(new PostgresDump(new Postgres(), clientDirectories)),
                events,
                () -> false,
                Clock.systemUTC(),
                System.getenv(),
                policy);
    }

    private static BackupRequest request(Database database) {
        Settings settings =
                new Settings(Path.of("."), Map.of(), null, null, MissingNode.getInstance(), new Redaction());
        return new BackupRequest(database, new Addresses(settings));
    }

    private static Connection connection(DatabaseAddress address) {
        return new Connection(
                null,
                Setting.of(address.host()),
                Setting.of(Integer.toString(address.port())),
                Setting.of(address.database()),
                Setting.of(address.user()),
                address.password() == null ? null : Setting.of(address.password()),
                address.sslmode() == null ? null : Setting.of(address.sslmode()),
                address.sslrootcert() == null ? null : Setting.of(address.sslrootcert()),
                null);
    }

    static List<String> scratchDatabases(PostgresServer server) {
        return new Postgres()
                .firstColumn(
                        server.address("probe", "postgres"),
                        "SELECT datname FROM pg_database WHERE datname LIKE 'ratchet%'");
    }
}
