package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.Mongo;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * One database of MongoDB, or of what speaks its protocol, by mongodump into one compressed archive.
 *
 * <p>Whole instances, and with them {@code --oplog}, are not taken: mongodump has an oplog for whole instances only, and
 * mongorestore replays one under the old names only, so that neither a proof beside the source nor a restore beside the
 * database in use could have it.
 */
public final class MongoDump implements Store {
    /** The oldest that the driver, and mongodump, still know. */
    private static final int[] OLDEST_SERVER = {4, 2};
    /** A restored copy may be less dense than the source. */
    private static final double SPACE_FACTOR = 1.2;

    private final List<Path> toolDirectories;

    public MongoDump() {
        this(OnPath.directories(System.getenv()));
    }

    /** @param toolDirectories where mongodump and mongorestore are looked for, instead of {@code PATH} */
    public MongoDump(List<Path> toolDirectories) {
        this.toolDirectories = List.copyOf(toolDirectories);
    }

    /** {@code server/database}. */
    public static String identity(MongoAddress address) {
        return address.server() + "/" + address.database();
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.mongodb.name()) && method.equals(Database.Method.dump.name());
    }

    /** How to dump a database with the programs found here. */
    @FunctionalInterface
    interface Dumpers {
        /** @param bytes an upper estimate of the size of an archive */
        Dumper of(MongoAddress address, MongoTools tools, long bytes);
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        return check(request, context, (address, tools, bytes) -> new LocalDumper(context, address, tools));
    }

    MongoSubject check(BackupRequest request, BackupContext context, Dumpers dumpers) {
        String what = "database " + request.name() + ": ";
        MongoAddress address = request.addresses().mongo(request.database());
        MongoTools tools = MongoTools.find(toolDirectories, request.name());
        boolean restore = request.database().proof() == Database.Proof.restore;
        try (MongoClient client = Mongo.open(address)) {
            SourceServer source = SourceServer.read(client, preference(address), context.clock());
            refuse(what, source, context.policy().quiesces());
            requirePrivileges(
                    what, client, Privileges.TO_READ, address.database(), "a backup needs the role read on it");
            MongoDatabase database = client.getDatabase(address.database());
            requireContent(what, database, address);
            source.warnings().forEach(warning -> context.events().fact("backup", what + warning));
            BsonDocument statistics = DatabaseReading.statistics(database);
            long bytes = statistics.getNumber("dataSize", new BsonInt32(0)).longValue();
            return new MongoSubject(
                    context,
                    request,
                    address,
                    source,
                    bytes,
                    dumpers.of(address, tools, bytes),
                    tools,
                    restore ? scratch(request, context, address, source.version(), onDisk(statistics)) : null);
        } catch (MongoException e) {
            throw Mongo.failure(address, e);
        }
    }

    private static void refuse(String what, SourceServer source, boolean quiesced) {
        if (older(source.version(), OLDEST_SERVER)) {
            throw RunException.usage(what + "the server is MongoDB " + source.version()
                    + ": the oldest that can be backed up is " + OLDEST_SERVER[0] + "." + OLDEST_SERVER[1]);
        }
        if (source.kind() == SourceServer.Kind.SHARDED && !quiesced) {
            throw RunException.usage(
                    what + "the server is a mongos of a sharded cluster, whose shards mongodump reads at"
                            + " different moments while chunks move between them: stop the writers and the balancer first"
                            + " (backups.quiesce), or use the provider's snapshots (method: snapshot or manual)");
        }
    }

    private static boolean older(String version, int[] than) {
        String[] parts = version.split("[.-]");
        int major = Integer.parseInt(parts[0]);
        return major < than[0] || major == than[0] && Integer.parseInt(parts[1]) < than[1];
    }

    private static void requirePrivileges(
            String what, MongoClient client, List<String> actions, String database, String advice) {
        Set<String> missing = Privileges.of(client).missing(actions, database);
        if (!missing.isEmpty()) {
            throw RunException.usage(what + "the user may not " + String.join(", ", missing) + " on database "
                    + database + "; " + advice);
        }
    }

    private static void requireContent(String what, MongoDatabase database, MongoAddress address) {
        if (DatabaseReading.definitions(database).isEmpty()) {
            throw RunException.usage(what + "the database " + address.database() + " on " + address.namedHosts()
                    + " does not exist or has no collections; is connection.database right?");
        }
        List<String> unreadable = DatabaseReading.unreadable(database);
        if (!unreadable.isEmpty()) {
            throw RunException.usage(
                    what + "the timeseries collections " + unreadable + " are kept in a way that cannot be"
                            + " compared (MongoDB 8.3 and newer): use the provider's snapshots, or method: volume or command");
        }
    }

    private MongoAddress scratch(
            BackupRequest request, BackupContext context, MongoAddress source, String version, long onDisk) {
        MongoAddress server =
                request.addresses().mongoScratch(request.database()).orElse(source);
        String what = "database " + request.name() + ": the scratch server " + server.namedHosts() + ": ";
        try (MongoClient client = Mongo.open(server)) {
            String there = SourceServer.read(client, ReadPreference.primary(), context.clock())
                    .version();
            if (older(there, new int[] {major(version), 0})) {
                throw RunException.usage(what + "it is MongoDB " + there + ", older than the source, " + version
                        + "; name another one under scratch");
            }
            requirePrivileges(
                    what,
                    client,
                    Privileges.TO_RESTORE,
                    ScratchNamespace.name(context.upgrade()),
                    "the proof makes a database " + ScratchNamespace.PREFIX + "… there: give it the roles"
                            + " readWriteAnyDatabase and dbAdminAnyDatabase, name another login under scratch, or set"
                            + " proof: read, which shows less");
            BsonDocument disk = DatabaseReading.statistics(client.getDatabase(source.database()));
            if (disk.isNumber("fsTotalSize") && disk.isNumber("fsUsedSize")) {
                long free = disk.getNumber("fsTotalSize").longValue()
                        - disk.getNumber("fsUsedSize").longValue();
                if (free < onDisk * SPACE_FACTOR) {
                    throw RunException.failed(what + "its disk has " + Units.bytes(free) + " free, the scratch database"
                            + " needs up to " + Units.bytes((long) (onDisk * SPACE_FACTOR)) + "; nothing was done");
                }
            }
            return server;
        } catch (MongoException e) {
            throw Mongo.failure(server, e);
        }
    }

    static int major(String version) {
        return Integer.parseInt(version.replaceFirst("\\D.*", ""));
    }

    private static long onDisk(BsonDocument statistics) {
        return statistics.getNumber("storageSize", new BsonInt32(0)).longValue()
                + statistics.getNumber("indexSize", new BsonInt32(0)).longValue();
    }

    /** Where the connection string says that is read; commands do not heed that by themselves. */
    static ReadPreference preference(MongoAddress address) {
        String options = address.options().entrySet().stream()
                .filter(option -> option.getKey().matches("(?i)readPreference.*|maxStalenessSeconds"))
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining("&"));
        ReadPreference preference = new ConnectionString("mongodb://any/?" + options).getReadPreference();
        return preference == null ? ReadPreference.primary() : preference;
    }

    /** The source need not exist any more: what the manifest says of it is compared with what the archive restores to. */
    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        return proveAgain(request, manifest, () -> Files.newInputStream(directory.resolve(Dumper.ARCHIVE)), context);
    }

    Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, ArchiveSource kept, BackupContext context)
            throws IOException {
        MongoContent content = MongoContent.of(manifest);
        MongoAddress address = request.addresses().mongo(request.database());
        MongoTools tools = MongoTools.find(toolDirectories, request.name());
        long bytes = manifest.source().bytes() == null ? 0 : manifest.source().bytes();
        boolean restore = request.database().proof() == Database.Proof.restore;
        MongoAddress scratch =
                restore ? scratch(request, context, address, manifest.source().version(), bytes) : null;
        SourceServer source =
                new SourceServer(manifest.source().version(), SourceServer.Kind.STANDALONE, null, false, List.of());
        MongoSubject subject = new MongoSubject(
                context,
                request,
                address.withDatabase(manifest.source().database()),
                source,
                bytes,
                null,
                tools,
                scratch);
        if (!restore) {
            return Optional.of(new ReadProof(subject).prove(kept, content));
        }
        subject.leftovers()
                .forEach(each -> each.remove()
                        .forEach(what -> context.events().fact("prove", what + ", left by a run that died")));
        return Optional.of(new RestoreProof(subject).prove(kept, content));
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        return restore(task, () -> Files.newInputStream(task.directory().resolve(Dumper.ARCHIVE)));
    }

    Optional<StoreRestore> restore(RestoreTask task, ArchiveSource kept) {
        Addresses addresses = task.request().addresses();
        Database database = task.request().database();
        MongoAddress live = addresses.mongo(database);
        return Optional.of(new MongoRestore(
                task,
                kept,
                toolDirectories,
                live,
                addresses.mongoRestore(database).orElse(live)));
    }

    /** The checksums say that nothing changed since the proof. */
    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        Path archive = location.resolve(Dumper.ARCHIVE);
        try (InputStream in = Files.newInputStream(archive)) {
            return in.read() == 0x1f && in.read() == 0x8b
                    ? Optional.empty()
                    : Optional.of(archive + " is no compressed archive");
        } catch (IOException e) {
            return Optional.of(archive + " cannot be read: " + e);
        }
    }
}
