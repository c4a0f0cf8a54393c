package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copy of a whole real server goes back into a directory, and a real server starts from that. */
class BaseRestoreIT {
    private static final List<Path> PROGRAMS = ClientTools.usualDirectories();
    private static final String NAME = "shop-everything-restored-20261127-120000";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private Path servers;
    private Path below;
    private BackupPolicy policy;

    @BeforeAll
    static void programs() {
        try {
            BaseTools.find(PROGRAMS, 15, "this test");
            ServerPrograms.chooseExactly(ServerPrograms.installed(PROGRAMS), 15, "this test");
        } catch (RunException e) {
            System.err.println("SKIPPED: " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
    }

    @BeforeEach
    void directories() throws IOException {
        servers = Files.createDirectory(directory.resolve("servers"));
        below = Files.createDirectory(directory.resolve("restored"));
        policy = Probe.localPolicy(servers);
    }

    private static BackupRequest request(int port, Path below) {
        Connection connection = new Connection(
                null,
                Setting.of("127.0.0.1"),
                Setting.of(Integer.toString(port)),
                Setting.of("shop"),
                Setting.of("postgres"),
                null,
                Setting.of("disable"),
                null,
                null);
        return new BackupRequest(
                DatabaseFixture.base("everything", connection, below == null ? null : below.toString()),
                new Addresses(new Settings(
                        Path.of("."), Map.of(), null, "default", MissingNode.getInstance(), new Redaction())));
    }

    private static List<io.jenkins.plugins.ratchet.backup.Store> stores() {
        return List.of(new PostgresBase(new Postgres(), PROGRAMS));
    }

    /** Of a server that is gone afterwards. */
    private BackupEntry backedUp() throws Exception {
        PostgresServer server = PostgresServer.start();
        try {
            server.create("shop", Shop.SCHEMA);
            server.create("other", "CREATE TABLE t AS SELECT generate_series(1, 1000) AS a");
            return new Backups(stores(), events, cancelled::get, Clock.systemUTC())
                    .backUp(List.of(request(server.port(), null)), directory.resolve("backups"), policy, "u-1")
                    .get(0);
        } finally {
            server.stop();
        }
    }

    private KeptBackups kept() {
        return new KeptBackups(stores(), events, cancelled::get, Clock.systemUTC(), Map.of(), policy);
    }

    private StoreRestore restore(KeptBackups kept, BackupEntry entry, boolean inPlace, Path where) {
        return kept.restore(entry, request(5432, where), inPlace, NAME).orElseThrow();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(below)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void a_server_starts_from_what_was_restored_by_the_steps_that_it_names() throws Exception {
        BackupEntry entry = backedUp();
        try (KeptBackups kept = kept();
                StoreRestore restore = restore(kept, entry, false, below)) {
            assertThat(restore.obstacles()).isEmpty();
            assertThat(restore.named()).isTrue();
            assertThat(restore.overwrites()).isFalse();
            Path target = below.resolve(NAME);
            assertThat(restore.byHand())
                    .anyMatch(step -> step.contains("pg_ctl -D " + target))
                    .anyMatch(step -> step.startsWith("lead what connects to 127.0.0.1:"));

            restore.prepare();
            String done = restore.exchange();

            assertThat(done).contains(target + " holds the server, 3 databases compared", "backup_label", "chown");
            assertThat(left()).containsExactly(NAME);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                    .isEqualTo("rwx------");
            assertThat(servers).isEmptyDirectory();
            assertThat(target.resolve("backup_label")).exists();
            assertThat(rows(target)).containsExactly("1000");

            assertThat(catchThrowableOfType(RunException.class, restore::prepare))
                    .hasMessageContaining("is not the copy as it was made")
                    .hasMessageContaining("move it away");
            assertThat(left()).containsExactly(NAME);
        }
    }

    /** Starts a server there as the steps say, with a socket of its own. */
    private List<String> rows(Path target) throws Exception {
        try (Stop stop = new Stop(() -> false)) {
            BackupContext context = new BackupContext(events, stop, Clock.systemUTC(), policy, "u-1");
            LocalPostgres local = LocalPostgres.exactly(15, context, PROGRAMS, "this test");
            Path socket = Files.createDirectory(directory.resolve("s"));
            if (local.runAs().owner() != null) {
                run(List.of("chown", "-R", local.runAs().owner(), target.toString(), socket.toString()), stop);
            }
            run(
                    local.command(
                            "postgres",
                            List.of("-D", target.toString(), "-C", "data_directory")), // its configuration is read
                    stop);
            try (ClientProcess server = ClientProcess.start(
                    Path.of(local.command("postgres", List.of()).get(0)),
                    local
                            .command(
                                    "postgres",
                                    List.of(
                                            "-D",
                                            target.toString(),
                                            "-k",
                                            socket.toString(),
                                            "-p",
                                            "5433",
                                            "-c",
                                            "listen_addresses="))
                            .stream()
                            .skip(1)
                            .toList(),
                    Map.of(),
                    stop,
                    line -> {})) {
                DatabaseAddress address =
                        new DatabaseAddress("t", socket.toString(), 5433, "other", "postgres", null, null, null);
                while (server.running()) {
                    try {
                        return new Postgres().firstColumn(address, "SELECT count(*) FROM t");
                    } catch (RunException e) {
                        Thread.sleep(50);
                    }
                }
                throw new AssertionError("no server starts: " + server.lastWords());
            }
        }
    }

    private static void run(List<String> command, Stop stop) throws IOException {
        try (ClientProcess process = ClientProcess.start(
                Path.of(command.get(0)).isAbsolute() ? Path.of(command.get(0)) : Path.of("/bin", command.get(0)),
                command.subList(1, command.size()),
                Map.of(),
                stop,
                line -> {})) {
            process.output().transferTo(java.io.OutputStream.nullOutputStream());
            process.awaitSuccess("this test");
        }
    }

    @Test
    void what_speaks_against_it_is_said_beforehand() throws Exception {
        BackupEntry entry = backedUp();
        Files.createDirectory(below.resolve(NAME));
        try (KeptBackups kept = kept()) {
            assertThat(restore(kept, entry, true, below).obstacles())
                    .singleElement()
                    .asString()
                    .contains("takes nobody's place", "use --strategy new-instance");
            assertThat(restore(kept, entry, false, null).obstacles())
                    .singleElement()
                    .asString()
                    .contains("declare databases[].base.directory");
            assertThat(restore(kept, entry, false, directory.resolve("none")).obstacles())
                    .singleElement()
                    .asString()
                    .contains("make it, or name another");
            assertThat(restore(kept, entry, false, below).obstacles())
                    .singleElement()
                    .asString()
                    .contains("is there already, and nothing is overwritten");
        }
    }

    @Test
    void what_a_killed_run_left_half_made_is_removed_with_what_still_writes_it() throws Exception {
        BackupEntry entry = backedUp();
        Path partial = below.resolve(NAME + ".partial");
        Files.writeString(Files.createDirectories(partial.resolve("data")).resolve("PG_VERSION"), "15");
        Process orphan = new ProcessBuilder(
                        "tail", "-f", partial.resolve("data/PG_VERSION").toString())
                .start();
        try (KeptBackups kept = kept();
                StoreRestore restore = restore(kept, entry, false, below)) {
            restore.prepare();

            assertThat(orphan.isAlive()).isFalse();
            assertThat(left()).containsExactly(NAME);
            assertThat(restore.exchange()).contains("3 databases compared"); // verified once more, not made anew
            restore.discard();
            assertThat(left()).isEmpty();
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void a_copy_that_was_spoiled_or_a_stop_leaves_nothing_behind() throws Exception {
        BackupEntry entry = backedUp();
        try (KeptBackups kept = kept();
                StoreRestore restore = restore(kept, entry, false, below)) {
            cancelled.set(true);
            catchThrowableOfType(RuntimeException.class, restore::prepare);
            assertThat(left()).isEmpty();
        }
        cancelled.set(false);
        Path log = Path.of(entry.location(), "base", "pg_wal.tar.gz");
        Files.write(log, java.util.Arrays.copyOf(Files.readAllBytes(log), 2000));
        try (KeptBackups kept = kept();
                StoreRestore restore = restore(kept, entry, false, below)) {
            assertThat(catchThrowableOfType(RunException.class, restore::prepare))
                    .hasMessageContaining("cannot be unpacked");
            assertThat(left()).isEmpty();
        }
    }
}
