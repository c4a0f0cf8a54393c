package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of a Kubernetes API server as reading and watching needs, with the accidents that a test asks for. */
final class ScriptedApiServer implements AutoCloseable {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, JsonNode> objects = new TreeMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private final AtomicInteger version = new AtomicInteger(100);
    final AtomicInteger lists = new AtomicInteger();
    final AtomicInteger watchesOpened = new AtomicInteger();
    private final int port;
    private HttpServer server;
    private ExecutorService threads;
    private boolean forbidden;

    private record Watch(String path, HttpExchange exchange) {}

    ScriptedApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        port = server.getAddress().getPort();
        serve();
    }

    KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + port)
                        .withWatchReconnectInterval(50)
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout(5000)
                        .build())
                .build();
    }

    /** Of a connection to it as Ratchet makes one. */
    String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: it
                clusters: [{name: it, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: it, user: {token: none}}]
                contexts: [{name: it, context: {cluster: it, user: it}}]
                """.formatted(port);
    }

    /** Creates or replaces an object; whoever watches its collection hears of it. */
    synchronized void put(String collection, String yaml) throws IOException {
        ObjectNode object = (ObjectNode) YAML.readTree(yaml);
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        metadata.put("resourceVersion", String.valueOf(version.incrementAndGet()));
        JsonNode before = objects.put(collection + "/" + metadata.path("name").asText(), object);
        send(collection, event(before == null ? "ADDED" : "MODIFIED", object));
    }

    /** As {@link #put}, in silence: only a list or a get shows it. */
    synchronized void putUnheard(String collection, String yaml) throws IOException {
        List<Watch> deaf = new ArrayList<>(watches);
        watches.clear();
        put(collection, yaml);
        watches.addAll(deaf);
    }

    /** Ends all watches, as a load balancer does. */
    synchronized void dropWatches() {
        watches.forEach(watch -> watch.exchange().close());
        watches.clear();
    }

    /** Tells all watches that their resource version expired. */
    synchronized void expireWatches() {
        ObjectNode status = YAML.createObjectNode();
        status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
        status.put("reason", "Expired")
                .put("message", "too old resource version")
                .put("code", 410);
        String event = event("ERROR", status);
        watches.forEach(watch -> write(watch, event));
        dropWatches();
    }

    void forbid() {
        forbidden = true;
    }

    void stop() {
        dropWatches();
        server.stop(0);
        threads.shutdownNow();
    }

    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        serve();
    }

    @Override
    public void close() {
        stop();
    }

    private void serve() {
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (forbidden) {
            reply(exchange, 403, "{\"kind\":\"Status\",\"code\":403,\"message\":\"forbidden\"}");
        } else if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            // A client that gets no websocket goes on with a plain watch.
            reply(exchange, 200, "");
        } else if (query.contains("watch=true")) {
            watch(path, Integer.parseInt(parameter(query, "resourceVersion")), exchange);
        } else {
            read(path, exchange);
        }
    }

    private synchronized void watch(String path, int since, HttpExchange exchange) throws IOException {
        watchesOpened.incrementAndGet();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        Watch watch = new Watch(path, exchange);
        watches.add(watch);
        for (Map.Entry<String, JsonNode> each : objects.entrySet()) {
            if (each.getKey().startsWith(path + "/")
                    && each.getValue().at("/metadata/resourceVersion").asInt() > since) {
                write(watch, event("MODIFIED", each.getValue()));
            }
        }
    }

    private synchronized void read(String path, HttpExchange exchange) throws IOException {
        JsonNode one = objects.get(path);
        if (one != null) {
            reply(exchange, 200, one.toString());
            return;
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (!last.endsWith("s") || last.equals("ns")) {
            reply(exchange, 404, "{\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\"}");
            return;
        }
        lists.incrementAndGet();
        ObjectNode list = YAML.createObjectNode().put("kind", "List").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", String.valueOf(version.get()));
        var items = list.putArray("items");
        objects.forEach((key, object) -> {
            if (key.startsWith(path + "/")) {
                items.add(object);
            }
        });
        reply(exchange, 200, list.toString());
    }

    private void send(String collection, String event) {
        watches.stream().filter(watch -> watch.path().equals(collection)).forEach(watch -> write(watch, event));
    }

    private static void write(Watch watch, String event) {
        try {
            OutputStream out = watch.exchange().getResponseBody();
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            watch.exchange().close();
        }
    }

    private static String event(String type, JsonNode object) {
        ObjectNode event = YAML.createObjectNode().put("type", type);
        event.set("object", object);
        return event + "\n";
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static String parameter(String query, String name) {
        return Arrays.stream(query.split("&"))
                .filter(part -> part.startsWith(name + "="))
                .map(part -> part.substring(name.length() + 1))
                .findFirst()
                .orElse("0");
    }
}
