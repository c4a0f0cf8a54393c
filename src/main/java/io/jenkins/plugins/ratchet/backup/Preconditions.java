package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what would make a backup or its proof fail later, before anything runs. */
final class Preconditions {
    private static final int OLDEST_SERVER = 12;

    private final Postgres postgres;
    private final List<Path> clientDirectories;
    private final Stop stop;

    Preconditions(Postgres postgres, List<Path> clientDirectories, Stop stop) {
        this.postgres = postgres;
        this.clientDirectories = clientDirectories;
        this.stop = stop;
    }

    /** Checks every database, then the disks that they share; the first thing amiss is the error. */
    List<Prepared> check(List<BackupRequest> requests, Path to) {
        List<ClientTools> installed = ClientTools.installed(clientDirectories);
        Map<ClientTools, Compression> compressions = new HashMap<>();
        Set<String> names = new HashSet<>();
        List<Prepared> prepared = new ArrayList<>();
        for (BackupRequest request : requests) {
            stop.check();
            if (request.database().kind() != Database.Kind.postgres) {
                throw RunException.usage("database " + request.name() + " is of kind "
                        + request.database().kind() + ": only postgres can be backed up so far");
            }
            if (!names.add(RunDirectory.fileName(request.name()))) {
                throw RunException.usage("database " + request.name() + " is named twice");
            }
            prepared.add(check(request, installed, compressions));
        }
        FreeSpace.check(prepared, to, postgres);
        return prepared;
    }

    private Prepared check(
            BackupRequest request, List<ClientTools> installed, Map<ClientTools, Compression> compressions) {
        DatabaseAddress address = request.address();
        ClientProcess.requireExpressible(Postgres.environment(address), request.name());
        ClientProcess.requireExpressible(Postgres.environment(request.scratchServer()), request.name());
        try (Connection connection = postgres.connect(address)) {
            SourceDatabase source = SourceDatabase.read(connection);
            if (source.major() < OLDEST_SERVER) {
                throw RunException.usage("database " + request.name() + " is on PostgreSQL " + source.version()
                        + ": the oldest server that can be backed up is " + OLDEST_SERVER);
            }
            ClientTools client = ClientTools.choose(installed, source.major(), request.name());
            SourcePrivileges.check(connection, request.name(), source.user());
            DatabaseContent content = new DatabaseContent(connection);
            String server = postgres.server(connection, address);
            ScratchServer scratch =
                    request.database().proof() == Database.Proof.restore ? scratch(request, server, content) : null;
            return new Prepared(
                    request,
                    source,
                    server,
                    client,
                    compressions.computeIfAbsent(client, tools -> Compression.supportedBy(tools, stop)),
                    scratch);
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    private ScratchServer scratch(BackupRequest request, String sourceServer, DatabaseContent source)
            throws SQLException {
        DatabaseAddress address = request.scratchServer();
        List<String> extensions = new ArrayList<>(source.extensions().keySet());
        List<String> roles = source.roles();
        try (Connection connection = ScratchDatabase.maintenance(postgres, address)) {
            String id = postgres.server(connection, address);
            SourceDatabase there = SourceDatabase.read(connection);
            String where =
                    "database " + request.name() + ": the scratch server " + address.host() + ":" + address.port();
            if (there.major() < OLDEST_SERVER) {
                throw RunException.usage(
                        where + " runs PostgreSQL " + there.version() + ": expected " + OLDEST_SERVER + " or newer");
            }
            if (!SourcePrivileges.mayCreateDatabases(connection)) {
                throw RunException.usage(where + ": user " + there.user() + " may not create databases, so the backup"
                        + " cannot be proven by a restore; give it CREATEDB (ALTER ROLE "
                        + ScratchDatabase.identifier(there.user()) + " CREATEDB), name another login under scratch, or"
                        + " set proof: read");
            }
            Set<String> available =
                    new HashSet<>(SourcePrivileges.column(connection, "SELECT name FROM pg_available_extensions"));
            extensions.removeAll(available);
            if (!extensions.isEmpty()) {
                throw RunException.usage(where + " lacks the extensions " + extensions
                        + ": install their packages there, or name another server under scratch");
            }
            if (id.equals(sourceServer) && source.extensions().containsKey("pg_cron")) {
                throw RunException.usage(where + " can hold the extension pg_cron in one database only, and that is the"
                        + " source: name another server under scratch, or set proof: read");
            }
            boolean allRoles = new HashSet<>(SourcePrivileges.column(connection, "SELECT rolname FROM pg_roles"))
                    .containsAll(roles);
            return new ScratchServer(address, id, there.major(), there.version(), there.superuser() && allRoles);
        }
    }
}
