package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Restores backups beside the databases that are in use, and compares them. A copy that is what its manifest says lets
 * nobody in from then on, so that it still is when it is needed; what a killed run left half filled is dropped.
 */
final class Copies {
    private final RestoreContext context;
    private final UpgradeLock lock;
    private final RestoreRecorder recorder;

    Copies(RestoreContext context, UpgradeLock lock, RestoreRecorder recorder) {
        this.context = context;
        this.lock = lock;
        this.recorder = recorder;
    }

    /** Every copy that is not there yet; returns the subjects with the names that their copies have now. */
    List<Subject> complete(List<Subject> subjects) {
        List<Subject> named = new ArrayList<>();
        for (Subject subject : subjects) {
            try (DatabaseServer server = open(context, subject)) {
                boolean there = exchanged(server, subject) || verified(server, subject);
                named.add(there ? subject : make(server, subject));
            }
        }
        return named;
    }

    /** Whether the restored database has its name already. */
    static boolean exchanged(DatabaseServer server, Subject subject) {
        RestoredDatabase names = subject.names();
        return names.kept() == null
                ? server.exists(names.name()) && !server.exists(names.copy())
                : server.exists(names.kept());
    }

    static boolean verified(DatabaseServer server, Subject subject) {
        String copy = subject.names().copy();
        return server.exists(copy)
                && !server.connectionsAllowed(copy)
                && server.comment(copy).equals(subject.verifiedMark());
    }

    static DatabaseServer open(RestoreContext context, Subject subject) {
        return DatabaseServer.open(
                context.postgres(), subject.server(), Set.of(subject.live().database()));
    }

    private Subject make(DatabaseServer server, Subject subject) {
        Events events = context.release().events();
        server.drop(subject.names().copy());
        RestoredDatabase names =
                subject.names().copiedAs(Names.copy(subject.names().name()));
        lock.requireHeld("database " + names.copy() + " was made");
        // Written down before it exists: a name that nobody knows would stay for ever.
        recorder.update(restore -> restore.with(restore.databases().stream()
                .map(each -> each.database().equals(names.database()) ? names : each)
                .toList()));
        Subject renamed = subject.named(names);
        server.worksOn(names.copy());
        boolean inPlace = names.kept() != null;
        String tablespace = inPlace ? server.tablespace(subject.live().database()) : null;
        events.fact(
                "restore", names.database() + ": restoring the backup of " + names.takenAt() + " into " + names.copy());
        subject.backup().create(server.session(), names.copy(), tablespace, subject.copyMark());
        String content = fill(renamed, inPlace);
        server.allowConnections(names.copy(), false);
        server.endClients(names.copy());
        server.comment(names.copy(), subject.verifiedMark());
        events.fact("restore", names.database() + ": equal to the backup's manifest: " + content);
        return renamed;
    }

    private String fill(Subject subject, boolean inPlace) {
        try {
            return subject.backup()
                    .fill(subject.server().withDatabase(subject.names().copy()), inPlace);
        } catch (RunException e) {
            throw e.exitCode() == ExitCode.TERMINATED
                    ? new RunException(ExitCode.TERMINATED, "interrupted while a backup was being restored")
                    : e;
        }
    }

    /** Drops the copies that were made, after a restore that will not be ended. */
    void drop(List<Subject> subjects) {
        for (Subject subject : subjects) {
            String copy = recorder.restore()
                    .database(subject.names().database())
                    .orElseThrow()
                    .copy();
            try (DatabaseServer server = open(context, subject)) {
                server.drop(copy);
            } catch (RunException e) {
                context.release()
                        .events()
                        .fact(
                                "restore",
                                "the copy " + copy + " could not be dropped (" + e.getMessage() + "); drop it by hand");
            }
        }
    }
}
