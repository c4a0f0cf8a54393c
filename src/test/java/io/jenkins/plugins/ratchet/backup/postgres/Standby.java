package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real hot standby that streams from a server of the tests. */
final class Standby {
    private final Process process;
    private final int port;

    private Standby(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Standby of(PostgresServer primary, ServerPrograms programs, Path directory) throws Exception {
        Path data = directory.resolve("standby");
        Path log = directory.resolve("standby.log");
        RunAs runAs;
        try (Stop stop = new Stop(() -> false)) {
            runAs = RunAs.find(null, programs, stop);
        }
        int status = run(
                        List.of(
                                programs.program("pg_basebackup").toString(),
                                "--pgdata=" + data,
                                "--write-recovery-conf",
                                "--wal-method=stream",
                                "--checkpoint=fast",
                                "--no-password",
                                "--dbname=host=127.0.0.1 port=" + primary.port() + " user=postgres"),
                        log)
                .waitFor();
        if (status != 0) {
            throw new IOException("pg_basebackup ended with " + status + "; see " + log);
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> server =
                new ArrayList<>(List.of("-D", data.toString(), "-p", "" + port, "-k", "", "-h", "127.0.0.1"));
        Process process = run(runAs.command(programs.program("postgres"), server), log);
        Standby standby = new Standby(process, port);
        while (process.isAlive()) {
            try {
                new Postgres().singleValue(standby.address("standby", "postgres"), "SELECT 1");
                return standby;
            } catch (RunException e) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException("the standby does not start; see " + log);
    }

    private static Process run(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(new File("/dev/null"))
                .start();
    }

    DatabaseAddress address(String name, String database) {
        return new DatabaseAddress(name, "127.0.0.1", port, database, "postgres", null, "disable", null);
    }

    void run(String statement) {
        PostgresServer.run(address("standby", "postgres"), statement);
    }

    /** Waits until a query of the standby answers with t. */
    void await(String query) throws InterruptedException {
        while (!new Postgres()
                .singleValue(address("standby", "postgres"), query)
                .orElse("")
                .equals("t")) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
