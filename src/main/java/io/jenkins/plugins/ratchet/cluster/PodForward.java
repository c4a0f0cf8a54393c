package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A listener on loopback whose connections end at a port of a pod: each is a WebSocket of its own, subprotocol {@code
 * v4.channel.k8s.io}.
 *
 * <p>fabric8's own port-forward loses data with the JDK's HTTP client: that one refuses a message while the one before
 * is on its way, and the refusal goes unnoticed. Here the next message waits.
 */
final class PodForward implements AutoCloseable {
    private static final String PROTOCOL = "v4.channel.k8s.io";
    private static final long HANDSHAKE_SECONDS = 30;
    private static final long PAUSE_NANOS = 50_000;
    private static final int BUFFER = 1 << 15;
    private static final int DATA = 0;
    private static final int CHANNELS = 2;

    private final KubernetesClient client;
    private final URI uri;
    private final ServerSocket server;
    private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();

    private PodForward(KubernetesClient client, URI uri, ServerSocket server) {
        this.client = client;
        this.uri = uri;
        this.server = server;
    }

    /** @throws KubernetesClientException where the API server does not let us */
    static PodForward to(KubernetesClient client, String namespace, String pod, int port) throws IOException {
        String base = client.getMasterUrl().toString().replaceAll("/+$", "");
        URI uri = URI.create(base + "/api/v1/namespaces/" + namespace + "/pods/" + pod + "/portforward?ports=" + port);
        PodForward forward =
                new PodForward(client, uri, new ServerSocket(0, 50, InetAddress.getByName(PodForwards.HOST)));
        try {
            forward.probe();
        } catch (KubernetesClientException e) {
            forward.close();
            throw e;
        }
        Thread accepting = new Thread(forward::accept, "port-forward " + pod + ":" + port);
        accepting.setDaemon(true);
        accepting.start();
        return forward;
    }

    int localPort() {
        return server.getLocalPort();
    }

    /** A first connection that is given up at once: who may not forward is to hear so now, in the server's words. */
    private void probe() {
        try {
            webSocket(new WebSocket.Listener() {})
                    .get(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                    .sendClose(1000, "it works");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException handshake && handshake.getResponse() != null) {
                int code = handshake.getResponse().code();
                throw new KubernetesClientException("the API server answered " + code, code, null);
            }
            throw new KubernetesClientException("port-forward failed", e.getCause());
        } catch (TimeoutException e) {
            throw new KubernetesClientException("no answer within " + HANDSHAKE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted", e);
        }
    }

    private CompletableFuture<WebSocket> webSocket(WebSocket.Listener listener) {
        return client.getHttpClient()
                .newWebSocketBuilder()
                .uri(uri)
                .connectTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .subprotocol(PROTOCOL)
                .buildAsync(listener);
    }

    private void accept() {
        try {
            while (true) {
                Tunnel tunnel = new Tunnel(server.accept());
                tunnels.add(tunnel);
                webSocket(tunnel).whenComplete((socket, failure) -> {
                    if (failure != null) {
                        tunnel.end();
                    }
                });
            }
        } catch (IOException e) {
            close(); // the listener was closed, or cannot go on
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // it listens no more either way
        }
        tunnels.forEach(Tunnel::end);
    }

    /** One connection. */
    private final class Tunnel implements WebSocket.Listener {
        private final Socket local;
        /** Writes what came from the pod, in its order, without holding up the HTTP client's threads. */
        private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "port-forward-in");
            thread.setDaemon(true);
            return thread;
        });

        private final boolean[] greeted = new boolean[CHANNELS];
        private volatile boolean ended;

        Tunnel(Socket local) throws IOException {
            this.local = local;
            local.setTcpNoDelay(true);
        }

        @Override
        public void onOpen(WebSocket socket) {
            Thread sender = new Thread(() -> send(socket), "port-forward-out");
            sender.setDaemon(true);
            sender.start();
        }

        private void send(WebSocket socket) {
            byte[] message = new byte[BUFFER];
            try {
                for (int read = read(message); read >= 0 && !ended; read = read(message)) {
                    if (!socket.send(ByteBuffer.wrap(message, 0, read + 1))) {
                        break;
                    }
                    while (socket.queueSize() > 0 && !ended) {
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
            } catch (IOException e) {
                // the local end is gone
            }
            socket.sendClose(1000, "done");
            end();
        }

        /** The message's first byte is the channel. */
        private int read(byte[] message) throws IOException {
            message[0] = DATA;
            return local.getInputStream().read(message, 1, message.length - 1);
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            onMessage(socket, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void onMessage(WebSocket socket, ByteBuffer message) {
            int channel = message.hasRemaining() ? message.get() : DATA;
            if (channel < 0 || channel >= CHANNELS) {
                lastly();
            } else if (!greeted[channel]) {
                greeted[channel] = true; // the first message of a channel repeats the port
                socket.request();
            } else if (channel == DATA) {
                inOrder(() -> {
                    try {
                        local.getOutputStream()
                                .write(
                                        message.array(),
                                        message.arrayOffset() + message.position(),
                                        message.remaining());
                        socket.request();
                    } catch (IOException e) {
                        end();
                    }
                });
            } else {
                lastly(); // the pod's side says why it cannot go on; the client sees a lost connection
            }
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason) {
            lastly();
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            lastly();
        }

        /** Ends it once all that came has been passed on. */
        private void lastly() {
            inOrder(this::end);
        }

        private void inOrder(Runnable task) {
            try {
                writer.execute(task);
            } catch (RejectedExecutionException e) {
                end(); // it has ended meanwhile
            }
        }

        private void end() {
            ended = true;
            tunnels.remove(this);
            writer.shutdown();
            try {
                local.close();
            } catch (IOException e) {
                // closed for us either way
            }
        }
    }
}
