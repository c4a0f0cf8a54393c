package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server that is started on this machine for each proof, from the programs that are installed here. */
record LocalScratch(Postgres postgres, BackupContext context, LocalPostgres programs, String name, Needs needs)
        implements ScratchPlace {
    private static final int CONNECTIONS_BESIDE_JOBS = 20;

    /** Starts one, to see whether it does and whether a copy can be restored there, and ends it again. */
    static LocalScratch check(
            Postgres postgres, BackupContext context, List<Path> directories, String name, Needs needs) {
        String purpose = "database " + name + ": scratch: local";
        LocalPostgres programs = LocalPostgres.atLeast(needs.source().major(), context, directories, purpose);
        LocalScratch scratch = new LocalScratch(postgres, context, programs, name, needs);
        try (Lease lease = scratch.open()) {
            scratch.requireExtensions(lease.server().address());
            ScratchDatabase.create(postgres, lease.server().address(), context.upgrade(), name, needs.source())
                    .close(); // whether this machine has its locale
            return scratch;
        } catch (IOException e) {
            throw RunException.unavailable(
                    purpose + ": a server cannot be started below " + programs.parent() + ": " + e, e);
        }
    }

    private void requireExtensions(DatabaseAddress address) {
        List<String> missing = new ArrayList<>(needs.extensions());
        try (Connection connection = postgres.connect(address)) {
            SourcePrivileges.column(connection, "SELECT name FROM pg_available_extensions")
                    .forEach(missing::remove);
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
        if (!missing.isEmpty()) {
            throw RunException.usage("database " + name + ": PostgreSQL "
                    + programs.programs().version() + " in "
                    + programs.programs().directory()
                    + " lacks the extensions " + missing
                    + ": install their packages on this machine, or name a server under scratch");
        }
    }

    /** A server that ends with its proof. */
    private record Started(ThrowAwayServer process, ScratchServer server) implements Lease {
        @Override
        public void close() {
            process.close();
        }
    }

    @Override
    public Lease open() throws IOException {
        String purpose = "database " + name + ": the throw-away server for the proof";
        ThrowAwayServer server = ThrowAwayServer.prepare(programs, context.stop(), purpose);
        try {
            server.initialise(needs.superuser());
            DatabaseAddress address = server.address(name, "postgres", needs.superuser());
            server.start(
                    List.of(
                            "wal_level=minimal",
                            "max_wal_senders=0",
                            "max_wal_size=2GB",
                            "checkpoint_timeout=1h",
                            "maintenance_work_mem=256MB",
                            "max_connections=" + (context.policy().jobs() + CONNECTIONS_BESIDE_JOBS)),
                    address,
                    postgres,
                    purpose + " does not start");
            createRoles(address);
            String version = programs.programs().version();
            return new Started(
                    server,
                    new ScratchServer(
                            address,
                            "local:" + programs.programs().directory(),
                            programs.programs().major(),
                            version,
                            true));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** All of them superusers: some objects may be owned by such only, and nobody logs in there. */
    private void createRoles(DatabaseAddress address) {
        try (Connection connection = postgres.connectForLongWork(address);
                Statement statement = connection.createStatement()) {
            List<String> roles = new ArrayList<>(needs.roles());
            roles.removeAll(SourcePrivileges.column(connection, "SELECT rolname FROM pg_roles"));
            for (String role : roles) {
                statement.execute("CREATE ROLE " + ScratchDatabase.identifier(role) + " SUPERUSER NOLOGIN");
            }
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    @Override
    public Optional<Path> disk() {
        return Optional.of(programs.parent());
    }

    @Override
    public Store.Leftovers leftovers() {
        return ThrowAwayServer.leftovers(programs.parent());
    }

    @Override
    public String description() {
        return "a throw-away server of PostgreSQL " + programs.programs().version();
    }
}
