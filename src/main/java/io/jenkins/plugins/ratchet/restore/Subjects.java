package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.job.JobMeans;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import java.time.Instant;
import java.util.Set;

/** What is restored from each backup, where to, and under which names. */
final class Subjects {
    private final RestoreContext context;
    private final boolean inPlace;
    private final Restore half;
    private final Instant began;

    /**
     * @param half the restore that is half done, whose names stay; null where there is none
     * @param began when it began: new names say so
     */
    Subjects(RestoreContext context, boolean inPlace, Restore half, Instant began) {
        this.context = context;
        this.inPlace = inPlace;
        this.half = half;
        this.began = began;
    }

    private Database declared(BackupEntry entry) {
        return context.release().config().databases().stream()
                .filter(each -> each.name().equals(entry.database()))
                .findFirst()
                .orElseThrow(
                        () -> RunException.usage(
                                "database " + entry.database()
                                        + " is in the backups, but no longer declared in ratchet.yaml; declare it with its connection"));
    }

    StoreSubject other(BackupEntry entry) {
        Database database = declared(entry);
        String name = half == null
                ? Names.instance(context.release().config().release(), entry.database(), began)
                : half.database(entry.database()).orElseThrow().name();
        StoreRestore restore = context.backups()
                .restore(entry, new BackupRequest(database, context.addresses()), inPlace, name)
                .orElseThrow();
        RestoredDatabase names = half == null
                ? new RestoredDatabase(
                        entry.database(),
                        entry.location(),
                        entry.manifestSha256(),
                        entry.takenAt(),
                        entry.server(),
                        restore.named() ? name : restore.restored(),
                        null,
                        null)
                : half.database(entry.database()).orElseThrow();
        return new StoreSubject(database, entry, restore, names);
    }

    Subject subject(BackupEntry entry) {
        Database database = declared(entry);
        DatabaseAddress live = context.addresses().of(database);
        DatabaseAddress server =
                inPlace ? live : context.addresses().restoreOf(database).orElse(live);
        PostgresRestore backup = new PostgresRestore(
                new PostgresRestore.Means(
                        context.postgres(),
                        context.release().events(),
                        context.release().stopped(),
                        context.policy(),
                        new JobMeans(
                                context.release().clusterIfAny(),
                                context.release().config().namespace(),
                                context.release().config().release(),
                                context.backups().remotes())),
                entry,
                context.backups().fetch(entry));
        RestoredDatabase names = half == null
                ? names(entry, live, server)
                : half.database(entry.database()).orElseThrow();
        return new Subject(database, entry, backup, live, server, names);
    }

    private RestoredDatabase names(BackupEntry entry, DatabaseAddress live, DatabaseAddress server) {
        try (DatabaseServer there = DatabaseServer.open(context.postgres(), server, Set.of(live.database()))) {
            boolean sameName = server.database().equals(live.database());
            String name = server.database();
            if (!inPlace && sameName && (there.exists(name) || server.equals(live))) {
                name = Names.restored(name, began);
            }
            return new RestoredDatabase(
                    entry.database(),
                    entry.location(),
                    entry.manifestSha256(),
                    entry.takenAt(),
                    there.id(),
                    name,
                    Names.copy(name),
                    inPlace ? Names.kept(name, began) : null);
        }
    }
}
