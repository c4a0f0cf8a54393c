package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisException;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Redis, or Valkey, by a snapshot (RDB) of all its databases, read through the replication protocol: nothing is written
 * on the server's disk, and no client program is needed.
 */
public final class RedisDump implements Store {
    static final String SNAPSHOT = "dump.rdb";
    /** A snapshot has all numbered databases of a server. */
    static final String DATABASES = "all";

    private static final String OLDEST_SERVER = "6.2";
    /** A loaded snapshot takes what the source's data take; the server itself and the comparison come on top. */
    private static final double MEMORY_FACTOR = 1.2;

    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

    private final List<Path> serverDirectories;

    public RedisDump() {
        this(OnPath.directories(System.getenv()));
    }

    /** @param serverDirectories where redis-server is looked for, instead of {@code PATH} */
    public RedisDump(List<Path> serverDirectories) {
        this.serverDirectories = List.copyOf(serverDirectories);
    }

    /** {@code server/database}: a Redis server has nothing of its own that outlives a restart. */
    public static String identity(RedisAddress address) {
        return server(address) + "/" + DATABASES;
    }

    static String server(RedisAddress address) {
        return "address:" + address.host() + ":" + address.port();
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.redis.name()) && method.equals(Database.Method.dump.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        RedisAddress address = request.addresses().redis(request.database());
        try (RedisConnection connection = RedisConnection.open(address)) {
            SourceServer source = SourceServer.read(connection);
            refuse(request.name(), source);
            boolean restore = request.database().proof() == Database.Proof.restore;
            ServerProgram program = restore ? program(request.name(), source, connection) : null;
            if (restore) {
                new ChangedKeys(address).close();
            }
            mayReplicate(connection, address);
            return new RedisSubject(context, request, address, source, program);
        } catch (IOException e) {
            throw RedisConnection.failure(address, e);
        }
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        RedisAddress live = task.request().addresses().redis(task.request().database());
        RedisAddress target = task.inPlace()
                ? live
                : task.request()
                        .addresses()
                        .redisRestoreOf(task.request().database())
                        .orElse(null);
        return Optional.of(new RedisRestore(task, live, target, ServerProgram.installed(serverDirectories)));
    }

    private static void refuse(String name, SourceServer source) {
        String what = "database " + name + ": ";
        if (ServerProgram.compare(source.version(), OLDEST_SERVER) < 0) {
            throw RunException.usage(what + "the server is " + source.product() + " " + source.version()
                    + ": the oldest that can be backed up is " + OLDEST_SERVER);
        }
        if (source.cluster()) {
            throw RunException.usage(what + "the server is one node of a Redis Cluster and holds only a part of the"
                    + " keys; back the cluster up with a snapshot of its volumes, or by hand (method: manual)");
        }
        if (source.loading()) {
            throw RunException.unavailable(what + "the server is still loading its data; start again when it is done");
        }
        if (source.replica() && !source.linkUp()) {
            throw RunException.unavailable(what + "the server is a replica that has lost its primary, so its data are"
                    + " old; name the primary");
        }
    }

    private ServerProgram program(String name, SourceServer source, RedisConnection connection) throws IOException {
        String what = "database " + name + ": ";
        String otherwise = ", or set proof: read, which shows less";
        try {
            if (connection.call("MODULE", "LIST") instanceof List<?> modules && !modules.isEmpty()) {
                throw RunException.usage(what + "the server has modules loaded, and a scratch server here would not"
                        + " know their data: set proof: read, which shows less");
            }
        } catch (RedisException e) {
            // Not for this user to know: a snapshot with foreign data then fails to load, and says so.
        }
        List<ServerProgram> installed = ServerProgram.installed(serverDirectories);
        if (installed.isEmpty()) {
            throw RunException.unavailable(what + "redis-server is not installed here, so the backup cannot be proven:"
                    + " put redis-server " + source.version() + " or newer on PATH" + otherwise);
        }
        ServerProgram program = installed.stream()
                .filter(each -> each.reads(source.product(), source.version()))
                .findFirst()
                .orElseThrow(() -> RunException.unavailable(what + "the server is " + source.product() + " "
                        + source.version() + ", here is only "
                        + installed.get(0).product() + " "
                        + installed.get(0).version() + ", which does not read its snapshots: install "
                        + source.product() + "-server " + source.version() + " or newer" + otherwise));
        long needed = (long) (source.memory() * MEMORY_FACTOR);
        availableMemory().filter(available -> available < needed).ifPresent(available -> {
            throw RunException.unavailable(what + "a scratch server needs " + Units.bytes(needed)
                    + " of memory here, and " + Units.bytes(available) + " are free; free some" + otherwise);
        });
        return program;
    }

    /** Empty where this machine does not tell. */
    private static Optional<Long> availableMemory() {
        try {
            Matcher matcher = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
            return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1)) * 1024) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Asks for the command without running it: managed servers have taken it away, and users may lack it. */
    private static void mayReplicate(RedisConnection connection, RedisAddress address) throws IOException {
        try {
            connection.call("REPLCONF", "capa", "eof");
            if (address.user() != null) {
                Object verdict = connection.call("ACL", "DRYRUN", address.user(), "PSYNC", "?", "-1");
                if (!"OK".equals(RedisConnection.text(verdict))) {
                    throw RunException.usage("database " + address.name() + " (" + address + "): "
                            + RedisConnection.text(verdict) + "; a backup needs +psync +replconf");
                }
            }
        } catch (RedisException e) {
            if (e.is("NOPERM") && e.getMessage().toLowerCase().contains("acl")) {
                return; // not for this user to ask
            }
            if (e.is("NOPERM")) {
                throw RunException.usage("database " + address.name() + " (" + address + "): " + e.getMessage()
                        + "; a backup needs +psync +replconf, its proof +client and reading all keys");
            }
            if (e.getMessage().startsWith("ERR unknown command")
                    && e.getMessage().toLowerCase().contains("replconf")) {
                throw RunException.usage(
                        "database " + address.name() + " (" + address + "): the server does not let"
                                + " anyone replicate it, as managed ones do not: back it up by its own snapshots (method: manual)");
            }
        }
    }

    /** The checksums say that nothing changed since the proof. */
    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        Path snapshot = location.resolve(SNAPSHOT);
        try (InputStream in = Files.newInputStream(snapshot)) {
            return ReadProof.begins(in.readNBytes(9)) ? Optional.empty() : Optional.of(snapshot + " is no snapshot");
        } catch (IOException e) {
            return Optional.of(snapshot + " cannot be read: " + e);
        }
    }
}
