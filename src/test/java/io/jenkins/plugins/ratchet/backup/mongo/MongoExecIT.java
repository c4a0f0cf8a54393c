package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.PodClient;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.PodGate;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.DatabaseAddress.PodPort;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.ByteArrayOutputStream;
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

/** A server that plays a pod's, reached through exec and port-forward of the Kubernetes API alone. */
class MongoExecIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);
    private static final String NAMESPACE = "default";
    private static final String POD = "mongodb-0";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final MemoryMongo server = new MemoryMongo();
    private LocalApi api;
    private PodGate gate;
    private Cluster cluster;
    private Tools tools;

    @BeforeEach
    void startPod() throws Exception {
        server.fill("shop");
        tools = new Tools(directory.resolve("tools"));
        api = new LocalApi(Files.createDirectories(directory.resolve("api")));
        gate = new PodGate(api.api.uri());
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(kubeconfig, gate.kubeconfig(api.api.kubeconfig()));
        cluster = Cluster.connect(kubeconfig, null);
        var pods = api.client().pods().inNamespace(NAMESPACE);
        pods.resource(pod()).create();
        pods.withName(POD)
                .editStatus(pod -> new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .endStatus()
                        .build());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        cluster.close();
        gate.close();
        api.close();
        assertThat(server.scratchDatabases()).isEmpty();
        server.close();
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(POD)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("mongodb")
                .withImage("mongo")
                .endContainer()
                .endSpec()
                .build();
    }

    private BackupEntry backUp(Database.Method method) {
        Connection connection = new Connection(
                null,
                null,
                Setting.of(Integer.toString(server.port())),
                Setting.of("shop"),
                null,
                null,
                null,
                null,
                Setting.of(POD));
        Settings settings =
                new Settings(directory, Map.of(), cluster, NAMESPACE, MissingNode.getInstance(), new Redaction());
        MongoDump dump = new MongoDump(tools.directories());
        BackupRequest request = new BackupRequest(
                method == Database.Method.exec
                        ? DatabaseFixture.exec(
                                "documents",
                                Database.Kind.mongodb,
                                connection,
                                tools.directories().get(0).toString())
                        : DatabaseFixture.mongo("documents", connection, null, null),
                new Addresses(settings));
        return new Backups(
                        List.of(dump, new MongoExec(dump, cluster, NAMESPACE)), events, () -> false, Clock.systemUTC())
                .backUp(List.of(request), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
    }

    @Test
    void theStreamOutOfThePodIsReadRestoredAndCompared() {
        BackupEntry entry = backUp(Database.Method.exec);

        assertThat(entry.method()).isEqualTo("exec");
        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(entry.server()).isEqualTo("address:pod/" + POD + ":" + server.port());
        assertThat(gate.commands()).anyMatch(command -> command.contains("mongodump --uri=mongodb://localhost:"));
    }

    @Test
    void aPortForwardServesADumpToo() {
        assertThat(backUp(Database.Method.dump).proof()).isEqualTo("restore");
        assertThat(gate.commands()).isEmpty();
    }

    @Test
    void aStreamThatBreaksOffIsNoBackup() throws Exception {
        for (PodGate.Fault fault : List.of(PodGate.Fault.CUT, PodGate.Fault.NO_STATUS, PodGate.Fault.LYING_STATUS)) {
            gate.fail(fault, "--archive", 20_000);

            assertThatThrownBy(() -> backUp(Database.Method.exec))
                    .as(fault.toString())
                    .hasMessageContaining(
                            fault == PodGate.Fault.LYING_STATUS
                                    ? "it is empty or cut off"
                                    : "before its exit status came");
        }
        try (Stream<Path> files = Files.walk(directory.resolve("backups"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aPasswordIsTheAnswerToMongodumpsQuestionAndNoArgument() throws Exception {
        tools.script("mongodump", "read -r asked; echo \"$asked\" > $DIR/asked; env > $DIR/environment; echo archive");
        MongoAddress address = new MongoAddress(
                "documents",
                false,
                List.of("127.0.0.1:1"),
                "shop",
                "backup",
                "hidden 'word\\n",
                Map.of("authSource", "admin"),
                null,
                null,
                new PodPort(POD, 27017));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Stop stop = new Stop(() -> false)) {
            BackupContext context = new BackupContext(events, stop, Clock.systemUTC(), POLICY, "u-1");
            PodClient.Place place = PodClient.Place.of(
                    cluster,
                    api.client().pods().inNamespace(NAMESPACE).withName(POD).get(),
                    null,
                    "test");
            new PodDumper(context, address, place, tools.directories().get(0).toString()).dump(out);
        }

        assertThat(out.toString()).isEqualTo("archive\n");
        assertThat(Files.readString(directory.resolve("tools/asked"))).isEqualTo("hidden 'word\\n\n");
        assertThat(Files.readString(directory.resolve("tools/environment"))).doesNotContain("hidden");
        assertThat(String.join("\n", gate.commands()))
                .doesNotContain("hidden")
                .contains("--uri=mongodb://backup@localhost:27017/?authSource=admin");
    }
}
