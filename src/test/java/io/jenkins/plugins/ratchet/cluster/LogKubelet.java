package io.jenkins.plugins.ratchet.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The part of a kubelet that the API server asks for the logs of containers: serves {@code GET
 * /containerLogs/NAMESPACE/POD/CONTAINER} from the files {@code NAMESPACE/POD/CONTAINER.log} of a directory.
 *
 * <p>It knows {@code follow}, {@code tailLines} and {@code limitBytes}. A container without a file has printed nothing.
 * As with a real kubelet, following ends when the container has terminated or the pod is gone.
 */
final class LogKubelet implements AutoCloseable {

    private static final String PATH = "/containerLogs/";
    private static final Duration POLL = Duration.ofMillis(50);
    // The pod is asked for only while nothing new is written, and not at every poll.
    private static final int POLLS_PER_LOOK_AT_POD = 5;

    private final Path logs;
    private final KubernetesClient client;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "log-kubelet");
        thread.setDaemon(true);
        return thread;
    });

    private LogKubelet(Path logs, KubernetesClient client, HttpsServer server) {
        this.logs = logs;
        this.client = client;
        this.server = server;
    }

    /**
     * Starts to serve on a free loopback port.
     *
     * @param logs the directory that the pod runner writes to
     * @param scratch a directory for the key store
     */
    static LogKubelet start(Path logs, Path scratch, KubernetesClient client)
            throws IOException, GeneralSecurityException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.sslContext(scratch)));
        LogKubelet kubelet = new LogKubelet(logs, client, server);
        server.createContext(PATH, kubelet::serve);
        server.setExecutor(kubelet.threads);
        server.start();
        return kubelet;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] names =
                    exchange.getRequestURI().getPath().substring(PATH.length()).split("/");
            boolean unsafe = Arrays.stream(names).anyMatch(name -> name.isEmpty() || name.startsWith("."));
            if (names.length != 3 || unsafe) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            Map<String, String> query = query(exchange.getRequestURI().getQuery());
            Path log = logs.resolve(names[0]).resolve(names[1]).resolve(names[2] + ".log");
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                send(log, names, query, out);
            }
        }
    }

    private void send(Path log, String[] names, Map<String, String> query, OutputStream out) throws IOException {
        long remaining = Long.parseLong(query.getOrDefault("limitBytes", "" + Long.MAX_VALUE));
        long position = start(log, query.get("tailLines"));
        boolean follow = Boolean.parseBoolean(query.get("follow"));
        for (int poll = 1; remaining > 0; poll++) {
            // Asked before the file is read: what a container printed last is in the file when it has terminated.
            boolean last = !follow || poll % POLLS_PER_LOOK_AT_POD == 0 && terminated(names);
            byte[] fresh = read(log, position, remaining);
            out.write(fresh);
            out.flush();
            position += fresh.length;
            remaining -= fresh.length;
            if (fresh.length == 0 && (last || !sleep())) {
                return;
            }
        }
    }

    private boolean terminated(String[] names) {
        try {
            Pod pod = client.pods().inNamespace(names[0]).withName(names[1]).get();
            if (pod == null) {
                return true;
            }
            String phase = pod.getStatus().getPhase();
            return "Succeeded".equals(phase)
                    || "Failed".equals(phase)
                    || pod.getStatus().getContainerStatuses().stream()
                            .filter(status -> status.getName().equals(names[2]))
                            .map(ContainerStatus::getState)
                            .anyMatch(state -> state != null && state.getTerminated() != null);
        } catch (KubernetesClientException e) {
            return false; // the API server is away; ask again
        }
    }

    /** Where to start so that the given number of lines follows; the beginning without one. */
    private static long start(Path log, String tailLines) throws IOException {
        if (tailLines == null || !Files.exists(log)) {
            return 0;
        }
        byte[] all = Files.readAllBytes(log);
        int lines = Integer.parseInt(tailLines);
        if (lines == 0) {
            return all.length;
        }
        for (int at = all.length - 2; at >= 0; at--) {
            if (all[at] == '\n' && --lines == 0) {
                return at + 1L;
            }
        }
        return 0;
    }

    private static byte[] read(Path log, long from, long limit) throws IOException {
        if (!Files.exists(log)) {
            return new byte[0];
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long size = Math.min(Math.min(file.length() - from, limit), 1 << 16);
            byte[] bytes = new byte[(int) Math.max(0, size)];
            file.seek(from);
            file.readFully(bytes);
            return bytes;
        }
    }

    private static boolean sleep() {
        try {
            Thread.sleep(POLL.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Map<String, String> query(String query) {
        if (query == null) {
            return Map.of();
        }
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> first));
    }
}
