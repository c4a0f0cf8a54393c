package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Mongo;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An archive on its way back. A new instance is a new database, filled and compared beside the one in use. In place, it is
 * restored into a scratch database and compared first, which shows that this server takes it today; then, while nobody
 * writes and what is in use was backed up, the collections in use are dropped and the archive is restored under their name.
 * MongoDB has no exchange of names: renaming a collection into another database copies it, one by one, and not everywhere.
 */
final class MongoRestore implements StoreRestore {
    private final RestoreTask task;
    private final ArchiveSource kept;
    private final List<Path> toolDirectories;
    private final MongoAddress live;
    private final MongoAddress target;
    private final MongoContent content;

    /** @param target the server of a new instance; that of the database in use where it is in place */
    MongoRestore(
            RestoreTask task, ArchiveSource kept, List<Path> toolDirectories, MongoAddress live, MongoAddress target) {
        this.task = task;
        this.kept = kept;
        this.toolDirectories = List.copyOf(toolDirectories);
        this.live = live;
        this.target = task.inPlace() ? live : target.withDatabase(task.name());
        this.content = MongoContent.of(task.manifest());
    }

    private BackupContext context() {
        return task.context();
    }

    private String from() {
        return task.manifest().source().database();
    }

    @Override
    public boolean named() {
        return !task.inPlace();
    }

    @Override
    public List<String> obstacles() {
        List<String> found = new ArrayList<>();
        try (MongoClient client = Mongo.open(target)) {
            MongoTools.find(toolDirectories, task.database());
            SourceServer server = SourceServer.read(
                    client, ReadPreference.primary(), context().clock());
            if (server.kind() == SourceServer.Kind.SHARDED) {
                found.add("the server " + target.namedHosts() + " is a mongos: a restore would not be sharded as the"
                        + " collections were; restore it by hand");
            }
            if (MongoDump.major(server.version())
                    < MongoDump.major(task.manifest().source().version())) {
                found.add("the server " + target.namedHosts() + " is MongoDB " + server.version()
                        + ", the backup is of " + task.manifest().source().version());
            }
            may(client, found);
            room(found);
            if (task.inPlace()) {
                inUse(client, found);
            } else {
                beside(client, found);
            }
            return found;
        } catch (MongoException e) {
            throw Mongo.failure(target, e);
        }
    }

    /** For an archive that has to be fetched. */
    private void room(List<String> found) {
        if (content.job() == null) {
            return;
        }
        Path directory = FetchedDump.parent(context());
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < content.job().bytes()) {
                found.add(Units.bytes(free) + " are free in " + directory + ", and its archive of "
                        + Units.bytes(content.job().bytes())
                        + " has to be fetched to there: make room, or name another at backups.localServer.directory");
            }
        } catch (IOException e) {
            found.add("its archive has to be fetched to " + directory + ", which cannot be used: " + e
                    + "; name another at backups.localServer.directory");
        }
    }

    private void may(MongoClient client, List<String> found) {
        Privileges privileges = Privileges.of(client);
        Set<String> missing = new TreeSet<>(privileges.missing(Privileges.TO_RESTORE, target.database()));
        if (task.inPlace()) {
            missing.addAll(privileges.missing(List.of("dropCollection"), target.database()));
            missing.addAll(privileges.missing(
                    Privileges.TO_RESTORE, ScratchNamespace.name(context().upgrade())));
        }
        if (!missing.isEmpty()) {
            found.add("the user may not " + String.join(", ", missing) + " on " + target.namedHosts()
                    + "; give it the roles readWriteAnyDatabase and dbAdminAnyDatabase");
        }
    }

    private void inUse(MongoClient client, List<String> found) {
        String backedUp = task.manifest().source().server() + "/" + from();
        if (!backedUp.equals(MongoDump.identity(live))) {
            found.add("the backup is of " + backedUp + ", but the release uses " + MongoDump.identity(live)
                    + "; use --strategy new-instance");
        }
        List<String> unreadable = DatabaseReading.unreadable(client.getDatabase(live.database()));
        if (!unreadable.isEmpty()) {
            found.add("the timeseries collections " + unreadable + " cannot be compared");
        }
    }

    /** A database of that name that is not ours is somebody's, unless an earlier run of this restore gave it away. */
    private void beside(MongoClient client, List<String> found) {
        MongoDatabase database = client.getDatabase(target.database());
        if (!RestoredCopy.ours(database)
                && !DatabaseReading.definitions(database).isEmpty()
                && !givenAway(client)) {
            found.add("a database " + target.database() + " is there already on " + target.namedHosts());
        }
    }

    /** Whether it is what this restore makes, without its mark: the run that took that off died before it said so. */
    private boolean givenAway(MongoClient client) {
        MongoDatabase database = client.getDatabase(target.database());
        return !RestoredCopy.ours(database)
                && DatabaseReading.definitions(database)
                        .keySet()
                        .equals(content.collections().keySet())
                && content.differences(read(client, target).collections()).isEmpty();
    }

    @Override
    public String present() {
        return live.toString();
    }

    @Override
    public String restored() {
        return target.toString();
    }

    @Override
    public List<String> lost() {
        try (MongoClient client = Mongo.open(live)) {
            MongoDatabase database = client.getDatabase(live.database());
            Map<String, Definition> now = DatabaseReading.definitions(database);
            Set<String> names = new TreeSet<>(now.keySet());
            names.addAll(content.collections().keySet());
            List<String> lines = new ArrayList<>();
            for (String name : names) {
                CollectionState then = content.collections().get(name);
                long before = then == null ? 0 : then.documents();
                if (!now.containsKey(name)) {
                    lines.add("collection " + name + ": gone now, " + before + " documents in the backup");
                } else if (!now.get(name).view() && !now.get(name).timeseries()) {
                    long count = database.getCollection(name).estimatedDocumentCount();
                    if (then == null || count != before) {
                        lines.add("collection " + name + ": " + count + " documents now, "
                                + (then == null ? "not" : before) + " in the backup");
                    }
                }
            }
            lines.add("documents that were written to since and still exist do not show in their number");
            return lines;
        } catch (MongoException | RunException e) {
            return List.of("writes since the backup could not be counted: " + e.getMessage());
        }
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (content.source() != null && !content.source().oneMoment()) {
            notes.add("database " + task.database() + ": the backup's collections are not of one moment: "
                    + content.source().changed() + " were written to while it was taken");
        }
        notes.add(
                "database " + task.database() + ": users and roles of MongoDB are not restored, and stay as they are");
        return notes;
    }

    @Override
    public boolean overwrites() {
        return task.inPlace();
    }

    @Override
    public void prepare() {
        try (MongoClient client = Mongo.open(target)) {
            if (task.inPlace()) {
                ScratchNamespace.dropAbandoned(client, context().clock());
                try (ScratchNamespace scratch =
                        ScratchNamespace.create(client, context().upgrade(), task.database())) {
                    fact("restoring into " + scratch.name() + ", to see that it can be");
                    fill(client, target.withDatabase(scratch.name()));
                }
            } else if (!RestoredCopy.complete(client.getDatabase(target.database())) && !givenAway(client)) {
                RestoredCopy copy = RestoredCopy.begin(client.getDatabase(target.database()), task.database());
                fact("restoring into " + target.database());
                fill(client, target);
                copy.completed();
            }
        } catch (MongoException e) {
            context().stop().check();
            throw Mongo.failure(target, e);
        }
    }

    @Override
    public String exchange() {
        try (MongoClient client = Mongo.open(target)) {
            MongoDatabase database = client.getDatabase(target.database());
            if (task.inPlace()) {
                for (String name : database.listCollectionNames()) {
                    if (!name.startsWith("system.") || name.equals("system.js")) {
                        database.getCollection(name).drop();
                    }
                }
                fill(client, target);
            } else {
                requireEqual(client, target);
                RestoredCopy.release(database);
            }
            return content.collections().size() + " collections, " + content.documents() + " documents, "
                    + content.indexes() + " indexes, equal to the backup's";
        } catch (MongoException e) {
            context().stop().check();
            throw Mongo.failure(target, e);
        }
    }

    private void fill(MongoClient client, MongoAddress into) {
        boolean validated = content.collections().values().stream()
                .anyMatch(collection -> collection.options().contains("\"validator\""));
        try (InputStream archive = kept.open()) {
            new Restorer(
                            MongoTools.find(toolDirectories, task.database()),
                            context().events(),
                            context().stop(),
                            task.database(),
                            context().policy().jobs())
                    .run(
                            archive,
                            from(),
                            into,
                            validated,
                            "database " + task.database() + ": the backup could not be restored");
        } catch (IOException e) {
            context().stop().check();
            throw RunException.failed("database " + task.database() + ": the archive cannot be restored: " + e);
        }
        requireEqual(client, into);
    }

    private void requireEqual(MongoClient client, MongoAddress into) {
        DatabaseReading there = read(client, into);
        List<String> differences = content.differences(there.collections());
        if (!differences.isEmpty()) {
            throw RunException.failed("database " + task.database() + ": what is in " + into
                    + " now is not what the backup's manifest says: " + MongoSubject.some(differences)
                    + "; somebody writes there, or the server refused something: see to it, and run the same restore"
                    + " again");
        }
    }

    private DatabaseReading read(MongoClient client, MongoAddress from) {
        return DatabaseReading.of(
                client.getDatabase(from.database()),
                context().stop(),
                done -> context()
                        .events()
                        .progress(
                                "restore",
                                task.database() + " (comparing)",
                                done,
                                Optional.ofNullable(task.manifest().source().bytes())
                                        .orElse(0L)));
    }

    private void fact(String text) {
        context().events().fact("restore", task.database() + ": " + text);
    }

    /** Only what bears the mark: the database in use never does. */
    @Override
    public void discard() {
        if (!task.inPlace()) {
            try (MongoClient client = Mongo.open(target)) {
                if (RestoredCopy.ours(client.getDatabase(target.database()))) {
                    client.getDatabase(target.database()).drop();
                    fact("dropped " + target.database());
                }
            } catch (MongoException e) {
                fact(target.database() + " could not be dropped: " + Mongo.reason(e));
            }
        }
    }

    @Override
    public Optional<Move> move() {
        return task.inPlace() ? Optional.empty() : Optional.of(new Move(plain(live), plain(target)));
    }

    /** As a chart's values have it, host by host; a list of hosts is one text. */
    private static DatabaseAddress plain(MongoAddress address) {
        boolean one = address.hosts().size() == 1 && !address.srv();
        String host = address.hosts().get(0);
        int colon = host.lastIndexOf(':');
        return new DatabaseAddress(
                address.name(),
                one ? host.substring(0, colon) : String.join(",", address.hosts()),
                one ? Integer.parseInt(host.substring(colon + 1)) : 27017,
                address.database(),
                address.user() == null ? "" : address.user(),
                address.password(),
                address.sslmode(),
                address.sslrootcert(),
                address.pod());
    }
}
