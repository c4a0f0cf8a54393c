package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.ScratchDirectory;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server of this machine that lives as long as one proof: no network, only a socket in a directory that no
 * other user may enter. What a killed run leaves, process and data, the next run ends and removes.
 */
final class ThrowAwayServer implements AutoCloseable {
    private static final String PURPOSE = "postgres";
    private static final int PORT = 5432; // part of the socket's name, nothing listens on it
    /** Unix socket addresses end at 107 bytes. */
    private static final int LONGEST_SOCKET = 107;

    private static final Duration INITDB_LIMIT = Duration.ofMinutes(5);
    private static final int INITDB_OUTPUT = 1 << 16;
    private static final long POLL_MILLIS = 50;
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final LocalPostgres programs;
    private final Stop stop;
    private final String purpose;
    private final ScratchDirectory directory;
    private final Path home;
    private ClientProcess process;

    private ThrowAwayServer(LocalPostgres programs, Stop stop, String purpose, ScratchDirectory directory, Path home) {
        this.programs = programs;
        this.stop = stop;
        this.purpose = purpose;
        this.directory = directory;
        this.home = home;
    }

    /**
     * A place for its data, empty.
     *
     * @param purpose begins every message
     */
    static ThrowAwayServer prepare(LocalPostgres programs, Stop stop, String purpose) throws IOException {
        ScratchDirectory directory = ScratchDirectory.create(programs.parent(), PURPOSE);
        try {
            String owner = programs.runAs().owner();
            Path home = Files.createDirectory(directory.path().resolve("server"));
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            if (owner != null) { // it must be able to get there, and to look at nothing on the way
                Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwx--x--x"));
                Files.setOwner(
                        home,
                        home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
            }
            if (home.resolve(".s.PGSQL." + PORT).toString().length() > LONGEST_SOCKET) {
                throw RunException.usage("the directory for throw-away servers has too long a name for a socket: "
                        + programs.parent() + "; name a shorter one at backups.localServer.directory");
            }
            return new ThrowAwayServer(programs, stop, purpose, directory, home);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Where its data is, or is to be put, by the user that it runs as. */
    Path data() {
        return home.resolve("data");
    }

    /** Makes an empty server. @param superuser its first role */
    void initialise(String superuser) {
        List<String> command = programs.command(
                "initdb",
                List.of(
                        "--pgdata=" + data(),
                        "--username=" + superuser,
                        "--auth-local=trust", // the directory lets nobody else in
                        "--auth-host=reject",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"));
        BoundedRun run = BoundedRun.run(
                Path.of(command.get(0)),
                command.subList(1, command.size()),
                Map.of(),
                null,
                INITDB_LIMIT,
                INITDB_OUTPUT,
                stop,
                line -> {});
        if (run.status() != 0) {
            throw RunException.failed(purpose + ": initdb in " + data() + " ended with exit status " + run.status()
                    + ": " + run.lastWords());
        }
    }

    /**
     * Starts it; returns when it answers.
     *
     * @param settings as {@code name=value}, beside those that it always has
     * @param address of a database that one can connect to; {@link #address}
     * @param failed begins the message where it ends instead
     */
    void start(List<String> settings, DatabaseAddress address, Postgres postgres, String failed) {
        List<String> arguments =
                new ArrayList<>(List.of("-D", data().toString(), "-k", home.toString(), "-p", "" + PORT));
        List<String> always = List.of(
                "listen_addresses=",
                "unix_socket_permissions=0700",
                "ssl=off",
                "logging_collector=off",
                "log_destination=stderr",
                "fsync=off", // it outlives no crash
                "full_page_writes=off",
                "synchronous_commit=off",
                "autovacuum=off",
                "archive_mode=off",
                "event_source=ratchet");
        for (String setting : always) {
            arguments.addAll(List.of("-c", setting));
        }
        settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        List<String> command = programs.command("postgres", arguments);
        process = ClientProcess.start(
                Path.of(command.get(0)), command.subList(1, command.size()), Map.of(), stop, line -> {});
        awaitAnswer(address, postgres, failed);
    }

    private void awaitAnswer(DatabaseAddress address, Postgres postgres, String failed) {
        try {
            while (true) {
                stop.check();
                if (!process.running()) {
                    throw RunException.failed(failed + ": " + process.lastWords());
                }
                try {
                    postgres.connect(address).close();
                    return;
                } catch (RunException | java.sql.SQLException e) {
                    if (e instanceof RunException refused
                            && refused.exitCode() == io.jenkins.plugins.ratchet.outcome.ExitCode.USAGE) {
                        throw refused;
                    }
                    Thread.sleep(POLL_MILLIS); // it is starting, or recovering
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Interrupted();
        }
    }

    /** Where configuration of ours lies beside its data. */
    Path home() {
        return home;
    }

    DatabaseAddress address(String name, String database, String user) {
        return new DatabaseAddress(name, home.toString(), PORT, database, user, null, null, null);
    }

    boolean running() {
        return process != null && process.running();
    }

    /** Its last messages on one line. */
    String lastWords() {
        return process.lastWords();
    }

    @Override
    public void close() {
        if (process != null) {
            if (process.running()) {
                quit(process.pid());
                long start = System.nanoTime();
                while (process.running() && System.nanoTime() - start < GRACE_NANOS) {
                    pause();
                }
            }
            process.close();
        }
        directory.close();
    }

    /** Throw-away servers of runs that died. */
    static Store.Leftovers leftovers(Path parent) {
        return ScratchDirectory.leftovers(parent, PURPOSE, ThrowAwayServer::end);
    }

    /** Ends whoever has our directory among its arguments: its server, the initdb of it, what unpacks into it. */
    static void end(Path directory) {
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(each -> each.info()
                        .arguments()
                        .filter(arguments ->
                                List.of(arguments).stream().anyMatch(argument -> argument.contains(directory + "/")))
                        .isPresent())
                .toList();
        processes.forEach(each -> quit(each.pid()));
        long start = System.nanoTime();
        while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() - start < GRACE_NANOS) {
            pause();
        }
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    /** PostgreSQL's immediate shutdown, which Java cannot ask for; a shell's kill is everywhere. */
    private static void quit(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -QUIT " + pid)
                    .redirectErrorStream(true)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
