package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.ratchet.cluster.ApiObjects;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dry runs against an API server whose object is written to all the time. */
class LiveObjectsTest {
    @TempDir
    Path directory;

    private HttpServer server;
    private int version = 7;
    private int writtenBetween;
    private int tried;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void what_a_controller_wrote_meanwhile_is_looked_at_and_the_change_tried_again() throws IOException {
        writtenBetween = 2;
        assertThat(tried().status()).isEqualTo(200);
        assertThat(tried).isEqualTo(3);
    }

    @Test
    void an_object_that_is_never_at_rest_gets_no_verdict_after_a_few_tries() throws IOException {
        writtenBetween = Integer.MAX_VALUE;
        assertThat(tried().status()).isEqualTo(409);
        assertThat(tried).isEqualTo(5);
    }

    private ApiObjects.Answer tried() throws IOException {
        Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{ name: c, cluster: { server: "http://127.0.0.1:%d" } }]
                users: [{ name: u, user: {} }]
                contexts: [{ name: c, context: { cluster: c, user: u } }]
                """.formatted(
                        server.getAddress().getPort()));
        String object =
                "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: api, namespace: n, uid: u-1, resourceVersion: '7' } }";
        Comparison each = Written.comparison(object, object);
        try (Cluster cluster = Cluster.connect(kubeconfig, null);
                LiveObjects objects = new LiveObjects(new ApiObjects(cluster))) {
            return objects.tried(each, each.live());
        }
    }

    /** Discovery, the object, and dry runs that fit only its newest version, which changes after each of the first ones. */
    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean discovery = exchange.getRequestURI().getPath().equals("/apis/apps/v1");
        boolean put = exchange.getRequestMethod().equals("PUT");
        if (put && tried++ < writtenBetween) {
            version++;
        }
        boolean stale = put && !body.contains("\"resourceVersion\":\"" + version + "\"");
        String text = discovery
                ? "{\"resources\":[{\"name\":\"deployments\",\"kind\":\"Deployment\",\"namespaced\":true}]}"
                : stale
                        ? "{\"kind\":\"Status\",\"message\":\"the object has been modified\"}"
                        : "{\"metadata\":{\"uid\":\"u-1\",\"resourceVersion\":\"" + version + "\"}}";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(stale ? 409 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
