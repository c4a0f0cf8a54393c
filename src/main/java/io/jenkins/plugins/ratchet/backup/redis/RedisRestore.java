package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A snapshot on its way back into a server that runs: it is loaded into a scratch server of this machine, and every key
 * goes from there to the server as that one's own DUMP writes it, with expiry, groups and pending entries. In place, the
 * server is emptied before; a new instance has to be empty. At the end both must hold the same.
 */
final class RedisRestore implements StoreRestore {
    private final RestoreTask task;
    private final RedisAddress live;
    private final RedisAddress target;
    private final List<ServerProgram> installed;
    private ScratchServer scratch;

    /** @param target null where a new instance is asked for and none is named */
    RedisRestore(RestoreTask task, RedisAddress live, RedisAddress target, List<ServerProgram> installed) {
        this.task = task;
        this.live = live;
        this.target = target;
        this.installed = installed;
    }

    private BackupContext context() {
        return task.context();
    }

    @Override
    public List<String> obstacles() {
        if (target == null) {
            return List.of("nobody said which server it is to be restored to: name an empty one under"
                    + " databases[].restore, or use --strategy in-place");
        }
        List<String> found = new ArrayList<>();
        try (RedisConnection connection = RedisConnection.open(target)) {
            SourceServer server = SourceServer.read(connection);
            if (server.cluster()) {
                found.add("the server " + target + " is a node of a Redis Cluster");
            }
            if (server.replica()) {
                found.add("the server " + target + " is a replica; name its primary");
            }
            if (!task.inPlace() && server.allKeys() > 0) {
                found.add("the server " + target + " holds " + server.allKeys()
                        + " keys already; name an empty one under databases[].restore");
            }
            String backedUp = task.manifest().source().server();
            if (task.inPlace() && !backedUp.equals(RedisDump.server(target))) {
                found.add("the backup is of " + backedUp + ", but the release uses " + RedisDump.server(target)
                        + "; use --strategy new-instance");
            }
            if (program(server).isEmpty()) {
                found.add("no redis-server or valkey-server on PATH of this machine loads a snapshot of version "
                        + task.manifest().source().version() + " and writes what " + server.product() + " "
                        + server.version() + " reads: install one of a version between these");
            }
            mayRestore(connection, found);
            return found;
        } catch (IOException e) {
            throw RedisConnection.failure(target, e);
        }
    }

    /** It must read the snapshot, and the server must read what it dumps. */
    private Optional<ServerProgram> program(SourceServer server) {
        return installed.stream()
                .filter(each ->
                        each.reads(server.product(), task.manifest().source().version()))
                .filter(each -> each.product().equals(server.product())
                                && ServerProgram.compare(server.version(), each.version()) >= 0
                        || !each.product().equals(server.product())
                                && server.product().equals("valkey")
                                && ServerProgram.compare("7.2", each.version()) >= 0)
                .findFirst();
    }

    private void mayRestore(RedisConnection connection, List<String> found) throws IOException {
        if (target.user() == null) {
            return;
        }
        for (List<String> command : List.of(List.of("FLUSHALL"), List.of("RESTORE", "k", "0", "x"))) {
            try {
                List<String> ask = new ArrayList<>(List.of("ACL", "DRYRUN", target.user()));
                ask.addAll(command);
                String verdict = RedisConnection.text(connection.call(ask.toArray(String[]::new)));
                if (!"OK".equals(verdict)) {
                    found.add(verdict + " on " + target + "; a restore needs +flushall +restore +select +scan ~*");
                }
            } catch (RedisException e) {
                return; // not for this user, or this version, to ask
            }
        }
    }

    @Override
    public String present() {
        return live.toString();
    }

    @Override
    public String restored() {
        return target == null ? "nowhere" : target.toString();
    }

    @Override
    public List<String> lost() {
        try (RedisConnection connection = RedisConnection.open(live)) {
            Map<String, Long> then =
                    new TreeMap<>(RedisContent.of(task.manifest()).keys());
            Map<String, Long> now = new TreeMap<>();
            SourceServer.keys(connection).forEach((number, count) -> now.put(Integer.toString(number), count));
            List<String> lines = new ArrayList<>();
            new java.util.TreeSet<>(union(then, now)).forEach(number -> {
                long before = then.getOrDefault(number, 0L);
                long present = now.getOrDefault(number, 0L);
                if (before != present) {
                    lines.add("database " + number + ": " + present + " keys now, " + before + " in the backup");
                }
            });
            lines.add("keys that were written to since and still exist do not show in their number");
            return lines;
        } catch (IOException | RunException e) {
            return List.of("writes since the backup could not be counted: " + e.getMessage());
        }
    }

    private static List<String> union(Map<String, Long> one, Map<String, Long> other) {
        List<String> all = new ArrayList<>(one.keySet());
        all.addAll(other.keySet());
        return all;
    }

    @Override
    public boolean overwrites() {
        return task.inPlace();
    }

    @Override
    public void prepare() {
        if (scratch != null) {
            return;
        }
        ScratchServer.leftovers().remove();
        context().events().fact("restore", task.database() + ": loading the snapshot into a scratch server");
        try {
            SourceServer server;
            try (RedisConnection connection = RedisConnection.open(target)) {
                server = SourceServer.read(connection);
            }
            scratch = ScratchServer.start(
                    program(server)
                            .orElseThrow(() -> RunException.unavailable(
                                    "database " + task.database() + ": no fitting redis-server is on PATH any more")),
                    task.directory(),
                    task.database(),
                    context().stop(),
                    percent -> context().events().progress("restore", task.database() + " (loading)", percent, 100));
            try (RedisConnection connection = scratch.connect()) {
                requireWhatWasBackedUp(SourceServer.keys(connection));
            }
        } catch (IOException e) {
            context().stop().check();
            throw RunException.failed("database " + task.database() + ": the scratch server failed: " + e.getMessage());
        }
    }

    /** Keys that expired since are none any more: the server leaves them out while it loads. */
    private void requireWhatWasBackedUp(Map<Integer, Long> loaded) {
        long then = RedisContent.of(task.manifest()).keys().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long now = loaded.values().stream().mapToLong(Long::longValue).sum();
        if (then > 0 && now == 0) {
            context()
                    .events()
                    .fact(
                            "restore",
                            task.database() + ": all " + then
                                    + " keys of the backup have expired since, or the snapshot is empty");
        }
    }

    @Override
    public String exchange() {
        prepare();
        Stop stop = context().stop();
        try (RedisConnection from = scratch.connect();
                RedisConnection to = RedisConnection.open(target)) {
            tellWhoIsThere(to);
            Stop.Registration endFrom = stop.whenRequested(from::close);
            Stop.Registration endTo = stop.whenRequested(to::close);
            try (endFrom;
                    endTo) {
                boolean moments = ServerProgram.compare(SourceServer.read(from).version(), "7.0") >= 0;
                long keys = new KeyTransfer(from, to, moments, stop)
                        .all(done -> context().events().progress("restore", task.database(), done, 0));
                LiveComparison.Result result = compare(from, to);
                return result.equal() + " keys, " + result.streams() + " of them streams, equal to the backup's"
                        + (keys == result.equal() ? "" : "; " + (keys - result.equal()) + " expired meanwhile");
            }
        } catch (IOException e) {
            stop.check();
            throw RedisConnection.failure(target, e);
        }
    }

    /** The writers are stopped; who is there nevertheless spoils what is restored, and the comparison tells. */
    private void tellWhoIsThere(RedisConnection to) throws IOException {
        try {
            Object ended = to.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            if (ended instanceof Long count && count > 0) {
                context()
                        .events()
                        .fact("restore", task.database() + ": ended " + count + " other sessions on " + target);
            }
        } catch (RedisException e) {
            context()
                    .events()
                    .fact("restore", task.database() + ": other sessions could not be ended: " + e.getMessage());
        }
    }

    private LiveComparison.Result compare(RedisConnection from, RedisConnection to) throws IOException {
        boolean exact = ServerProgram.compare(SourceServer.read(from).version(), "7.0") >= 0
                && ServerProgram.compare(SourceServer.read(to).version(), "7.0") >= 0;
        LiveComparison.Result result = new LiveComparison(
                        from, to, exact, null, context().stop())
                .compare(done -> context().events().progress("restore", task.database() + " (comparing)", done, 0));
        if (!result.differences().isEmpty()) {
            throw RunException.failed("database " + task.database() + ": what is on " + target
                    + " now is not what the backup holds: "
                    + String.join(
                            "; ",
                            result.differences()
                                    .subList(0, Math.min(8, result.differences().size())))
                    + "; somebody writes there, or the server refused something: see to it, and run the same restore"
                    + " again");
        }
        return result;
    }

    @Override
    public Optional<Move> move() {
        return task.inPlace() || target == null ? Optional.empty() : Optional.of(new Move(plain(live), plain(target)));
    }

    private static DatabaseAddress plain(RedisAddress address) {
        return new DatabaseAddress(
                address.name(),
                address.host(),
                address.port(),
                RedisDump.DATABASES,
                address.user() == null ? "" : address.user(),
                address.password(),
                address.sslmode(),
                address.sslrootcert());
    }

    @Override
    public void close() {
        if (scratch != null) {
            scratch.close();
            scratch = null;
        }
    }
}
