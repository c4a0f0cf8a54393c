package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * A small Kubernetes API server for the demo and the tests: enough for Helm, fabric8 and kubectl, in memory, on loopback.
 *
 * <p>There is no authentication: Go clients send no token over plain http. Instead, every path begins with a secret drawn
 * at random, so that only who holds the kubeconfig can speak to it; that matters because {@link PodRunner} executes what
 * the objects say. Admission policies, quotas, disruption budgets, schedules and autoscalers are stored or refused, not
 * acted upon.
 */
public final class KubeApi implements AutoCloseable {
    static {
        // Without this, each answer that follows another on one connection waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final String prefix = "/" + UUID.randomUUID().toString().replace("-", "");
    private final KubeStore store = new KubeStore();
    private final KubeRoutes routes = new KubeRoutes(store);
    private final KubePodLog podLog;
    private final KubeControllers controllers;
    private HttpServer server;
    private ExecutorService threads;
    private int port;
    private volatile boolean open;

    /** @param logs where {@link PodRunner} writes what containers print: {@code NAMESPACE/POD/CONTAINER.log} */
    public KubeApi(Path logs) {
        this(logs, Duration.ofSeconds(10));
    }

    /** @param backoff how long a Job waits after its first failed pod; twice as long after each further one */
    KubeApi(Path logs, Duration backoff) {
        podLog = new KubePodLog(store, logs);
        controllers = new KubeControllers(store, backoff);
    }

    /**
     * Listens: on a free port the first time, on the same one after {@link #stop()}, with all objects as they were.
     *
     * @return the address, with the secret as its path
     */
    public synchronized URI start() {
        if (server == null) {
            server = listen();
            port = server.getAddress().getPort();
            threads = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "kube-api");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            server.createContext(prefix, this::handle);
            open = true;
            server.start();
            controllers.start();
        }
        return uri();
    }

    /** Cuts all connections and stops listening; controllers rest meanwhile, as they would without an API server. */
    public synchronized void stop() {
        if (server != null) {
            open = false;
            controllers.stop();
            server.stop(0);
            threads.shutdownNow();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port + prefix);
    }

    /** The text of a kubeconfig; it holds the secret address, so keep the file to yourself. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: ratchet-demo
                  cluster:
                    server: %s
                users:
                - name: ratchet-demo
                  user: {}
                contexts:
                - name: ratchet-demo
                  context:
                    cluster: ratchet-demo
                    user: ratchet-demo
                    namespace: default
                current-context: ratchet-demo
                """.formatted(uri());
    }

    KubeStore store() {
        return store;
    }

    private HttpServer listen() {
        for (int attempt = 0; ; attempt++) {
            try {
                return HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
            } catch (BindException e) {
                // the port was ours a moment ago, the system may still be clearing up
                if (attempt == 50) {
                    throw new IllegalStateException("Port " + port + " on 127.0.0.1 is taken by another program", e);
                }
                pause();
            } catch (IOException e) {
                throw new IllegalStateException("Cannot listen on 127.0.0.1:" + port, e);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the port", e);
        }
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            try {
                KubeRequest request = KubeRequest.read(exchange, prefix);
                serve(exchange, request);
            } catch (KubeFault fault) {
                answer(exchange, fault.code(), "application/json", KubeJson.bytes(fault.status()));
            } catch (RuntimeException e) {
                KubeFault fault = new KubeFault(500, "InternalError", "Internal error occurred: " + e);
                answer(exchange, fault.code(), "application/json", KubeJson.bytes(fault.status()));
            }
        } catch (IOException e) {
            // the client went away, or stop() cut the connection; there is nobody left to tell
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, KubeRequest request) throws IOException, InterruptedException {
        String first = request.path().isEmpty() ? "" : request.path().get(0);
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            // fabric8 then watches over plain HTTP
            answer(exchange, 200, "text/plain", new byte[0]);
        } else if (first.equals("healthz") || first.equals("readyz") || first.equals("livez")) {
            answer(exchange, 200, "text/plain", new byte[] {'o', 'k'});
        } else if (first.equals("openapi") && request.path().contains("v2")) {
            // An empty schema: Go clients insist on protobuf and then check nothing on their side.
            answer(exchange, 200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", new byte[0]);
        } else if (!KubeRoutes.namesObjects(request.path())) {
            answer(exchange, routes.discover(request));
        } else {
            serveObjects(exchange, request);
        }
    }

    private void serveObjects(HttpExchange exchange, KubeRequest request) throws IOException, InterruptedException {
        KubeRoutes.Target target = routes.target(request.path());
        if (request.method().equals("GET") && target.subresource().equals("log")) {
            Path file = podLog.find(target.namespace(), target.name(), request);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                podLog.stream(target.namespace(), target.name(), file, request, out, () -> open);
            }
        } else if (request.method().equals("GET") && request.flag("watch")) {
            Predicate<JsonNode> wanted = routes.selector(target.kind(), request);
            if (!target.name().isEmpty()) {
                wanted = wanted.and(object -> KubeJson.name(object).equals(target.name()));
            }
            KubeWatch watch = new KubeWatch(
                    store, target.kind(), target.namespace(), wanted, object -> KubeRoutes.shape(request, object));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                watch.stream(request, out, () -> open);
            }
        } else {
            answer(exchange, routes.answer(target, request));
        }
    }

    private static void answer(HttpExchange exchange, KubeRoutes.Answer answer) throws IOException {
        ObjectNode body = answer.body();
        answer(exchange, answer.code(), "application/json", KubeJson.bytes(body));
    }

    private static void answer(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
