package io.jenkins.plugins.ratchet.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small registry on this machine. What a repository asks for is in the beginning of its name: {@code open}, {@code basic},
 * {@code token}; {@code nohead} takes no HEAD, {@code mute} never answers, {@code trickle} never
 * to the end, {@code away} sends to another server, and
 * {@code page} is none of a registry. All have tag {@code 1} alone.
 */
public final class LoopbackRegistry implements AutoCloseable {
    public static final String LOGIN = "robot:pull-secret-1";
    public static final String MANIFEST = "{\"schemaVersion\": 2}";
    public static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String TOKEN = "Bearer a-token";

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final LoopbackRegistry other;

    public LoopbackRegistry() throws IOException {
        this(null);
    }

    /** @param other where {@code away} sends to */
    LoopbackRegistry(LoopbackRegistry other) throws IOException {
        this.other = other;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(pool);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Method, path and login of each call. */
    public List<String> asked() {
        return asked;
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** A dockerconfigjson with a login for this registry. */
    public String config(String login) {
        return "{\"auths\": {\"" + host() + "\": {\"auth\": \"" + base64(login) + "\"}}}";
    }

    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(exchange.getRequestMethod() + " " + path + " " + authorization);
        String basic = "Basic " + base64(LOGIN);
        if (path.equals("/token")) {
            send(exchange, basic.equals(authorization) ? 200 : 401, "{\"token\": \"a-token\"}");
        } else if (path.startsWith("/v2/mute")) {
            await();
            exchange.close();
        } else if (path.startsWith("/v2/trickle") && exchange.getRequestMethod().equals("GET")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
            exchange.close();
        } else if (path.startsWith("/v2/away")) {
            exchange.getResponseHeaders().add("Location", "http://" + other.host() + path.replace("/away", "/open"));
            send(exchange, 307, "");
        } else if (path.startsWith("/v2/basic") && !basic.equals(authorization)) {
            challenge(exchange, "Basic realm=\"registry\"");
        } else if (path.startsWith("/v2/token") && !TOKEN.equals(authorization)) {
            challenge(exchange, "Bearer realm=\"http://" + host() + "/token\",service=\"registry\"");
        } else if (path.matches("/v2/(nohead|trickle)/.*")
                && exchange.getRequestMethod().equals("HEAD")) {
            send(exchange, 405, "");
        } else if (path.startsWith("/v2/page")) {
            send(exchange, 200, "<html>log in to this network</html>");
        } else if (path.endsWith("/manifests/1") || path.endsWith("/manifests/" + DIGEST)) {
            if (!path.startsWith("/v2/nohead")) {
                exchange.getResponseHeaders().add("Docker-Content-Digest", DIGEST);
            }
            send(exchange, 200, MANIFEST);
        } else {
            send(exchange, 404, "{}");
        }
    }

    private static void challenge(HttpExchange exchange, String challenge) throws IOException {
        exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
        send(exchange, 401, "{}");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean empty = exchange.getRequestMethod().equals("HEAD") || bytes.length == 0;
        exchange.sendResponseHeaders(status, empty ? -1 : bytes.length);
        if (!empty) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        pool.shutdownNow();
    }
}
