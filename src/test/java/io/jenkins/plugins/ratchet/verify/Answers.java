package io.jenkins.plugins.ratchet.verify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server that answers well and badly, by path; the request's X-Token is echoed under /echo. */
final class Answers implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    private Answers(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static Answers plain() throws IOException {
        return new Answers(HttpServer.create(loopback(), 0));
    }

    /** With a self-signed certificate that keytool makes, written to {@code dir/cert.pem} too. */
    static Answers secure(Path dir, String subjectAlternativeName, int days) throws Exception {
        Path store = dir.resolve("store.p12");
        keytool(
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=ratchet test",
                "-ext",
                "san=" + subjectAlternativeName,
                "-validity",
                String.valueOf(days));
        keytool(
                "-exportcert",
                "-rfc",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "server",
                "-file",
                dir.resolve("cert.pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new Answers(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        switch (exchange.getRequestURI().getPath()) {
            case "/ok" ->
                reply(exchange, 200, "{\"status\":\"ok\",\"version\":26.5,\"items\":[{\"s\":\"up\"},{\"s\":\"up\"}]}");
            case "/html" -> reply(exchange, 200, "<html>Welcome</html>");
            case "/empty" -> exchange.sendResponseHeaders(200, -1);
            case "/moved" -> {
                exchange.getResponseHeaders().set("Location", "https://login.example/");
                reply(exchange, 302, "");
            }
            case "/late" -> reply(exchange, requests.get() < 3 ? 503 : 200, "starting");
            case "/echo" ->
                reply(exchange, 500, "got " + exchange.getRequestHeaders().getFirst("X-Token"));
            case "/silent" -> await();
            case "/drip" -> drip(exchange);
            case "/huge" -> huge(exchange);
            case "/lie" -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("short".getBytes(StandardCharsets.UTF_8));
            }
            case "/slow-regex" -> reply(exchange, 200, "a".repeat(5000) + "!");
            case "/deep" -> reply(exchange, 200, "[".repeat(100_000));
            case "/surrogate" -> reply(exchange, 200, "{\"status\":\"\\ud800\\u001b[2J\"}");
            default -> reply(exchange, 404, "nothing here");
        }
        exchange.close();
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < 600; i++) {
            out.write('.');
            out.flush();
            if (await(50)) {
                return;
            }
        }
    }

    private static void huge(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] block = new byte[64 << 10];
        for (int i = 0; i < 100_000; i++) {
            exchange.getResponseBody().write(block);
        }
    }

    private void await() {
        await(60_000);
    }

    private boolean await(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + output);
        }
    }
}
