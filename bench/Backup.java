import io.jenkins.plugins.ratchet.backup.BackupRequest;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresDump;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.time.Clock;
import java.util.Map;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.demo.DemoClients;
import io.jenkins.plugins.ratchet.demo.DemoPostgres;
import io.jenkins.plugins.ratchet.event.Events;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A proven backup by Ratchet beside what a careful person types: pg_dump, createdb, pg_restore, and nothing compared.
 *
 * <p>{@code bench/run Backup [MILLION_ROWS] [ROUNDS]}
 */
class Backup {
    private static final int JOBS = 2;

    public static void main(String[] arguments) throws Exception {
        double millions = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Path work = Files.createTempDirectory("ratchet-bench");
        try (DemoPostgres server = DemoPostgres.start(work.resolve("server"), "benchmark")) {
            Path bin = DemoClients.find(DemoPostgres.MAJOR, work.resolve("clients")).bin();
            fill(server, (long) (millions * 1_000_000));
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                double plain = byHand(server, bin, work.resolve("plain-" + round));
                double ratchet = byRatchet(server, bin, work.resolve("ratchet-" + round));
                ratios.add(ratchet / plain);
                System.out.printf(
                        Locale.ROOT,
                        "round %d: by hand %.1f s, ratchet %.1f s, ratio %.2f%n",
                        round + 1,
                        plain,
                        ratchet,
                        ratchet / plain);
            }
            ratios.sort(Comparator.naturalOrder());
            System.out.printf(Locale.ROOT, "median ratio %.2f%n", ratios.get(ratios.size() / 2));
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void fill(DemoPostgres server, long rows) throws Exception {
        try (java.sql.Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
        }
        try (java.sql.Connection connection = server.connect("shop");
                Statement statement = connection.createStatement()) {
            for (String table : List.of("orders", "items", "events", "people")) {
                statement.execute("CREATE TABLE " + table
                        + " (id bigint PRIMARY KEY, name text, at timestamptz, amount numeric)");
                statement.execute("INSERT INTO " + table
                        + " SELECT i, md5(i::text) || md5((i * 7)::text), now() - i * interval '1 second', i / 7.0"
                        + " FROM generate_series(1, " + rows / 4 + ") i");
                statement.execute("CREATE INDEX ON " + table + " (name)");
            }
        }
    }

    private static double byHand(DemoPostgres server, Path bin, Path to) throws Exception {
        long began = System.nanoTime();
        run(server, bin, "pg_dump", "-Fd", "-j", "" + JOBS, "-Z", "1", "-f", to.toString(), "shop");
        run(server, bin, "psql", "-qc", "CREATE DATABASE scratch TEMPLATE template0", "postgres");
        run(server, bin, "pg_restore", "-e", "-j", "" + JOBS, "-d", "scratch", to.toString());
        run(server, bin, "psql", "-qc", "DROP DATABASE scratch", "postgres");
        return (System.nanoTime() - began) / 1e9;
    }

    private static double byRatchet(DemoPostgres server, Path bin, Path to) {
        Connection connection = new Connection(
                null,
                Setting.of("127.0.0.1"),
                Setting.of(Integer.toString(server.port())),
                Setting.of("shop"),
                Setting.of(DemoPostgres.USER),
                Setting.of(server.password()),
                Setting.of("disable"),
                null,
                null);
        Database database = new Database(
                "shop", null, null, null, connection, null, null, null, null, null, null, null, null, null, null, null, null);
        Settings settings = new Settings(to, Map.of(), null, null, MissingNode.getInstance(), new Redaction());
        long began = System.nanoTime();
        new Backups(
                        List.of(new PostgresDump(new Postgres(), List.of(bin))),
                        Events.NONE,
                        () -> false,
                        Clock.systemUTC())
                .backUp(
                        List.of(new BackupRequest(database, new Addresses(settings))),
                        to,
                        new BackupPolicy(null, 1, JOBS, null),
                        "bench");
        return (System.nanoTime() - began) / 1e9;
    }

    private static void run(DemoPostgres server, Path bin, String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(bin.resolve(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("PGHOST", "127.0.0.1");
        builder.environment().put("PGPORT", "" + server.port());
        builder.environment().put("PGUSER", DemoPostgres.USER);
        builder.environment().put("PGPASSWORD", server.password());
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(program + " failed");
        }
    }
}
