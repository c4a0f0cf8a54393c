package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.ScratchDirectory;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A throw-away server of this machine with a snapshot loaded: no network, only a socket in a directory that no other
 * user may enter. It never writes a file, and ends with the proof; the next run ends one whose run died.
 */
final class ScratchServer implements AutoCloseable {
    private static final String PURPOSE = "redis";
    private static final String SOCKET = "s";
    private static final String LOG = "log";
    /** Unix socket addresses end at 107 bytes. */
    private static final int LONGEST_SOCKET = 107;

    private static final long POLL_MILLIS = 50;
    private static final int LOG_TAIL = 2000;

    private final ScratchDirectory directory;
    private final ClientProcess process;

    private ScratchServer(ScratchDirectory directory, ClientProcess process) {
        this.directory = directory;
        this.process = process;
    }

    /**
     * Starts a server with a snapshot; returns when that is loaded.
     *
     * @param loading told how many percent are loaded
     */
    static ScratchServer start(ServerProgram program, BackupFiles files, String name, Stop stop, IntConsumer loading)
            throws IOException {
        return start(program, target -> place(files, target), name, stop, loading);
    }

    /** As the other one, with the snapshot in a directory. */
    static ScratchServer start(ServerProgram program, Path snapshot, String name, Stop stop, IntConsumer loading)
            throws IOException {
        return start(
                program,
                target -> Files.createSymbolicLink(
                        target, snapshot.resolve(RedisDump.SNAPSHOT).toAbsolutePath()),
                name,
                stop,
                loading);
    }

    /** Puts the snapshot where the server looks for it. */
    private interface Placing {
        void at(Path target) throws IOException;
    }

    private static ScratchServer start(
            ServerProgram program, Placing snapshot, String name, Stop stop, IntConsumer loading) throws IOException {
        ScratchDirectory directory = ScratchDirectory.create(PURPOSE);
        ClientProcess process = null;
        try {
            if (directory.path().resolve(SOCKET).toString().length() > LONGEST_SOCKET) {
                throw RunException.usage("the directory for temporary files has too long a name for a socket: "
                        + directory.path() + "; set java.io.tmpdir to a shorter one");
            }
            snapshot.at(directory.path().resolve("dump.rdb"));
            process = ClientProcess.start(
                    program.path(), arguments(directory.path(), program), Map.of(), stop, line -> {});
            ScratchServer server = new ScratchServer(directory, process);
            server.awaitLoaded(name, stop, loading);
            return server;
        } catch (IOException | RuntimeException e) {
            if (process != null) {
                process.close();
            }
            directory.close();
            throw e;
        }
    }

    /** A link, where the backup is on this machine: the server only reads, and saving, which is off, would replace it. */
    private static void place(BackupFiles files, Path target) throws IOException {
        Path snapshot = files.directory().resolve(RedisDump.SNAPSHOT);
        if (Files.exists(snapshot)) {
            Files.createSymbolicLink(target, snapshot.toAbsolutePath());
        } else {
            try (InputStream in = files.open(RedisDump.SNAPSHOT)) {
                Files.copy(in, target);
            }
        }
    }

    private static List<String> arguments(Path directory, ServerProgram program) {
        return List.of(
                "--port",
                "0",
                "--unixsocket",
                directory.resolve(SOCKET).toString(),
                "--unixsocketperm",
                "700",
                "--dir",
                directory.toString(),
                "--dbfilename",
                "dump.rdb",
                "--logfile",
                directory.resolve(LOG).toString(),
                "--daemonize",
                "no",
                "--save",
                "",
                "--appendonly",
                "no",
                "--rdbchecksum",
                "yes",
                "--sanitize-dump-payload",
                "yes", // checks the inside of every value, too
                "--maxmemory",
                "0",
                "--set-proc-title",
                "no",
                "--databases",
                "4096");
    }

    private void awaitLoaded(String name, Stop stop, IntConsumer loading) throws IOException {
        RedisConnection connection = null;
        try {
            while (true) {
                stop.check();
                if (!process.running()) {
                    throw RunException.failed(
                            "database " + name + ": the snapshot cannot be loaded, so it is no backup: " + lastWords());
                }
                try {
                    if (connection == null) {
                        connection = connect();
                    }
                    connection.call("PING");
                    return;
                } catch (RedisException e) {
                    String percent = connection.info("persistence").getOrDefault("loading_loaded_perc", "0");
                    loading.accept((int) Double.parseDouble(percent));
                } catch (IOException e) {
                    if (connection != null) { // it may be ending: the loop looks
                        connection.close();
                        connection = null;
                    }
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Interrupted();
        } finally {
            if (connection != null) {
                connection.close();
            }
        }
    }

    RedisConnection connect() throws IOException {
        return RedisConnection.open(directory.path().resolve(SOCKET));
    }

    /** The end of its log, without dates. */
    private String lastWords() {
        try {
            String log = Files.readString(directory.path().resolve(LOG));
            String[] lines =
                    log.substring(Math.max(0, log.length() - LOG_TAIL)).strip().split("\n");
            StringBuilder words = new StringBuilder();
            for (int i = Math.max(0, lines.length - 3); i < lines.length; i++) {
                words.append(words.length() == 0 ? "" : "; ")
                        .append(lines[i].replaceFirst("^\\d+:\\w \\d+ \\w+ \\d+ [\\d:.]+ [.*#-] ", "")
                                .strip());
            }
            return words.length() == 0 ? "it said nothing" : words.toString();
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    @Override
    public void close() {
        process.close();
        directory.close();
    }

    /** Scratch servers of runs that died. */
    static Store.Leftovers leftovers() {
        return LEFTOVERS;
    }

    private static final Store.Leftovers LEFTOVERS = ScratchDirectory.leftovers(PURPOSE, ScratchServer::end);

    /** Who answers at the socket in our own directory is the scratch server, whatever has become of process ids. */
    private static void end(Path directory) {
        try (RedisConnection connection = RedisConnection.open(directory.resolve(SOCKET))) {
            connection.call("SHUTDOWN", "NOSAVE");
        } catch (IOException e) {
            // It is gone, or going: an answer to SHUTDOWN is only ever an error. While it loads, it takes no command;
            // then its process is found by the directory among its arguments.
            ProcessHandle.allProcesses()
                    .filter(process -> process.info()
                            .commandLine()
                            .filter(line -> line.contains(directory + "/"))
                            .isPresent())
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }
}
