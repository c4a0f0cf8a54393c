package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.PodGate;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real PostgreSQL that plays a pod's, reached through exec and port-forward of the Kubernetes API alone. */
class PostgresExecIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 2, 2, null);
    private static final String PASSWORD = "hidden-word";
    private static final String NAMESPACE = "default";
    private static final String POD = "postgresql-0";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private LocalApi api;
    private PodGate gate;
    private Cluster cluster;
    private Path backups;

    @BeforeEach
    void startPod() throws Exception {
        backups = directory.resolve("backups");
        api = new LocalApi(Files.createDirectories(directory.resolve("api")));
        gate = new PodGate(api.api.uri());
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(kubeconfig, gate.kubeconfig(api.api.kubeconfig()));
        cluster = Cluster.connect(kubeconfig, null);
        pod(POD);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        cluster.close();
        gate.close();
        api.close();
        assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
    }

    @Test
    void theStreamOutOfThePodIsRestoredAndCompared() throws Exception {
        DatabaseAddress shop = SERVER.createFresh(Shop.SCHEMA);

        BackupEntry entry = backUp(shop, login(), Database.Method.exec);

        assertThat(entry.method()).isEqualTo("exec");
        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(stores().defect(entry)).isEmpty();
        BackupManifest manifest =
                Json.mapper().readValue(Path.of(entry.location(), "backup.json").toFile(), BackupManifest.class);
        assertThat(manifest.files().get("dump").bytes()).isEqualTo(Files.size(Path.of(entry.location(), "dump")));
        assertThat(manifest.source().host()).isEqualTo("pod/" + POD);
        assertThat(manifest.source().port()).isEqualTo(SERVER.port());
        assertThat(gate.commands()).anyMatch(command -> command.contains("pg_dump --format=custom"));
        assertThat(String.join("\n", gate.commands())).doesNotContain(PASSWORD);
        assertThat(Files.readString(Path.of(entry.location(), "backup.json"))).doesNotContain(PASSWORD);
    }

    @Test
    void itIsRestoredAsADumpIs() throws Exception {
        BackupEntry entry = backUp(SERVER.createFresh(Shop.SCHEMA), login(), Database.Method.exec);
        assertThat(PostgresRestore.takes(entry)).isTrue();

        String restored = new PostgresRestore(Probe.means(events), entry, Path.of(entry.location()))
                .fill(SERVER.createFresh(), true);

        assertThat(restored).contains("tables");
    }

    @Test
    void aPortForwardServesADumpToo() throws Exception {
        DatabaseAddress shop = SERVER.createFresh(
                "CREATE TABLE large AS SELECT i, md5(i::text) || md5((i + 1)::text) || md5((i + 2)::text) AS t"
                        + " FROM generate_series(1, 200000) i");

        BackupEntry entry = backUp(shop, login(), Database.Method.dump);

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(gate.commands()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = PodGate.Fault.class,
            names = {"CUT", "NO_STATUS", "LYING_STATUS"})
    void aStreamThatBreaksOffIsNoBackup(PodGate.Fault fault) throws Exception {
        DatabaseAddress shop = SERVER.createFresh(
                "CREATE TABLE large AS SELECT i, md5(i::text) AS t FROM generate_series(1, 100000) i");
        gate.fail(fault, "--format=custom", 100_000);

        assertThatThrownBy(() -> backUp(shop, login(), Database.Method.exec))
                .hasMessageContaining("database metadata")
                .hasMessageContaining(
                        fault == PodGate.Fault.LYING_STATUS ? "could not be restored" : "before its exit status came");

        assertNothingKept();
    }

    @Test
    void aPodThatEndsIsNoticedThoughTheConnectionStays() throws Exception {
        DatabaseAddress shop = SERVER.createFresh(
                "CREATE TABLE large AS SELECT i, md5(i::text) AS t FROM generate_series(1, 100000) i");
        gate.fail(PodGate.Fault.SILENCE, "--format=custom", 100_000);
        Thread deletion = new Thread(() -> {
            while (gate.commands().stream().noneMatch(command -> command.contains("--format=custom"))) {
                Thread.onSpinWait();
            }
            api.client()
                    .pods()
                    .inNamespace(NAMESPACE)
                    .withName(POD)
                    .withGracePeriod(0)
                    .delete();
        });
        deletion.start();

        assertThatThrownBy(() -> backUp(shop, login(), Database.Method.exec)).hasMessageContaining("the pod is gone");

        deletion.join();
        assertNothingKept();
    }

    @Test
    void aDumpThatFailsInThePodSaysWhy() throws Exception {
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t (a int)");
        DatabaseAddress wrong = new DatabaseAddress("metadata", null, 0, shop.database(), "postgres", null, null, null);

        assertThatThrownBy(() -> backUp(wrong, new Login("postgres", null, "/nowhere"), Database.Method.exec))
                .hasMessageContaining("method exec needs sh and pg_dump in the container")
                .hasMessageContaining("exit status 127");
    }

    @Test
    void whoMayNotForwardHearsWhatToGrant() throws Exception {
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t (a int)");
        gate.forbid();

        assertThatThrownBy(() -> backUp(shop, login(), Database.Method.exec))
                .hasMessageContaining("403")
                .hasMessageContaining("grant get and create on pods/portforward");
    }

    @Test
    void aSelectorMeansOnePod() throws Exception {
        pod("postgresql-1");
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t (a int)");

        assertThatThrownBy(() -> stores().backUp(
                                List.of(request(shop, login(), Database.Method.exec, "app=postgresql")),
                                backups,
                                POLICY,
                                "u-1"))
                .hasMessageContaining("the running pods postgresql-0, postgresql-1 match");
    }

    private record Login(String user, String password, String programs) {}

    private static Login login() {
        PostgresServer.run(
                SERVER.address("admin", "postgres"),
                "DO $$ BEGIN CREATE ROLE in_pod SUPERUSER LOGIN PASSWORD '" + PASSWORD
                        + "'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        SERVER.requirePassword("in_pod");
        return new Login("in_pod", PASSWORD, null);
    }

    private void pod(String name) {
        var pods = api.client().pods().inNamespace(NAMESPACE);
        pods.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .addToLabels("app", "postgresql")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("postgresql")
                        .withImage("postgres")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        pods.withName(name)
                .editStatus(pod -> new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .endStatus()
                        .build());
    }

    private Backups stores() {
        Postgres postgres = new Postgres();
        PostgresDump dump = new PostgresDump(postgres);
        return new Backups(
                List.of(dump, new PostgresExec(dump, postgres, cluster, NAMESPACE)),
                events,
                () -> false,
                Clock.systemUTC());
    }

    private BackupEntry backUp(DatabaseAddress address, Login login, Database.Method method) {
        List<BackupEntry> entries =
                stores().backUp(List.of(request(address, login, method, POD)), backups, POLICY, "u-1");
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private BackupRequest request(DatabaseAddress address, Login login, Database.Method method, String pod) {
        Connection connection = new Connection(
                null,
                null,
                Setting.of(Integer.toString(SERVER.port())),
                Setting.of(address.database()),
                Setting.of(login.user()),
                login.password() == null ? null : Setting.of(login.password()),
                Setting.of("disable"),
                null,
                Setting.of(pod));
        Settings settings =
                new Settings(directory, Map.of(), cluster, NAMESPACE, MissingNode.getInstance(), new Redaction());
        return new BackupRequest(
                method == Database.Method.exec
                        ? DatabaseFixture.exec("metadata", connection, login.programs())
                        : DatabaseFixture.postgres("metadata", connection, null, null),
                new Addresses(settings));
    }

    private void assertNothingKept() throws Exception {
        try (Stream<Path> files = Files.walk(backups)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
        LocalApi.await(
                "the pg_dump in the pod is ended",
                java.time.Duration.ofSeconds(60),
                () -> new Postgres()
                        .firstColumn(
                                SERVER.address("probe", "postgres"),
                                "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'ratchet exec%'")
                        .isEmpty());
    }
}
