package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.Ticker;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.database.Mongo;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A MongoDB database that passed all checks.
 *
 * @param bytes of its documents, uncompressed
 * @param tools those of this machine
 * @param scratch where the backup is restored for its proof; null where it only is read
 */
record MongoSubject(
        BackupContext context,
        BackupRequest request,
        MongoAddress address,
        SourceServer source,
        long bytes,
        Dumper dumper,
        MongoTools tools,
        MongoAddress scratch)
        implements Store.Subject {
    private static final int SHOWN = 8;

    String name() {
        return request.name();
    }

    @Override
    public String description() {
        return source + ", " + address + ", " + Units.bytes(bytes) + " of documents; " + dumper.description()
                + (scratch == null ? "" : "; restored on " + scratch.namedHosts());
    }

    @Override
    public long estimatedBytes() {
        return dumper.keepsElsewhere() ? 0 : bytes;
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public List<SpaceNeed> spaceNeeds() {
        return dumper.spaceNeeds(bytes);
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        List<Store.Leftovers> all = new ArrayList<>(List.of(ToolConfig.leftovers()));
        if (dumper != null) {
            all.addAll(dumper.leftovers());
        }
        if (scratch != null) {
            all.add(new ScratchLeftovers(scratch.withDatabase("admin"), context));
        }
        return all;
    }

    /** Scratch databases on a server. */
    private record ScratchLeftovers(MongoAddress server, BackupContext context) implements Store.Leftovers {
        @Override
        public List<String> remove() {
            try (MongoClient client = Mongo.open(server)) {
                return ScratchNamespace.dropAbandoned(client, context.clock()).stream()
                        .map(name -> "dropped the scratch database " + name)
                        .toList();
            }
        }
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        try (MongoClient client = Mongo.open(address)) {
            Instant takenAt = SourceServer.now(client, MongoDump.preference(address), context.clock());
            MongoContent content = dumper.keepsElsewhere() ? takenElsewhere(client) : streamed(client, files);
            return new Captured(
                    takenAt,
                    null,
                    new BackupManifest.Source(
                            address.server(),
                            source.version(),
                            address.namedHosts(),
                            null,
                            address.database(),
                            address.user(),
                            bytes),
                    dumper.client(),
                    content,
                    notes(content),
                    () -> prove(files, content));
        } catch (MongoException e) {
            context.stop().check();
            throw Mongo.failure(address, e);
        }
    }

    private MongoContent streamed(MongoClient client, BackupFiles files) throws IOException {
        DatabaseReading before = read(client, "reading before");
        Archive archive = dump(files);
        return content(before, archive, read(client, "reading after"), null);
    }

    /** The archive cannot be read on its way: it is fetched once, after the source was read again. */
    private MongoContent takenElsewhere(MongoClient client) throws IOException {
        DatabaseReading before = read(client, "reading before");
        JobDump dump = dumper.take();
        try {
            DatabaseReading after = read(client, "reading after");
            try (InputStream taken = dumper.taken().open()) {
                Archive archive = ArchiveTap.open(taken, address.database(), new AtomicLong());
                return content(before, archive, after, dump);
            } catch (IOException e) {
                throw noBackup(e);
            }
        } catch (RuntimeException e) {
            dumper.discard();
            throw e;
        }
    }

    private MongoContent content(DatabaseReading before, Archive archive, DatabaseReading after, JobDump dump) {
        LiveComparison.Verdict verdict = LiveComparison.compare(before, archive, after);
        judge(verdict, archive);
        return new MongoContent(archive.collections(), verdict.result(), dump);
    }

    private BackupManifest.Proof prove(BackupFiles files, MongoContent content) throws IOException {
        if (!dumper.keepsElsewhere()) {
            return prove(() -> files.open(Dumper.ARCHIVE), content);
        }
        try {
            return prove(dumper.taken(), content);
        } catch (IOException | RuntimeException e) {
            dumper.discard();
            throw e;
        }
    }

    private BackupManifest.Proof prove(ArchiveSource kept, MongoContent content) throws IOException {
        return scratch == null ? new ReadProof(this).prove(kept, content) : new RestoreProof(this).prove(kept, content);
    }

    private DatabaseReading read(MongoClient client, String doing) {
        return DatabaseReading.of(
                client.getDatabase(address.database()),
                context.stop(),
                done -> context.events().progress("backup", name() + " (" + doing + ")", done, bytes));
    }

    private Archive dump(BackupFiles files) throws IOException {
        ArchiveTap tap = new ArchiveTap(files.create(Dumper.ARCHIVE), address.database());
        try (Ticker progress = new Ticker(
                "mongodump-progress", () -> context.events().progress("backup", name(), tap.bytes(), bytes))) {
            progress.start();
            dumper.dump(tap);
        } catch (IOException | RuntimeException e) {
            tap.abandon();
            throw e;
        }
        try {
            return tap.archive();
        } catch (IOException e) {
            throw noBackup(e);
        }
    }

    private RunException noBackup(IOException e) {
        return RunException.failed("database " + name() + ": mongodump ended without an error, but its archive is no"
                + " backup: " + e.getMessage());
    }

    private void judge(LiveComparison.Verdict verdict, Archive archive) {
        List<String> differences = verdict.differences();
        if (!differences.isEmpty()) {
            throw RunException.failed(
                    "database " + name()
                            + ": what mongodump wrote is not what the database held, so it is no backup: "
                            + some(differences)
                            + (verdict.result().oneMoment()
                                    ? ""
                                    : "; where documents are changed and changed back while the backup is taken, stop the writers"));
        }
        if (context.policy().quiesces() && !verdict.result().oneMoment()) {
            throw RunException.failed("database " + name() + " was written to while its writers were stopped: "
                    + verdict.result().changed() + " changed; find out who writes to them, and declare it under"
                    + " databases[].writers or backups.quiesce.workloads");
        }
        if (verdict.result().equal() == 0
                && archive.collections().values().stream().anyMatch(collection -> collection.documents() > 0)) {
            throw RunException.failed("database " + name() + ": everything in it was written to while the backup was"
                    + " taken, so nothing could be compared; stop what writes to it and start again");
        }
    }

    static String some(List<String> differences) {
        return String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                + (differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more" : "");
    }

    private List<String> notes(MongoContent content) {
        List<String> notes = new ArrayList<>(source.warnings());
        LiveComparison.Result result = content.source();
        if (result.oneMoment()) {
            notes.add("nothing was written to the database while it was dumped, so its collections are of one moment");
        } else {
            notes.add("its collections are not of one moment: " + result.changed() + " were written to while they were"
                    + " dumped one after the other; stop the writers for a backup of one moment");
            notes.add(result.equal() + " documents were compared with the source, " + result.notCompared()
                    + " could not be, because they, or others of their part of the collection, changed meanwhile");
        }
        notes.add("users and roles of the database are not in the dump");
        return notes;
    }
}
