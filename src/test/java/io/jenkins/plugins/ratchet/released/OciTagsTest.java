package io.jenkins.plugins.ratchet.released;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.ratchet.helm.HelmFiles;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.registry.Download;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a registry that wants a token, hands it out for a login, and answers in pages. */
class OciTagsTest {
    private static final String TOKEN = "a-token";

    @TempDir
    Path home;

    private HttpServer server;
    private String realm;

    @BeforeEach
    void registry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        realm = "http://" + host() + "/token";
        server.createContext("/token", exchange -> {
            boolean known = ("Basic " + base64("user:secret"))
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean asked = exchange.getRequestURI().getRawQuery().contains("scope=repository%3Acharts%2Fshop%3Apull");
            answer(exchange, known && asked ? 200 : 401, "{\"token\": \"" + TOKEN + "\"}");
        });
        server.createContext("/v2/charts/shop/", exchange -> {
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders()
                        .add(
                                "WWW-Authenticate",
                                "Bearer realm=\"" + realm
                                        + "\",service=\"registry\",scope=\"repository:charts/shop:pull\"");
                answer(exchange, 401, "{}");
                return;
            }
            answer(exchange, 200, body(exchange));
        });
        server.start();
    }

    private static String body(HttpExchange exchange) {
        String path = exchange.getRequestURI().toString();
        if (path.contains("tags/list") && !path.contains("last=")) {
            exchange.getResponseHeaders().add("Link", "</v2/charts/shop/tags/list?n=1000&last=1.1.0>; rel=\"next\"");
            return "{\"tags\": [\"1.0.0\", \"1.1.0_build.4\"]}";
        }
        if (path.contains("tags/list")) {
            return "{\"tags\": [\"1.2.0\"]}";
        }
        return path.contains("manifests/1.2.0")
                ? "{\"config\": {\"mediaType\": \"application/vnd.cncf.helm.config.v1+json\", \"digest\": \"sha256:1\"},"
                        + " \"annotations\": {\"org.opencontainers.image.created\": \"2026-03-10T08:00:00Z\"}}"
                : "{\"name\": \"shop\", \"version\": \"1.2.0\", \"appVersion\": \"26.3.10\","
                        + " \"annotations\": {\"minVersion\": \"26.1.0\"}}";
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private OciTags tags(String login) throws IOException {
        Path file = home.resolve("helm/registry/config.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"auths\": {\"" + host() + "\": {\"auth\": \"" + base64(login) + "\"}}}");
        HelmFiles files = new HelmFiles(Map.of("XDG_CONFIG_HOME", home.toString(), "HOME", home.toString()));
        return new OciTags("oci://" + host() + "/charts/shop", new RegistryLogin(files), new Download());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tags_are_read_page_by_page_with_helms_login() throws IOException {
        assertThat(tags("user:secret").versions())
                .extracting(Released::version)
                .containsExactly("1.0.0", "1.1.0+build.4", "1.2.0");
    }

    @Test
    void the_config_beside_a_chart_tells_its_application_its_day_and_its_annotations() throws IOException {
        Released released = tags("user:secret").detailed(Released.named("1.2.0"));
        assertThat(released.appVersion()).isEqualTo("26.3.10");
        assertThat(released.created()).hasToString("2026-03-10");
        assertThat(released.annotation("minVersion")).contains("26.1.0");
    }

    @Test
    void a_login_that_is_refused_says_what_to_run_and_no_password() throws IOException {
        OciTags wrong = tags("user:wrong-secret");
        assertThatThrownBy(wrong::versions)
                .isInstanceOf(RunException.class)
                .hasMessageContaining("helm registry login")
                .hasMessageNotContaining("wrong-secret");
    }

    @Test
    void a_login_goes_to_no_place_that_is_not_encrypted() throws IOException {
        realm = "http://token.example.invalid/token";
        OciTags tags = tags("user:secret");
        assertThatThrownBy(tags::versions)
                .isInstanceOf(RunException.class)
                .hasMessageContaining("no safe place to log in");
    }
}
