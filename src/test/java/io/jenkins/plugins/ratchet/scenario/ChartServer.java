package io.jenkins.plugins.ratchet.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.ratchet.cluster.SelfSigned;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Serves packaged charts as a chart repository under {@code /charts} and as an OCI registry under {@code /v2}. */
final class ChartServer implements AutoCloseable {
    private final HttpsServer server;
    private final Path certificate;
    private final Map<String, Path> packages = new TreeMap<>();
    private final Map<String, Content> registry = new ConcurrentHashMap<>();
    private final StringBuilder index = new StringBuilder("apiVersion: v1\nentries:\n  shop:\n");

    /** What the registry has under a path. */
    private record Content(String type, byte[] bytes) {}

    /** Starts it with a certificate of its own, made in a directory; helm talks to registries by TLS only. */
    ChartServer(Path scratch) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            server.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.sslContext(scratch)));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        certificate = scratch.resolve(SelfSigned.CERTIFICATE);
        server.createContext("/charts/", exchange -> {
            String file = exchange.getRequestURI().getPath().substring("/charts/".length());
            byte[] bytes = file.equals("index.yaml")
                    ? index.toString().getBytes(StandardCharsets.UTF_8)
                    : packages.containsKey(file) ? Files.readAllBytes(packages.get(file)) : null;
            answer(exchange, bytes == null ? null : new Content("application/octet-stream", bytes));
        });
        server.createContext(
                "/v2/",
                exchange ->
                        answer(exchange, registry.get(exchange.getRequestURI().getPath())));
        registry.put("/v2/", new Content("application/json", "{}".getBytes(StandardCharsets.UTF_8)));
        server.start();
    }

    String repository() {
        return "https://" + address() + "/charts";
    }

    String oci() {
        return "oci://" + address() + "/products/shop";
    }

    /** By {@code SSL_CERT_FILE} helm comes to trust it. */
    Path certificate() {
        return certificate;
    }

    private String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Publishes a chart that {@code helm package} made, in both ways. */
    void publish(Path archive, String version) throws IOException {
        byte[] chart = Files.readAllBytes(archive);
        packages.put(archive.getFileName().toString(), archive);
        index.append("  - {apiVersion: v2, name: shop, version: %s, digest: %s, urls: [%s]}\n"
                .formatted(version, Sha256.of(chart), archive.getFileName()));
        byte[] config = "{\"name\":\"shop\",\"version\":\"%s\",\"apiVersion\":\"v2\"}"
                .formatted(version)
                .getBytes(StandardCharsets.UTF_8);
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":%s,"layers":[%s]}""".formatted(
                        blob("application/vnd.cncf.helm.config.v1+json", config),
                        blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", chart));
        Content content =
                new Content("application/vnd.oci.image.manifest.v1+json", manifest.getBytes(StandardCharsets.UTF_8));
        for (String name : List.of(version, "sha256:" + Sha256.of(content.bytes()))) {
            registry.put("/v2/products/shop/manifests/" + name, content);
        }
    }

    private String blob(String type, byte[] bytes) {
        String digest = "sha256:" + Sha256.of(bytes);
        registry.put("/v2/products/shop/blobs/" + digest, new Content("application/octet-stream", bytes));
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest, bytes.length);
    }

    private static void answer(HttpExchange exchange, Content content) throws IOException {
        try (exchange) {
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", content.type());
            exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + Sha256.of(content.bytes()));
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.bytes().length));
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.sendResponseHeaders(200, content.bytes().length);
                exchange.getResponseBody().write(content.bytes());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
