package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.report.Report;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Twelve failures of an upgrade, each diagnosed by name. What only a kubelet could bring about is written into the pod's
 * status as a kubelet writes it; migrations, databases and Redis are real.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class InjectedFailuresIT {
    private static final String PASSWORD_IN_URL = "swordfish-77";

    private Stage stage;
    /** Upgraded to a version whose pods never become ready. */
    private Shop stuck;

    private Report stuckUpgrade;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        stage = Stage.embeddedOrSkip("injected failures", directory);
        stuck = new Shop(stage).installed();
        stuck.configure("readyTimeout: 20s", "readyTimeout: 5s");
        stuck.configure(
                "backups:", "support: { contact: support@shop.example, onFailure: Contact support at once }\nbackups:");
        RatchetProcess.Ended ended = stuck.upgrade(Chart.of("1.1.0").unready());
        assertThat(ended.exit()).as(ended.output()).isEqualTo(3);
        assertThat(ended.errors()).doesNotContain("defect in Ratchet");
        stuckUpgrade = ended.report();
    }

    @AfterAll
    void close() throws IOException {
        if (stuck != null) {
            stuck.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void the_hook_fails_before_it_commits() {
        try (Shop shop = new Shop(stage).installed()) {
            assertThat(shop.backUp().exit()).isZero();
            Report report = shop.upgradeStrictly(Chart.of("1.1.0")
                            .before("echo connecting to postgres://app:" + PASSWORD_IN_URL
                                    + "@db/shop as $PGPASSWORD; echo 'cannot begin' >&2; exit 1"))
                    .report();

            Cause cause = cause(report, "hook-failed-before-commit");
            assertThat(cause.evidence()).anyMatch(line -> line.contains("as before the upgrade"));
            assertThat(cause.advice())
                    .anyMatch(line -> line.contains("mend the cause and run `ratchet upgrade` again"));
            assertThat(report.advice().direction()).isEqualTo(Advice.Direction.RESTORE);
            assertThat(report.advice().uncertain()).isNull();
            assertThat(report.advice().lost()).anyMatch(line -> line.startsWith("metadata: everything written since"));
            Path bundle = shop.directory().resolve(report.diagnosis().bundle());
            assertThat(everything(bundle))
                    .contains("cannot begin", "postgres://app:****@db/shop")
                    .doesNotContain(PASSWORD_IN_URL, stage.postgres().password());
        }
    }

    @Test
    void the_hook_fails_after_it_committed() {
        try (Shop shop = new Shop(stage).installed()) {
            assertThat(shop.backUp().exit()).isZero();
            Report report =
                    shop.upgradeStrictly(Chart.of("1.1.0").failingAfterCommit()).report();

            Cause cause = cause(report, "hook-failed-after-commit");
            assertThat(cause.evidence()).anyMatch(line -> line.contains("index failed"));
            assertThat(cause.advice()).anyMatch(line -> line.contains("the way is forward"));
            assertThat(report.advice().direction()).isEqualTo(Advice.Direction.ROLL_FORWARD);
            assertThat(report.advice().scenario()).startsWith("3, integrity at risk");
            assertThat(report.advice().commands())
                    .anyMatch(line -> line.contains("ratchet restore --upgrade " + report.upgrade()));
        }
    }

    @Test
    void the_image_is_missing() {
        status("""
                phase: Pending
                conditions:
                  - { type: Ready, status: "False", reason: ContainersNotReady, message: "containers with unready status: [api]" }
                containerStatuses:
                  - name: api
                    image: shop:1.1.0
                    imageID: ""
                    ready: false
                    started: false
                    restartCount: 0
                    lastState: {}
                    state:
                      waiting:
                        reason: ImagePullBackOff
                        message: 'Back-off pulling image "shop:1.1.0": ErrImagePull: failed to resolve reference "shop:1.1.0": not found'
                """);
        Cause cause = cause(diagnosed(), "image-pull");
        assertThat(cause.evidence()).anyMatch(line -> line.contains("shop:1.1.0") && line.contains("not found"));
        assertThat(cause.advice()).anyMatch(line -> line.contains("imagePullSecrets"));
    }

    @Test
    void a_key_of_a_secret_is_missing() {
        status("""
                phase: Pending
                conditions:
                  - { type: Ready, status: "False", reason: ContainersNotReady, message: "containers with unready status: [api]" }
                containerStatuses:
                  - name: api
                    image: shop:1.1.0
                    imageID: ""
                    ready: false
                    started: false
                    restartCount: 0
                    lastState: {}
                    state:
                      waiting:
                        reason: CreateContainerConfigError
                        message: "couldn't find key signing-key in Secret %s/shop-db"
                """.formatted(stuck.name()));
        Cause cause = cause(diagnosed(), "missing-config-key");
        assertThat(cause.evidence())
                .anyMatch(line -> line.contains("couldn't find key signing-key"))
                .contains("Secret/shop-db has the keys password");
        assertThat(cause.advice()).anyMatch(line -> line.startsWith("add the key"));
    }

    @Test
    void a_pem_key_lost_its_line_breaks() {
        stage.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("cli-auth")
                        .withNamespace(stuck.name())
                        .addToAnnotations("meta.helm.sh/release-name", stuck.name())
                        .addToLabels("app.kubernetes.io/instance", stuck.name())
                        .endMetadata()
                        .addToStringData(
                                "private.pem",
                                "-----BEGIN EC PRIVATE KEY----- MHcCAQEEIBr8bZ0m -----END EC PRIVATE KEY-----")
                        .build())
                .create();
        Cause cause = cause(diagnosed(), "pem-newlines");
        assertThat(cause.evidence())
                .containsExactly("Secret cli-auth, key private.pem: its PEM has no line break after the header line");
        assertThat(cause.advice()).anyMatch(line -> line.contains("--from-file"));
    }

    @Test
    void a_pod_never_becomes_ready() {
        assertThat(cause(stuckUpgrade, "readiness-never").evidence())
                .anyMatch(line -> line.contains("container api runs and is not ready"));
        assertThat(everything(stuck.directory().resolve(stuckUpgrade.diagnosis().bundle())))
                .contains("Contact support immediately; do not roll back.", "Contact support at once");
    }

    @Test
    void the_old_replica_set_still_serves() {
        Cause cause = cause(stuckUpgrade, "old-replicaset-serving");
        assertThat(cause.evidence()).anyMatch(line -> line.contains("1 of the old revision left"));
        assertThat(cause.advice()).anyMatch(line -> line.contains("find out what keeps them"));
    }

    @Test
    void pods_crash_on_a_schema_that_is_not_complete() throws IOException {
        Pod pod = status("""
                phase: Running
                conditions:
                  - { type: Ready, status: "False", reason: ContainersNotReady, message: "containers with unready status: [api]" }
                containerStatuses:
                  - name: api
                    image: shop:1.1.0
                    imageID: "docker.io/library/shop@sha256:1"
                    ready: false
                    started: false
                    restartCount: 3
                    lastState:
                      terminated: { exitCode: 1, reason: Error, startedAt: "2026-03-10T08:00:00Z", finishedAt: "2026-03-10T08:00:01Z" }
                    state:
                      waiting:
                        reason: CrashLoopBackOff
                        message: "back-off 40s restarting failed container=api pod=api"
                """);
        Path log = stage.directory()
                .resolve("logs")
                .resolve(stuck.name())
                .resolve(pod.getMetadata().getName())
                .resolve("api.previous.log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "booting\nPG::UndefinedColumn: ERROR:  column \"state\" does not exist\n");

        Report report = diagnosed();

        assertThat(cause(report, "incomplete-schema").evidence())
                .anyMatch(line -> line.contains("PG::UndefinedColumn"));
        assertThat(cause(report, "crash-loop").evidence())
                .anyMatch(line -> line.contains("exit code 1, 3 restarts") && line.contains("UndefinedColumn"));
        Files.delete(log);
    }

    @Test
    void a_schema_version_is_missing() {
        Cause cause = failedCheck("""
                  - name: migrated
                    deadline: 1s
                    sql: { database: metadata, versions: ["9.9.9"] }
                """, "schema-version-missing");
        assertThat(cause.evidence()).anyMatch(line -> line.contains("9.9.9"));
        assertThat(cause.advice()).anyMatch(line -> line.contains("migration Job's log"));
    }

    @Test
    void the_group_of_a_stream_is_missing() throws Exception {
        redis("group-missing", "- { stream: audit, groups: [writers] }", "XADD audit * a 1");
    }

    @Test
    void pending_entries_grow() throws Exception {
        redis(
                "pending-too-many",
                "- { stream: audit, groups: [writers], pending: 1 }",
                "XADD audit * a 1",
                "XADD audit * a 2",
                "XADD audit * a 3",
                "XGROUP CREATE audit writers 0",
                "XREADGROUP GROUP writers one COUNT 3 STREAMS audit >");
    }

    @Test
    void the_dead_letter_queue_fills() throws Exception {
        redis("queue-not-empty", "- { stream: audit.dlq, length: 0 }", "XADD audit.dlq * why broken");
    }

    @Test
    void pending_entries_and_the_dead_letter_queue_grow_between_two_looks() throws Exception {
        try (RedisServer server = RedisServer.start();
                Growing growing = Growing.of(
                        server,
                        "XADD audit * a 1",
                        "XREADGROUP GROUP writers one COUNT 1 STREAMS audit >",
                        "XADD audit.dlq * why broken")) {
            server.run("XGROUP CREATE audit writers 0 MKSTREAM");
            growing.start();
            Report report = failedChecks("""
                      - name: pending
                        deadline: 3s
                        redis:
                          connection: { host: 127.0.0.1, port: "%1$d" }
                          pause: PT0.5S
                          streams: [{ stream: audit, groups: [writers], pending: 0, lag: 1000, drains: true }]
                      - name: dead-letters
                        deadline: 3s
                        redis:
                          connection: { host: 127.0.0.1, port: "%1$d" }
                          pause: PT0.5S
                          queues: [{ key: audit.dlq, length: 0, drains: true }]
                    """.formatted(server.port()));

            Cause pending = cause(report, "pending-grows");
            assertThat(pending.evidence())
                    .singleElement()
                    .asString()
                    .contains("group writers of stream audit: pending entries grow, from ");
            assertThat(pending.advice()).anyMatch(line -> line.contains("add replicas only once they work"));
            Cause queue = cause(report, "queue-grows");
            assertThat(queue.evidence()).singleElement().asString().contains("queue audit.dlq: entries grow, from ");
            assertThat(queue.advice()).anyMatch(line -> line.contains("read the newest entries"));
        }
    }

    /** Caracal's page: "Readiness fails after app rollback". */
    @Test
    void the_older_version_does_not_become_ready_after_somebody_rolled_back() {
        if (!stage.hasHelmBinary()) {
            System.err.println("SKIPPED: a failure after a helm rollback. The embedded helm cannot roll back");
            Assumptions.abort("no helm binary");
        }
        try (Shop shop = new Shop(stage).installed(Chart.of("1.0.0").unready())) {
            shop.configure("readyTimeout: 20s", "readyTimeout: 5s");
            assertThat(shop.upgraded("1.1.0")).isZero();
            assertThat(shop.ratchet("verify").exit()).isZero();
            Shop.done(shop.helm("rollback", shop.name(), "1"));

            RatchetProcess.Ended verified = shop.ratchet("verify");

            assertThat(verified.exit()).as(verified.output()).isEqualTo(4);
            assertThat(verified.report().checks())
                    .filteredOn(check -> check.failed())
                    .extracting(CheckResult::name)
                    .containsExactly("workloads");
            for (Report report :
                    List.of(verified.report(), shop.ratchet("diagnose").report())) {
                Cause cause = report.diagnosis().causes().get(0);
                assertThat(cause.id()).isEqualTo("rolled-back");
                assertThat(cause.evidence())
                        .contains("revision 3 is a rollback to revision 1: shop 1.0.0")
                        .anyMatch(line -> line.startsWith("database metadata is at schema version 1.1.0,")
                                && line.contains("before the upgrade it was at version 1.0.0,"));
                assertThat(cause.advice())
                        .anyMatch(line -> line.contains("Redis, may no longer be what the older version expects"))
                        .anyMatch(line -> line.contains("to 1.1.0 or newer, with --after-rollback 3"));
            }
        }
    }

    @Test
    void the_canary_is_denied() throws IOException {
        HttpServer sts = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        sts.createContext("/", exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        sts.start();
        try {
            Cause cause = failedCheck("""
                      - name: exchange
                        deadline: 2s
                        canary:
                          - name: token
                            http: { url: "http://127.0.0.1:%d/oauth/token" }
                    """.formatted(sts.getAddress().getPort()), "canary-denied");
            assertThat(cause.advice()).anyMatch(line -> line.contains("keys, policies and clocks"));
        } finally {
            sts.stop(0);
        }
    }

    private void redis(String expected, String streams, String... commands) throws Exception {
        try (RedisServer server = RedisServer.start()) {
            for (String command : commands) {
                server.run(command);
            }
            Cause cause = failedCheck("""
                      - name: streams
                        deadline: 1s
                        redis:
                          connection: { host: 127.0.0.1, port: "%d" }
                          streams: [%s]
                    """.formatted(server.port(), streams.substring(2)), expected);
            assertThat(cause.evidence()).anyMatch(line -> line.contains("audit"));
            assertThat(cause.advice()).isNotEmpty();
        }
    }

    /** What a verification with this check alone is diagnosed as. */
    private Cause failedCheck(String check, String id) {
        return cause(failedChecks(check), id);
    }

    private Report failedChecks(String checks) {
        try (Shop shop = new Shop(stage).installed()) {
            shop.configure("backups:", "checks:\n" + checks + "backups:");
            RatchetProcess.Ended verified = shop.ratchet("verify");
            assertThat(verified.exit()).as(verified.output()).isEqualTo(4);
            return verified.report();
        }
    }

    private Report diagnosed() {
        RatchetProcess.Ended ended = stuck.ratchet("diagnose", "--to", "bundle.tar.gz");
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(stuck.directory().resolve("bundle.tar.gz")).isNotEmptyFile();
        return ended.report();
    }

    private static Cause cause(Report report, String id) {
        List<Cause> causes = report.diagnosis().causes();
        return causes.stream()
                .filter(cause -> cause.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cause " + id + " among "
                        + causes.stream().map(Cause::toString).collect(Collectors.joining("\n"))));
    }

    /** Writes the status of the new version's pod. */
    private Pod status(String yaml) {
        Pod pod = stage.client().pods().inNamespace(stuck.name()).list().getItems().stream()
                .filter(each -> "1.1.0"
                        .equals(
                                each.getMetadata().getAnnotations() == null
                                        ? null
                                        : each.getMetadata().getAnnotations().get("shop/version")))
                .findFirst()
                .orElseThrow();
        return stage.client()
                .pods()
                .inNamespace(stuck.name())
                .withName(pod.getMetadata().getName())
                .editStatus(each -> {
                    each.setStatus(Serialization.unmarshal(yaml, PodStatus.class));
                    return each;
                });
    }

    private static String everything(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(InjectedFailuresIT::read)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
