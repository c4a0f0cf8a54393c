package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.event.Units;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Redis server that passed all checks.
 *
 * @param program the scratch server's; null where the proof loads nothing
 */
record RedisSubject(
        BackupContext context, BackupRequest request, RedisAddress address, SourceServer source, ServerProgram program)
        implements Store.Subject {

    String name() {
        return request.name();
    }

    @Override
    public String description() {
        return source.product() + " " + source.version() + ", " + address + ", " + source.allKeys() + " keys, "
                + Units.bytes(source.memory()) + " in memory"
                + (program == null ? "" : "; scratch server " + program.version());
    }

    /** A snapshot is denser than memory. */
    @Override
    public long estimatedBytes() {
        return source.memory();
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        return List.of(ScratchServer.leftovers());
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        Stop stop = context.stop();
        // From before the snapshot, so that no change since is missed; ends with the proof.
        ChangedKeys changes = program == null ? null : new ChangedKeys(address);
        try (RedisConnection clock = RedisConnection.open(address);
                RedisConnection replication = RedisConnection.open(address)) {
            SnapshotTransfer transfer = new SnapshotTransfer(replication);
            SnapshotTransfer.Position position;
            Instant takenAt;
            Stop.Registration ending = stop.whenRequested(replication::close);
            try (ending;
                    OutputStream out = files.create(RedisDump.SNAPSHOT)) {
                position = transfer.request();
                takenAt = time(clock);
                transfer.copy(out, done -> {
                    stop.check();
                    context.events().progress("backup", name(), done, source.memory());
                });
            }
            return captured(files, takenAt, position, changes);
        } catch (IOException e) {
            close(changes);
            stop.check();
            throw RedisConnection.failure(address, e);
        } catch (RuntimeException e) {
            close(changes);
            throw e;
        }
    }

    private static void close(ChangedKeys changes) {
        if (changes != null) {
            changes.close();
        }
    }

    private Captured captured(
            BackupFiles files, Instant takenAt, SnapshotTransfer.Position position, ChangedKeys changes) {
        Map<String, Long> keys = new TreeMap<>();
        source.keys().forEach((database, count) -> keys.put(Integer.toString(database), count));
        List<String> notes = new ArrayList<>();
        notes.add("users, passwords and configuration of the server are not part of a snapshot");
        if (source.replica()) {
            notes.add("taken from a replica, which may lag behind its primary");
        }
        return new Captured(
                takenAt,
                null,
                new BackupManifest.Source(
                        RedisDump.server(address),
                        source.version(),
                        address.host(),
                        address.port(),
                        RedisDump.DATABASES,
                        address.user(),
                        source.memory()),
                new BackupManifest.Client("replication protocol", source.version(), null, null),
                new RedisContent(keys, position.replicationId(), position.offset()),
                notes,
                () -> {
                    try {
                        return program == null
                                ? new ReadProof(name()).prove(files)
                                : new LoadProof(this).prove(files, changes);
                    } finally {
                        close(changes);
                    }
                });
    }

    /** Seconds and microseconds of the server's clock. */
    private static Instant time(RedisConnection connection) throws IOException {
        List<?> time = (List<?>) connection.call("TIME");
        return Instant.ofEpochSecond(
                Long.parseLong(RedisConnection.text(time.get(0))),
                Long.parseLong(RedisConnection.text(time.get(1))) * 1000);
    }
}
