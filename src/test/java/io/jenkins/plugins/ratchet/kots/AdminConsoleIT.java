package io.jenkins.plugins.ratchet.kots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.PodGate;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An admin console that answers oddly, behind a port-forward of the small API. */
class AdminConsoleIT {
    private static final String NAMESPACE = "default";

    @TempDir
    Path directory;

    private final Redaction redaction = new Redaction();
    private volatile HttpHandler answer = exchange -> reply(exchange, 200, "{}");
    private LocalApi api;
    private PodGate gate;
    private HttpServer server;
    private Cluster cluster;
    private AdminConsole console;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            try (exchange) {
                answer.handle(exchange);
            }
        });
        server.start();
        api = new LocalApi(Files.createDirectories(directory.resolve("api")));
        gate = new PodGate(api.api.uri());
        cluster = Cluster.connect(
                Files.writeString(directory.resolve("kubeconfig"), gate.kubeconfig(api.api.kubeconfig())), null);
        String objects = Files.readString(Path.of("src/test/resources/kots/console.yaml"));
        for (String object : objects.replace(
                        "targetPort: 3000", "targetPort: " + server.getAddress().getPort())
                .split("---\n")) {
            cluster.client().resource(object).inNamespace(NAMESPACE).create();
        }
        pod();
        Settings settings = new Settings(directory, Map.of(), cluster, NAMESPACE, MissingNode.getInstance(), redaction);
        console = new AdminConsole(cluster, NAMESPACE, "carto", settings, redaction);
    }

    private void pod() {
        cluster.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("kotsadm-1")
                        .withNamespace(NAMESPACE)
                        .addToLabels("app", "kotsadm")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("kotsadm")
                        .withImage("kotsadm/kotsadm:v1.117.3")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        cluster.client()
                .pods()
                .inNamespace(NAMESPACE)
                .withName("kotsadm-1")
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

    @AfterEach
    void close() throws IOException {
        cluster.close();
        gate.close();
        api.close();
        server.stop(0);
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void says(int status, String body) {
        answer = exchange -> reply(exchange, status, body);
    }

    @Test
    void what_it_leaves_out_is_not_known_and_never_good_news() {
        says(200, "{}");
        assertThat(console.current()).isEmpty();
        assertThat(console.automatic()).isEmpty();
        assertThat(console.versions()).isEmpty();
        assertThat(console.state().ready(0)).isFalse();
        assertThat(console.state().state()).isEqualTo("missing");
    }

    @Test
    void whether_it_deploys_by_itself_is_read() {
        says(200, "{\"autoDeploy\":\"semver-patch\"}");
        assertThat(console.automatic()).contains("semver-patch");
        says(200, "{\"autoDeploy\":\"disabled\"}");
        assertThat(console.automatic()).isEmpty();
    }

    @Test
    void a_version_is_read_with_all_that_rules_ask_for() {
        says(
                200,
                "{\"downstream\":{\"currentVersion\":{\"versionLabel\":\"1.8.0\",\"sequence\":5,\"status\":\"pending\","
                        + "\"isRequired\":true,\"updateCursor\":\"9\",\"channelId\":\"c\",\"upstreamReleasedAt\":"
                        + "\"2026-02-01T23:30:00-05:00\",\"preflightResult\":\"{\\\"errors\\\":[{\\\"error\\\":\\\"no rights\\\"}],"
                        + "\\\"results\\\":[{\\\"title\\\":\\\"Disk\\\",\\\"isWarn\\\":true,\\\"strict\\\":true}]}\"}}}");

        KotsVersion version = console.current().orElseThrow();

        assertThat(version.required()).isTrue();
        assertThat(version.cursor()).isEqualTo(new Cursor("c", 9));
        assertThat(version.released()).isEqualTo(LocalDate.of(2026, 2, 2));
        assertThat(version.preflights())
                .extracting(check -> check.outcome() + " " + check)
                .containsExactly("FAIL the preflight checks themselves: no rights", "WARN Disk");
    }

    @Test
    void garbage_errors_and_silence_are_no_answer_and_the_login_is_in_none_of_the_words() {
        says(200, "<html>log in</html>");
        unavailable("is no JSON");
        says(401, "");
        unavailable("status 401");
        says(404, "");
        unavailable("is kots.app the slug");
        answer = HttpExchange::close;
        unavailable("does not answer");
        says(200, "{\"downstream\":{\"currentVersion\":{\"preflightResult\":\"{broken\"}}}");
        unavailable("preflight results cannot be read");
    }

    @Test
    void an_answer_without_end_is_given_up() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            OutputStream out = exchange.getResponseBody();
            for (int i = 0; i < 64; i++) {
                out.write(spaces);
            }
        };
        unavailable("answers with more than");
    }

    private void unavailable(String words) {
        assertThatThrownBy(() -> console.current())
                .isInstanceOfSatisfying(
                        RunException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
                .hasMessageContaining(words)
                .hasMessageNotContaining("not-a-real-login");
    }

    @Test
    void a_console_that_lists_versions_page_by_page_is_read_to_the_end() {
        answer = exchange -> {
            boolean first = exchange.getRequestURI().getQuery().contains("currentPage=0");
            StringBuilder page = new StringBuilder("{\"totalCount\":130,\"versionHistory\":[");
            for (int i = 0; i < (first ? 100 : 30); i++) {
                page.append(i == 0 ? "" : ",")
                        .append("{\"sequence\":")
                        .append(first ? 129 - i : 29 - i)
                        .append('}');
            }
            reply(exchange, 200, page.append("]}").toString());
        };

        assertThat(console.versions()).hasSize(130);
        assertThat(console.versions().get(129).sequence()).isZero();
    }
}
