package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A server that exists: the source's own, or the one that {@code scratch} names. */
record ExistingScratch(Postgres postgres, ScratchServer server) implements ScratchPlace {

    /** Whether a copy can be restored there. */
    static ExistingScratch check(Postgres postgres, DatabaseAddress address, String name, int oldest, Needs needs)
            throws SQLException {
        List<String> extensions = new ArrayList<>(needs.extensions());
        try (Connection connection = ScratchDatabase.maintenance(postgres, address)) {
            String id = postgres.server(connection, address);
            SourceDatabase there = SourceDatabase.read(connection);
            String where =
                    "database " + name + ": the scratch server " + address.namedHost() + ":" + address.namedPort();
            if (there.major() < oldest) {
                throw RunException.usage(
                        where + " runs PostgreSQL " + there.version() + ": expected " + oldest + " or newer");
            }
            if (ReplayLag.read(connection).isPresent()) {
                throw RunException.usage(
                        where + " is a standby, on which nothing can be made: name another server under"
                                + " scratch, or set scratch: local");
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
            if (id.equals(needs.server()) && needs.extensions().contains("pg_cron")) {
                throw RunException.usage(where + " can hold the extension pg_cron in one database only, and that is the"
                        + " source: name another server under scratch, or set proof: read");
            }
            boolean allRoles = new HashSet<>(SourcePrivileges.column(connection, "SELECT rolname FROM pg_roles"))
                    .containsAll(needs.roles());
            return new ExistingScratch(
                    postgres,
                    new ScratchServer(address, id, there.major(), there.version(), there.superuser() && allRoles));
        }
    }

    /** It is there before the proof and after it. */
    private record Borrowed(ScratchServer server) implements Lease {
        @Override
        public void close() {}
    }

    @Override
    public Lease open() {
        return new Borrowed(server);
    }

    @Override
    public Optional<Path> disk() {
        return ScratchDisk.dataDirectory(server, postgres);
    }

    @Override
    public Store.Leftovers leftovers() {
        return new ScratchDatabases(postgres, server.address());
    }

    @Override
    public String description() {
        return server.address().namedHost() + ":" + server.address().namedPort();
    }

    /** Scratch databases of runs that died. */
    private record ScratchDatabases(Postgres postgres, DatabaseAddress server) implements Store.Leftovers {
        @Override
        public List<String> remove() {
            return ScratchDatabase.dropAbandoned(postgres, server).stream()
                    .map(name -> "dropped " + name)
                    .toList();
        }
    }
}
