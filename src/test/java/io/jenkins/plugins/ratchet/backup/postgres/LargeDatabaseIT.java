package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database of two gigabytes, backed up and proven in a JVM with a heap of 64 MiB, and by hand beside it. Takes minutes
 * and 8 GB of disk: {@code mvn verify -Dit.test=LargeDatabaseIT -Dratchet.large=true}.
 */
@EnabledIfSystemProperty(named = "ratchet.large", matches = "true")
class LargeDatabaseIT {
    private static final int TABLES = 8;
    private static final long BYTES = 2_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void twoGigabytesAreProvenInSixtyFourMebibytesOfHeap() throws Exception {
        PostgresServer server = PostgresServer.start();
        try {
            DatabaseAddress database = server.createFresh(statements());
            long bytes = Long.parseLong(new Postgres()
                    .singleValue(database, "SELECT pg_database_size(current_database())")
                    .orElseThrow());
            assertThat(bytes).isGreaterThan(BYTES);

            long byHand = byHand(database, server);
            long start = System.nanoTime();
            Process backup = BackupProcess.start(database, directory.resolve("ratchet"), "-Xmx64m");
            long peak = 0;
            while (!backup.waitFor(200, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, residentKib(backup.pid()));
            }
            long byRatchet = System.nanoTime() - start;

            assertThat(backup.exitValue()).isZero();
            assertThat(Probe.scratchDatabases(server)).isEmpty();
            System.out.printf(
                    Locale.ROOT,
                    "large database: %.2f GB; by hand %.1f s, proven by Ratchet in %.1f s, ratio %.2f; peak memory of"
                            + " Ratchet's own process %d MiB%n",
                    bytes / 1e9,
                    byHand / 1e9,
                    byRatchet / 1e9,
                    (double) byRatchet / byHand,
                    peak / 1024);
        } finally {
            server.stop();
        }
    }

    private static String[] statements() {
        List<String> statements = new ArrayList<>();
        for (int i = 1; i <= TABLES; i++) {
            statements.add("CREATE TABLE t" + i + " AS SELECT n AS id, md5(n::text) AS a, repeat(md5((n * " + i
                    + ")::text), 6) AS b, now() - n * interval '1 second' AS c, n / 7.0 AS d"
                    + " FROM generate_series(1, 800000) n");
            statements.add("ALTER TABLE t" + i + " ADD PRIMARY KEY (id)");
        }
        statements.add("CREATE INDEX ON t1 (a)");
        statements.add(
                "SELECT lo_from_bytea(0, decode(repeat(md5(n::text), 4000), 'hex')) FROM generate_series(1, 500) n");
        return statements.toArray(String[]::new);
    }

    /** What a careful person types; nothing is compared. */
    private long byHand(DatabaseAddress database, PostgresServer server) throws IOException {
        ClientTools client = ClientTools.choose(ClientTools.installed(ClientTools.usualDirectories()), 15, "large");
        DatabaseAddress target = server.createFresh();
        Path dump = directory.resolve("by-hand");
        long start = System.nanoTime();
        run(client, database, "pg_dump", "-Fd", "-j2", "-Z1", "-f", dump.toString());
        run(client, target, "pg_restore", "-e", "-j2", "-d", target.database(), dump.toString());
        long took = System.nanoTime() - start;
        PostgresServer.run(server.address("admin", "postgres"), "DROP DATABASE " + target.database());
        return took;
    }

    private static void run(ClientTools client, DatabaseAddress database, String program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(client.program(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectInput(new File("/dev/null")).inheritIO();
        builder.environment().putAll(Postgres.environment(database));
        assertThat(builder.start().onExit().join().exitValue()).isZero();
    }

    private static long residentKib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }
}
