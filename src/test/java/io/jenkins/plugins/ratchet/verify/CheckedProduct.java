package io.jenkins.plugins.ratchet.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.jenkins.plugins.ratchet.cluster.ChartImage;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.PodGate;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.cluster.Warnings;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.Workloads;
import io.jenkins.plugins.ratchet.config.Condition;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.config.Overrides;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.CheckBefore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A product on the small API, with real servers behind it: its services are HTTP servers of this machine, reached through
 * port-forwards, its configuration is loaded as a user's is.
 */
final class CheckedProduct implements AutoCloseable {
    static final String NAMESPACE = "default";

    final Path directory;
    final LocalApi api;
    final Cluster cluster;
    final Redaction redaction = new Redaction();
    final Map<String, String> environment = new HashMap<>();
    final List<WorkloadRef> workloads = new ArrayList<>();
    final List<JobOutcome> jobs = new ArrayList<>();
    Instant since = Instant.now();
    JsonNode values = Json.mapper().createObjectNode();
    String manifest = "";
    DatabaseAddress database;
    Earlier before;
    private final PodGate gate;
    private final List<HttpServer> servers = new ArrayList<>();

    CheckedProduct(Path directory) throws IOException {
        this.directory = directory;
        api = new LocalApi(Files.createDirectories(directory.resolve("api")));
        gate = new PodGate(api.api.uri());
        Path kubeconfig =
                Files.writeString(directory.resolve("kubeconfig-gate"), gate.kubeconfig(api.api.kubeconfig()));
        cluster = Cluster.connect(kubeconfig, null);
    }

    /** What a service answers to a request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A server that this machine reaches by its port. */
    int serve(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** A Service and its one ready pod; what that listens on is a server of this machine. */
    void service(String name, Map<String, String> labels, Answer answer) throws IOException {
        int port = serve(answer);
        cluster.client()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(labels)
                        .addNewPort()
                        .withName("http")
                        .withPort(80)
                        .withNewTargetPort("http")
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        cluster.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name + "-1")
                        .withNamespace(NAMESPACE)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .withImage("app:1")
                        .addNewPort()
                        .withName("http")
                        .withContainerPort(port)
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        cluster.client()
                .pods()
                .inNamespace(NAMESPACE)
                .withName(name + "-1")
                .editStatus(pod -> new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    void secret(String name, Map<String, String> entries) {
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withStringData(entries)
                        .build())
                .createOr(existing -> existing.update());
    }

    /** The configuration with these lines; {@code product:} among them brings a profile. */
    Config config(String lines) throws IOException {
        Path file = directory.resolve("ratchet.yaml");
        Files.writeString(file, "release: shop\nnamespace: " + NAMESPACE + "\nchart: ./chart\n" + lines);
        return new ConfigLoader(Set.of()).load(file, Overrides.NONE);
    }

    /** One check, as under {@code checks}; it gives up after a second unless it says otherwise. */
    CheckResult check(String check) throws IOException {
        String deadline = check.contains("deadline:") || check.contains("command:") ? "" : "    deadline: 1s\n";
        return only(verification().run(input(config("checks:\n  - name: it\n" + check.indent(4) + deadline))));
    }

    /** As {@link #check}, before the upgrade; what it found is remembered for afterwards. */
    CheckResult checkBefore(String check) throws IOException {
        return rememberBefore(config("checks:\n  - name: it\n" + check.indent(4) + "    deadline: 1s\n"));
    }

    /** Makes the checks that are made before; the last of them is remembered as the record does it. */
    CheckResult rememberBefore(Config config) {
        CheckResult result = only(verification().runBefore(input(config)));
        CheckBefore kept = result.value() == null
                ? CheckBefore.of(result.name(), !result.failed())
                : CheckBefore.of(result.name(), !result.failed(), result.value(), "20261127", true);
        before = new Earlier(
                Instant.now(),
                List.of(new Earlier.Found(
                        kept.name(), kept.passed(), kept.value(), kept.digest() == null ? null : kept::isSame)));
        return result;
    }

    static CheckResult only(List<CheckResult> results) {
        return results.get(results.size() - 1);
    }

    List<CheckResult> all(Config config) {
        return verification().run(input(config));
    }

    private VerificationInput input(Config config) {
        return new VerificationInput(
                config,
                values,
                workloads,
                ChartImage.inManifest(manifest, NAMESPACE),
                jobs,
                3,
                3,
                "deployed",
                since,
                before);
    }

    private Verification verification() {
        Settings settings = new Settings(directory, environment, cluster, NAMESPACE, values, redaction);
        Addresses addresses = new Addresses(settings);
        Access access = new Access(
                refs -> new Workloads(cluster.client()).now(refs),
                refs -> refs.isEmpty() ? List.of() : new Workloads(cluster.client()).containers(refs),
                moment -> new Warnings(cluster.client()).since(NAMESPACE, moment),
                (name, query, timeout) -> new Postgres().firstColumn(database, query),
                (check, server) -> RedisConnection.open(addresses.redis(check, server.connection(), check)),
                null,
                settings,
                directory,
                redaction);
        return new Verification(access, Events.NONE, () -> false, Duration.ofMillis(50), Condition::holds);
    }

    @Override
    public void close() throws IOException {
        servers.forEach(server -> server.stop(0));
        cluster.close();
        gate.close();
        api.close();
    }
}
