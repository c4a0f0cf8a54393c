package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What would make a restore fail half way, found by looking at the servers before anything is done. */
final class Obstacles {
    /** A copy has no bloat; the write-ahead log of the restore comes on top: one fifth. */
    private static final double COPY_FACTOR = 1.2;

    private final RestoreContext context;
    private final List<Finding> findings;
    private final List<String> notes;

    /** @param notes gets what does not stop it, but should be known */
    Obstacles(RestoreContext context, List<Finding> findings, List<String> notes) {
        this.context = context;
        this.findings = findings;
        this.notes = notes;
    }

    void look(List<Subject> subjects, boolean inPlace) {
        Map<FileStore, Long> needs = new HashMap<>();
        for (Subject subject : subjects) {
            Set<String> concerned = Set.of(subject.live().database());
            try (DatabaseServer server = DatabaseServer.open(context.postgres(), subject.server(), concerned)) {
                subject.backup().obstacles(server.session(), subject.server()).forEach(text -> block(subject, text));
                Optional<Path> disk = subject.backup().disk(server.session(), server.address());
                if (disk.isPresent()) {
                    needs.merge(
                            Files.getFileStore(disk.get()),
                            (long) (subject.backup().databaseBytes() * COPY_FACTOR),
                            Long::sum);
                }
                fetched(subject, needs);
                if (inPlace) {
                    present(subject, server);
                } else {
                    target(subject, server);
                }
            } catch (SQLException e) {
                throw Postgres.failure(subject.server(), e);
            } catch (IOException e) {
                throw RunException.unavailable(
                        "the disk of " + subject.server().namedHost() + " cannot be read: " + e, e);
            }
        }
        needs.forEach(this::space);
    }

    private void fetched(Subject subject, Map<FileStore, Long> needs) throws IOException {
        Optional<SpaceNeed> need = subject.backup().fetched();
        if (need.isPresent()) {
            Path directory = need.get().directory();
            if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
                block(
                        subject,
                        directory + " is no directory that one may write to, and its dump has to be fetched to there;"
                                + " make it, or name another at backups.localServer.directory");
                return;
            }
            needs.merge(Files.getFileStore(directory), need.get().bytes(), Long::sum);
        }
    }

    /** Stores that are no databases of a PostgreSQL server know for themselves. */
    void look(List<StoreSubject> subjects) {
        for (StoreSubject subject : subjects) {
            subject.restore().obstacles().forEach(text -> block(subject.name(), text));
        }
    }

    private void space(FileStore disk, long bytes) {
        try {
            if (disk.getUsableSpace() < bytes) {
                findings.add(Finding.block(
                        "restore-possible",
                        Units.bytes(disk.getUsableSpace()) + " are free on " + disk,
                        "up to " + Units.bytes(bytes)
                                + " for the restored databases beside those in use, and for dumps that are fetched from claims",
                        "make room, restore to another server (databases[].restore), or have dumps fetched to another disk"
                                + " (backups.localServer.directory)"));
            }
        } catch (IOException e) {
            throw RunException.unavailable("the free space of " + disk + " cannot be read: " + e, e);
        }
    }

    private void present(Subject subject, DatabaseServer server) {
        String name = subject.live().database();
        if (!server.exists(name)) {
            block(subject, "there is no database " + name + " to take the place of; use --strategy new-instance");
            return;
        }
        String backedUp = subject.entry().server() + "/" + subject.entry().sourceDatabase();
        if (!backedUp.equals(server.id() + "/" + name)) {
            block(
                    subject,
                    "the backup is of server/database " + backedUp + ", but the release uses " + server.id() + "/"
                            + name + "; use --strategy new-instance");
        }
        server.notOurs(name).ifPresent(text -> block(subject, text));
        List<String> prepared = server.preparedTransactions(name);
        if (!prepared.isEmpty()) {
            block(
                    subject,
                    "transactions are prepared for a two-phase commit and keep it from being renamed: " + prepared);
        }
        server.clients(name).stream()
                .filter(client -> !client.mayEnd())
                .findFirst()
                .ifPresent(client -> block(
                        subject,
                        "the session of " + client + " may not be ended by user "
                                + subject.live().user() + "; end it, or connect as a superuser or a member of"
                                + " pg_signal_backend"));
        List<String> slots = server.logicalSlots(name);
        if (!slots.isEmpty()) {
            notes.add("logical replication slots stay with the database that is kept: " + String.join(", ", slots));
        }
        if (server.exists(subject.names().kept())) {
            block(subject, "there is a database " + subject.names().kept() + " already");
        }
    }

    private void target(Subject subject, DatabaseServer server) {
        if (server.exists(subject.names().name())) {
            block(
                    subject,
                    "there is a database " + subject.names().name() + " on "
                            + subject.server().namedHost() + ":"
                            + subject.server().namedPort()
                            + " already; name another one under databases[].restore");
        }
    }

    private void block(Subject subject, String seen) {
        block(subject.database().name(), seen);
    }

    private void block(String database, String seen) {
        findings.add(Finding.block(
                "restore-possible",
                "database " + database + ": " + seen,
                "nothing that would stop the restore half way",
                null));
    }
}
