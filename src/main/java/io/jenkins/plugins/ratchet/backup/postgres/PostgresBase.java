package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The whole of a PostgreSQL server, all its databases at one moment, by pg_basebackup. */
public final class PostgresBase implements Store {
    /** The first that writes a manifest of the copy. */
    private static final int OLDEST_SERVER = 13;

    private static final String DATABASES = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate"
            + " AND left(datname, " + ScratchDatabase.PREFIX.length() + ") <> '" + ScratchDatabase.PREFIX
            + "' ORDER BY datname";

    /** What one may not look at counts nothing, and a full disk then fails the backup, cleanly. */
    private static final String BYTES = "SELECT coalesce(sum(pg_database_size(oid)), 0)::text FROM pg_database"
            + " WHERE has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'MEMBER')";

    private final Postgres postgres;
    private final List<Path> directories;

    public PostgresBase(Postgres postgres) {
        this(postgres, ClientTools.usualDirectories());
    }

    /** @param directories where PostgreSQL's programs are looked for, instead of the usual places */
    public PostgresBase(Postgres postgres, List<Path> directories) {
        this.postgres = postgres;
        this.directories = List.copyOf(directories);
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.postgres.name()) && method.equals(Database.Method.base.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        DatabaseAddress address = request.addresses().of(request.database());
        ClientProcess.requireExpressible(Postgres.environment(address), request.name());
        String purpose = "database " + request.name() + ": method base";
        boolean restored = request.database().proof() == Database.Proof.restore;
        try (Connection connection = postgres.connect(address)) {
            SourceDatabase source = SourceDatabase.read(connection);
            requireFit(connection, source, purpose);
            BaseTools tools = BaseTools.find(directories, source.major(), purpose);
            LocalPostgres local = LocalPostgres.exactly(source.major(), context, directories, purpose);
            String server = requireReplication(connection, address, source, purpose);
            List<String> databases = restored ? SourcePrivileges.column(connection, DATABASES) : List.of();
            for (String database : databases) {
                requireReadable(address.withDatabase(database), request.name());
            }
            return new BaseSubject(
                    new BaseProof(postgres, context, request.name(), tools, local),
                    SqlSource.of(postgres, request).orElseThrow(),
                    source,
                    server,
                    new DatabaseContent(connection).superuser(),
                    Long.parseLong(SourcePrivileges.column(connection, BYTES).get(0)),
                    databases);
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    private static void requireFit(Connection connection, SourceDatabase source, String purpose) throws SQLException {
        if (source.major() < OLDEST_SERVER) {
            throw RunException.usage(purpose + ": the server runs PostgreSQL " + source.version() + ", expected "
                    + OLDEST_SERVER + " or newer");
        }
        if (ReplayLag.read(connection).isPresent()) {
            throw RunException.usage(purpose + ": the server is a standby; name its primary, or use method dump");
        }
        List<String> tablespaces = SourcePrivileges.column(
                connection, "SELECT spcname FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global')");
        if (!tablespaces.isEmpty()) {
            throw RunException.usage(purpose + ": the server has the tablespaces " + tablespaces
                    + ", each of which a copy would need a place for; use method dump");
        }
    }

    private String requireReplication(
            Connection connection, DatabaseAddress address, SourceDatabase source, String purpose) throws SQLException {
        if (SourcePrivileges.column(
                        connection,
                        "SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolreplication OR rolsuper)")
                .isEmpty()) {
            throw RunException.usage(
                    purpose + ": user " + source.user() + " may not replicate; give it that (ALTER ROLE "
                            + ScratchDatabase.identifier(source.user()) + " REPLICATION), or name another user");
        }
        int senders = Integer.parseInt(
                SourcePrivileges.column(connection, "SHOW max_wal_senders").get(0));
        if (senders < 2) { // one for the files, one for the log
            throw RunException.usage(
                    purpose + " needs two of the server's WAL senders, and max_wal_senders is " + senders);
        }
        try {
            return postgres.replicationServer(address);
        } catch (RunException e) {
            throw RunException.usage(purpose + ": the server lets nobody replicate from here as " + source.user()
                    + " (pg_hba.conf needs a line for the database `replication`): " + e.getMessage());
        }
    }

    private void requireReadable(DatabaseAddress address, String name) {
        try (Connection connection = postgres.connect(address)) {
            SourcePrivileges.check(
                    connection, name + ", database " + address.database() + " of its server", address.user());
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    /** The server need not exist any more. */
    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        BaseContent content = BaseContent.of(manifest);
        BaseProof proof = proof(request.name(), content, context);
        ThrowAwayServer.leftovers(proof.local().parent())
                .remove()
                .forEach(what -> context.events().fact("prove", what + ", left by a run that died"));
        boolean restored = request.database().proof() == Database.Proof.restore
                && !content.databases().isEmpty();
        return Optional.of(restored ? proof.restore(directory, content) : proof.read(directory));
    }

    private BaseProof proof(String name, BaseContent content, BackupContext context) {
        String purpose = "database " + name + ": method base";
        return new BaseProof(
                postgres,
                context,
                name,
                BaseTools.find(directories, content.major(), purpose),
                LocalPostgres.exactly(content.major(), context, directories, purpose));
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        BaseContent content = BaseContent.of(task.manifest());
        return Optional.of(new BaseRestore(task, () -> proof(task.database(), content, task.context())));
    }
}
