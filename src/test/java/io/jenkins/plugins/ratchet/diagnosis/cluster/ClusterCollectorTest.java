package io.jenkins.plugins.ratchet.diagnosis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.ContainerLog;
import io.jenkins.plugins.ratchet.diagnosis.Diagnostics;
import io.jenkins.plugins.ratchet.diagnosis.Dossier;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that does not let everything be read, that does not answer, or that has too much to tell. */
@Timeout(60)
class ClusterCollectorTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final String LABELS = "labels: {app.kubernetes.io/instance: shop}";

    @TempDir
    Path directory;

    /** Lists by the plural of what they hold. */
    private final Map<String, String> lists = new ConcurrentHashMap<>();

    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Cluster cluster;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        cluster = Cluster.connect(
                Files.writeString(directory.resolve("kubeconfig"), """
                        apiVersion: v1
                        kind: Config
                        current-context: it
                        clusters: [{name: it, cluster: {server: "http://127.0.0.1:%d"}}]
                        users: [{name: it, user: {token: none}}]
                        contexts: [{name: it, context: {cluster: it, user: it}}]
                        """.formatted(
                                server.getAddress().getPort())),
                null);
        lists.put(
                "deployments",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, uid: d, " + LABELS
                        + "}, spec: {template: {spec: {}}}}");
        lists.put(
                "pods",
                "{apiVersion: v1, kind: Pod, metadata: {name: api-1, uid: p, " + LABELS + "}, spec: {nodeName: node-1,"
                        + " containers: [{name: api, image: i}]}, status: {phase: Running, containerStatuses: [{name: api,"
                        + " ready: true, restartCount: 0, state: {running: {}}}]}}");
        lists.put(
                "events",
                "{apiVersion: v1, kind: Event, metadata: {name: e}, reason: FailedCreate, message: exceeded quota,"
                        + " lastTimestamp: '2026-03-10T08:00:00Z', involvedObject: {kind: Deployment, name: api}}");
    }

    @AfterEach
    void stop() {
        end.countDown();
        cluster.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void what_may_not_be_listed_is_noted_and_the_rest_is_diagnosed() {
        forbidden.addAll(Set.of("replicasets", "pods", "secrets"));

        Observed observed = collect(LONG);

        assertThat(observed.missing())
                .contains(
                        "replicasets: not allowed to read them; grant get and list for a complete diagnosis",
                        "pods: not allowed to read them; grant get and list for a complete diagnosis")
                .noneMatch(line -> line.startsWith("deployments"));
        assertThat(observed.cluster().pods()).isEmpty();
        assertThat(observed.cluster().owners()).hasSize(1);
        assertThat(causes(observed)).extracting(Cause::id).containsExactly("quota");
    }

    @Test
    void a_node_and_a_log_that_may_not_be_read_are_noted() {
        forbidden.addAll(Set.of("node-1", "log"));

        Observed observed = collect(LONG);

        assertThat(observed.missing())
                .contains(
                        "node node-1: not allowed to read them; grant get and list for a complete diagnosis",
                        "log of pod api-1, container api: not allowed to read it");
        assertThat(observed.cluster().pods()).hasSize(1);
        assertThat(observed.cluster().events()).hasSize(1);
    }

    @Test
    void where_nothing_at_all_may_be_read_there_is_still_a_diagnosis() {
        forbidden.add("");

        Dossier dossier =
                new Diagnostics(new ClusterCollector(cluster, new Redaction()), new Redaction()).diagnose(incident());

        assertThat(dossier.diagnosis().causes()).isEmpty();
        assertThat(dossier.diagnosis().missing())
                .hasSizeGreaterThanOrEqualTo(7)
                .allMatch(line -> line.contains("not allowed"));
    }

    @Test
    void what_is_not_read_in_time_is_left_out_and_said() {
        silent.add("pods");

        Observed observed = collect(Duration.ofSeconds(3));

        assertThat(observed.missing()).contains("the cluster was too slow: not all could be read within 3 s");
        assertThat(observed.cluster().owners()).hasSize(1);
        assertThat(observed.cluster().pods()).isEmpty();
    }

    @Test
    void an_object_that_cannot_be_made_sense_of_ends_the_reading_and_is_said() {
        lists.put(
                "events",
                "{apiVersion: v1, kind: Event, reason: FailedCreate, involvedObject: {kind: Deployment, name: api}}");

        Observed observed = collect(LONG);

        assertThat(observed.missing()).anyMatch(line -> line.startsWith("the rest: "));
        assertThat(observed.cluster().owners()).hasSize(1);
    }

    @Test
    void of_many_pods_the_logs_of_those_in_trouble_are_read() {
        lists.put(
                "pods",
                IntStream.range(0, 100)
                        .mapToObj(i -> "{apiVersion: v1, kind: Pod, metadata: {name: api-" + i + ", uid: p" + i + ", "
                                + LABELS
                                + "}, status: {phase: Running, containerStatuses: [{name: api, restartCount: 0, ready: "
                                + (i < 90) + ", state: "
                                + (i < 90 ? "{running: {}}" : "{terminated: {exitCode: 1, reason: Error}}") + "}]}}")
                        .collect(Collectors.joining(",")));

        Observed observed = collect(LONG);

        assertThat(observed.logs()).hasSize(80);
        assertThat(observed.logs()).extracting(ContainerLog::owner).contains("api-90", "api-95", "api-99");
        assertThat(observed.missing()).anyMatch(line -> line.startsWith("of 100 logs the 80 were read"));
    }

    private Observed collect(Duration limit) {
        return new ClusterCollector(cluster, new Redaction()).collect(incident(), limit);
    }

    private static List<Cause> causes(Observed observed) {
        return new Diagnostics((incident, limit) -> observed, new Redaction())
                .diagnose(incident())
                .diagnosis()
                .causes();
    }

    private static Incident incident() {
        return new Incident(
                "shop",
                "shop",
                "failed",
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                null,
                null,
                List.of(),
                null,
                Instant.EPOCH);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (silent.contains(last)) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        } else if (forbidden.contains("") || forbidden.contains(last)) {
            reply(
                    exchange,
                    403,
                    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Forbidden\",\"code\":403}");
        } else if (last.equals("log")) {
            reply(exchange, 200, "hello\n");
        } else if (path.endsWith("s")) {
            reply(
                    exchange,
                    200,
                    json("{apiVersion: v1, kind: List, metadata: {resourceVersion: '1'}, items: ["
                            + lists.getOrDefault(last, "") + "]}"));
        } else {
            reply(
                    exchange,
                    404,
                    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}");
        }
    }

    private static String json(String yaml) throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(yaml).toString();
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
