package io.jenkins.plugins.ratchet.kots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the output of {@code kubectl kots} and of the button beside it, and of the bundles that it is handed. */
class KotsAnswerIT {
    @TempDir
    Path directory;

    private KotsCommand.Answer said(int status, String output) throws IOException {
        Path file = Files.writeString(directory.resolve("said"), output);
        DetachedProcess process = DetachedProcess.start(
                List.of("/bin/sh", "-c", "cat '" + file + "'; exit " + status), directory.resolve("log"));
        assertThat(process.ended(Duration.ofMinutes(1))).isTrue();
        return KotsCommand.answer(process);
    }

    @Test
    void JSON_counts_wherever_it_begins_a_line_and_whatever_the_exit_status_says() throws IOException {
        KotsCommand.Answer good = said(0, "  • Checking\n{\"success\":true}\n");
        assertThat(good.error()).isEmpty();
        assertThat(good.definite()).isTrue();
        KotsCommand.Answer bad = said(0, "{\"success\":false,\"error\":\"Unexpected response from the API: 500\"}");
        assertThat(bad.error()).contains("Unexpected response from the API: 500");
        assertThat(bad.definite()).isTrue();
    }

    @Test
    void what_never_reached_the_console_is_certain_and_what_says_nothing_is_not() throws IOException {
        assertThat(said(1, "Error: failed to start port forwarding\n").definite())
                .isTrue();
        assertThat(said(2, "").definite()).isTrue();
        assertThat(said(0, "").definite()).isFalse();
        assertThat(said(0, "").error()).contains("kubectl kots ended with status 0");
        assertThat(said(0, "{\"success\":tr").definite()).isFalse();
        assertThat(said(137, "").definite()).isFalse();
        assertThat(said(0, "{\"success\":false,\"error\":\"failed to read server response: EOF\"}")
                        .definite())
                .isFalse();
    }

    @Test
    void an_answer_without_end_is_no_success_and_its_words_stay_short() throws IOException {
        KotsCommand.Answer huge = said(0, "{\"success\":true,\"availableReleases\":\"" + "x".repeat(200_000) + "\"}");

        assertThat(huge.definite()).isFalse();
        assertThat(huge.error()).hasValueSatisfying(words -> assertThat(words).hasSizeLessThan(600));
    }

    private KotsCommand.Answer deploy(HttpHandler console) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", console);
        server.start();
        try {
            return deployed(server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }

    private KotsCommand.Answer deployed(int port) {
        DetachedProcess process = DetachedProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("target/ratchet.jar").toString(),
                        DeployCall.class.getName(),
                        "http://127.0.0.1:" + port + "/api/v1/app/shop/sequence/3/deploy",
                        "--deploy-version-label=1.8.0"),
                directory.resolve("deploy.log"),
                environment -> environment.put(DeployCall.LOGIN, "Kots a-login"));
        assertThat(process.ended(Duration.ofMinutes(1))).isTrue();
        return KotsCommand.answer(process);
    }

    @Test
    void the_button_is_pressed_with_the_login_and_what_the_console_says_is_certain() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        KotsCommand.Answer good = deploy(exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            reply(exchange, 200, "{\"success\":true}");
        });
        assertThat(good.error()).isEmpty();
        assertThat(asked)
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .contains(
                                "POST /api/v1/app/shop/sequence/3/deploy Kots a-login", "\"isSkipPreflights\":false"));
        KotsCommand.Answer bad =
                deploy(exchange -> reply(exchange, 500, "{\"success\":false,\"error\":\"a strict check\"}"));
        assertThat(bad.error()).contains("Unexpected response from the API: 500 a strict check");
        assertThat(bad.definite()).isTrue();
        assertThat(deploy(exchange -> reply(exchange, 200, "<html>")).error()).isPresent();
    }

    @Test
    void a_button_that_cannot_be_reached_was_not_pressed_and_one_that_breaks_off_may_have_been() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(deployed(port).definite()).isTrue();
        assertThat(deployed(port).error()).isPresent();
        KotsCommand.Answer lost = deploy(HttpExchange::close);
        assertThat(lost.error()).isPresent();
        assertThat(lost.definite()).isFalse();
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void a_bundle_that_is_none_or_not_whole_is_said_to_be_so() throws IOException {
        Path none = Files.writeString(directory.resolve("none.airgap"), "<html>");
        assertThatThrownBy(() -> AirgapBundle.read(none)).hasMessageContaining("is no bundle, or not whole");
        Path folder = Files.createDirectories(directory.resolve("bundle"));
        Files.writeString(folder.resolve("images"), "x".repeat(9000));
        Path empty = tar(folder, "empty.airgap", "images");
        assertThatThrownBy(() -> AirgapBundle.read(empty)).hasMessageContaining("holds no airgap.yaml");
        Files.writeString(
                folder.resolve("airgap.yaml"), "spec: { versionLabel: 1.8.0, updateCursor: \"8\", channelID: a }");
        Path whole = tar(folder, "whole.airgap", "airgap.yaml", "images");
        assertThat(AirgapBundle.read(whole))
                .satisfies(
                        bundle -> assertThat(bundle.label() + bundle.cursor()).contains("1.8.0", "number=8"));
        byte[] bytes = Files.readAllBytes(empty);
        Path half = Files.write(directory.resolve("half.airgap"), Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> AirgapBundle.read(half)).hasMessageContaining("airgap bundle " + half);
        assertThatThrownBy(() -> AirgapBundle.read(directory.resolve("nowhere")))
                .hasMessageContaining("cannot be read");
    }

    private Path tar(Path folder, String name, String... files) throws IOException {
        Path archive = directory.resolve(name);
        DetachedProcess tar = DetachedProcess.start(
                Stream.concat(Stream.of("tar", "czf", archive.toString(), "-C", folder.toString()), Stream.of(files))
                        .toList(),
                directory.resolve("tar.log"));
        assertThat(tar.ended(Duration.ofMinutes(1))).isTrue();
        assertThat(tar.exitStatus()).isZero();
        return archive;
    }
}
