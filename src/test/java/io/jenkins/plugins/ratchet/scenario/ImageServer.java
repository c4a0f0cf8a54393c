package io.jenkins.plugins.ratchet.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A registry on this machine that a Docker engine pulls small images from: busybox, and a file with the version. */
final class ImageServer implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final List<String> APPLETS = List.of(
            "sh", "sleep", "cat", "echo", "test", "true", "false", "touch", "rm", "wget", "httpd", "mkdir", "env");

    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final HttpServer server;

    ImageServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    /** Name of its one repository. */
    String repository() {
        return "127.0.0.1:" + server.getAddress().getPort() + "/shop";
    }

    /** Offers an image of its own under this tag; @return the digest of its manifest */
    String offer(String tag, String version) throws IOException {
        byte[] tar = layer(version);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(tar);
        }
        byte[] layer = zipped.toByteArray();
        byte[] config = ("{\"architecture\": \"amd64\", \"os\": \"linux\", \"config\": {\"Env\": [\"PATH=/bin\","
                        + " \"OF_IMAGE=" + version + "\"]}, \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [\""
                        + digest(tar) + "\"]}, \"history\": [{\"created_by\": \"a test\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] manifest = ("{\"schemaVersion\": 2, \"mediaType\": \"" + MANIFEST + "\", \"config\": {\"mediaType\":"
                        + " \"application/vnd.docker.container.image.v1+json\", \"size\": " + config.length
                        + ", \"digest\": \"" + digest(config) + "\"}, \"layers\": [{\"mediaType\":"
                        + " \"application/vnd.docker.image.rootfs.diff.tar.gzip\", \"size\": " + layer.length
                        + ", \"digest\": \"" + digest(layer) + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        blobs.put(digest(layer), layer);
        blobs.put(digest(config), config);
        manifests.put(tag, manifest);
        manifests.put(digest(manifest), manifest);
        return digest(manifest);
    }

    /** Has it no longer, by tag or by digest. */
    void withdraw(String tag, String digest) {
        manifests.remove(tag);
        manifests.remove(digest);
    }

    private static String digest(byte[] bytes) {
        return "sha256:" + Sha256.of(bytes);
    }

    private static byte[] layer(String version) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            file(tar, "bin/busybox", Files.readAllBytes(DockerEngine.onPath("busybox")), 0755);
            for (String applet : APPLETS) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + applet, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            file(tar, "version", version.getBytes(StandardCharsets.UTF_8), 0644);
            file(tar, "www/ready", ("ready " + version).getBytes(StandardCharsets.UTF_8), 0644);
            tar.finish();
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/v2/")) {
            send(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8), null);
        } else if (path.startsWith("/v2/shop/manifests/") && manifests.containsKey(last)) {
            send(exchange, 200, MANIFEST, manifests.get(last), digest(manifests.get(last)));
        } else if (path.startsWith("/v2/shop/blobs/") && blobs.containsKey(last)) {
            send(exchange, 200, "application/octet-stream", blobs.get(last), last);
        } else {
            byte[] error = "{\"errors\": [{\"code\": \"MANIFEST_UNKNOWN\", \"message\": \"manifest unknown\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
            send(exchange, 404, "application/json", error, null);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body, String digest)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Docker-Distribution-Api-Version", "registry/2.0");
        if (digest != null) {
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
