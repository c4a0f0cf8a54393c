package io.jenkins.plugins.ratchet.cluster;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a kubelet does behind an API server, in front of one that has none: serves {@code exec} and {@code portforward} of
 * pods over WebSockets, subprotocol {@code v4.channel.k8s.io}; all other requests go on to the API server.
 *
 * <p>A command runs as a process of this machine, whatever the container; a port is that port of this machine. It can be
 * told to break off as connections, nodes and runtimes do.
 */
public final class PodGate implements AutoCloseable {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Pattern POD = Pattern.compile("/pods/([^/?]+)/(exec|portforward)\\?(.*)$");

    private static final Pattern AUTHORITY = Pattern.compile(", certificate-authority: \"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("token: ([^}\\s]+)");

    /** What goes wrong with the output of a command. */
    public enum Fault {
        NONE,
        /** The connection is gone, without a word. */
        CUT,
        /** The connection is closed in order, and no exit status came. */
        NO_STATUS,
        /** The rest is lost, and success is told all the same. */
        LYING_STATUS,
        /** Nothing comes any more, and the connection stays. */
        SILENCE
    }

    private final URI api;
    private final SocketFactory onward;
    private final String login;
    private final ServerSocket server;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private volatile String faulty = "";
    private volatile long after;
    private volatile boolean forbidden;

    public PodGate(URI api) throws IOException {
        this(api, SocketFactory.getDefault(), null);
    }

    /**
     * In front of an API server that may speak TLS and want a token. The gate does not speak it, so that clients keep their
     * token to themselves; it puts it in.
     */
    public static PodGate before(URI api, Path kubeconfig) throws IOException {
        String text = Files.readString(kubeconfig);
        Matcher authority = AUTHORITY.matcher(text);
        Matcher token = TOKEN.matcher(text);
        return authority.find() && token.find()
                ? new PodGate(api, trusting(Path.of(authority.group(1))), token.group(1))
                : new PodGate(api);
    }

    private static SocketFactory trusting(Path authority) throws IOException {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "api", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private PodGate(URI api, SocketFactory onward, String token) throws IOException {
        this.api = api;
        this.onward = onward;
        this.login = token == null ? "" : "\r\nAuthorization: Bearer " + token;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon("pod-gate", this::accept);
    }

    /** The kubeconfig of the API server, with this in front of it. */
    public String kubeconfig(String ofApiServer) {
        return AUTHORITY
                .matcher(ofApiServer)
                .replaceAll("")
                .replaceAll("https?(://[^:/]+:)" + api.getPort(), "http$1" + server.getLocalPort());
    }

    /** Commands whose words hold {@code part} break off after so many bytes of output. */
    public void fail(Fault how, String part, long afterBytes) {
        faulty = part;
        after = afterBytes;
        fault = how;
    }

    /** Neither command nor port for anybody. */
    public void forbid() {
        forbidden = true;
    }

    /** Everything that was run, words joined by blanks. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                daemon("pod-gate-connection", () -> {
                    try (socket) {
                        serve(socket);
                    } catch (IOException e) {
                        // one of the two ends is gone
                    } finally {
                        open.remove(socket);
                    }
                });
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) throws IOException {
        String head = head(socket.getInputStream());
        Matcher pod = POD.matcher(head.lines().findFirst().orElse("").replaceAll(" HTTP/1.1$", ""));
        if (!pod.find()) {
            pass(socket, head);
        } else if (forbidden) {
            socket.getOutputStream()
                    .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        } else {
            Frames frames = upgrade(socket, head);
            if (pod.group(2).equals("exec")) {
                exec(frames, words(pod.group(3)));
            } else {
                forward(frames, Integer.parseInt(pod.group(3).replaceAll(".*ports=(\\d+).*", "$1")));
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static List<String> words(String query) {
        return Stream.of(query.split("&"))
                .filter(pair -> pair.startsWith("command="))
                .map(pair -> URLDecoder.decode(pair.substring("command=".length()), StandardCharsets.UTF_8))
                .toList();
    }

    /** One request a connection: whether the next one is for a pod can only be seen at its beginning. */
    private void pass(Socket socket, String head) throws IOException {
        try (Socket onward = this.onward.createSocket(InetAddress.getLoopbackAddress(), api.getPort())) {
            open.add(onward);
            boolean webSocket =
                    !login.isEmpty() && head.toLowerCase(Locale.ROOT).contains("upgrade: websocket");
            String sent = login.isEmpty()
                    ? head
                    : head.replaceAll("(?i)\r\nauthorization: [^\r]*", "").replaceFirst("\r\n", login + "\r\n");
            onward.getOutputStream().write((webSocket ? sent : closing(sent)).getBytes(StandardCharsets.ISO_8859_1));
            daemon("pod-gate-request", () -> {
                try {
                    socket.getInputStream().transferTo(onward.getOutputStream());
                } catch (IOException e) {
                    // the answer is all that counts
                }
            });
            if (webSocket) { // a watch; it is no pod's, and no request follows it
                onward.getInputStream().transferTo(socket.getOutputStream());
                return;
            }
            // Told, so that no client sends its next request into a connection that is about to be closed.
            String answer = head(onward.getInputStream())
                    .replaceAll("(?i)\r\nconnection: [^\r]*", "")
                    .replaceFirst("\r\n", "\r\nConnection: close\r\n");
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            onward.getInputStream().transferTo(socket.getOutputStream());
            open.remove(onward);
        }
    }

    private static String closing(String head) {
        return head.replaceFirst("\r\n", "\r\nConnection: close\r\n")
                .replaceAll("(?i)\r\nconnection: (upgrade, http2-settings|keep-alive)", "");
    }

    private static Frames upgrade(Socket socket, String head) throws IOException {
        String key = head.replaceAll("(?is).*\r\nsec-websocket-key: *([^\r]+)\r\n.*", "$1");
        try {
            String accept = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII)));
            socket.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: " + accept
                                    + "\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return new Frames(socket);
    }

    private void exec(Frames frames, List<String> words) throws IOException {
        String command = String.join(" ", words);
        commands.add(command);
        Process process = new ProcessBuilder(words).start();
        processes.add(process);
        daemon("pod-gate-stdin", () -> {
            try (OutputStream in = process.getOutputStream()) {
                for (byte[] message = frames.read(); message != null; message = frames.read()) {
                    in.write(message, 1, message.length - 1);
                    in.flush();
                }
            } catch (IOException e) {
                // the client is gone, or the process has ended
            }
        });
        Thread messages = daemon("pod-gate-stderr", () -> copy(process.getErrorStream(), frames, 2, Long.MAX_VALUE));
        Fault fault = command.contains(faulty) ? this.fault : Fault.NONE;
        boolean whole = copy(process.getInputStream(), frames, 1, fault == Fault.NONE ? Long.MAX_VALUE : after);
        if (!whole && fault == Fault.CUT) {
            return; // the process is left blocked, as where nobody reads its output
        }
        if (!whole && fault == Fault.SILENCE) {
            try {
                Thread.sleep(600_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        try {
            if (!whole) {
                process.destroy();
            }
            int status = process.waitFor();
            messages.join(5000); // the status comes last
            if (fault != Fault.NO_STATUS) {
                frames.write(3, status(whole ? status : 0));
            }
            frames.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] status(int status) {
        String json = status == 0 ? "{\"metadata\":{},\"status\":\"Success\"}" : """
                {"metadata":{},"status":"Failure","reason":"NonZeroExitCode","message":"command terminated",
                 "details":{"causes":[{"reason":"ExitCode","message":"%d"}]}}""".formatted(status);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether all of it was passed on. */
    private static boolean copy(InputStream from, Frames to, int channel, long limit) {
        byte[] buffer = new byte[8192];
        long rest = limit;
        try {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(channel, List.of(buffer), (int) Math.min(read, rest));
                rest -= read;
                if (rest < 0) {
                    return false;
                }
            }
        } catch (IOException e) {
            // the client is gone
        }
        return true;
    }

    private void forward(Frames frames, int port) throws IOException {
        byte[] number = {(byte) port, (byte) (port >> 8)};
        frames.write(0, number);
        frames.write(1, number);
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(target);
            daemon("pod-gate-upload", () -> {
                try (target) {
                    for (byte[] message = frames.read(); message != null; message = frames.read()) {
                        target.getOutputStream().write(message, 1, message.length - 1);
                    }
                } catch (IOException e) {
                    // one of the two ends is gone
                }
            });
            copy(target.getInputStream(), frames, 0, Long.MAX_VALUE);
            open.remove(target);
        } catch (IOException e) {
            frames.write(1, ("error forwarding port " + port + ": " + e.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
        frames.close();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Closeable each : new ArrayList<>(open)) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes.forEach(Process::destroyForcibly);
    }

    /** WebSocket frames over a socket, seen from the server; each message is one frame, its first byte the channel. */
    private static final class Frames {
        private static final int BINARY = 0x82;
        private static final int CLOSE = 0x88;
        private final Socket socket;
        private final DataInputStream in;

        Frames(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        }

        void write(int channel, byte[] payload) throws IOException {
            write(channel, List.of(payload), payload.length);
        }

        synchronized void write(int channel, List<byte[]> payload, int length) throws IOException {
            byte[] message = new byte[length + 1];
            message[0] = (byte) channel;
            System.arraycopy(payload.get(0), 0, message, 1, length);
            send(BINARY, message);
        }

        private synchronized void send(int opcode, byte[] payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(opcode);
            if (payload.length < 126) {
                frame.write(payload.length);
            } else {
                frame.write(126);
                frame.write(payload.length >> 8);
                frame.write(payload.length);
            }
            frame.write(payload);
            socket.getOutputStream().write(frame.toByteArray());
        }

        void close() throws IOException {
            send(CLOSE, new byte[] {3, (byte) 0xe8});
            try {
                socket.setSoTimeout(5000);
                while (read() != null) {
                    // until the client has closed its side, too
                }
            } catch (IOException e) {
                // it went without a word
            }
        }

        /** Null at the end. */
        byte[] read() throws IOException {
            synchronized (in) {
                ByteArrayOutputStream message = new ByteArrayOutputStream();
                while (true) {
                    int first = in.read();
                    if (first < 0) {
                        return null;
                    }
                    int length = in.readUnsignedByte() & 0x7f;
                    long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
                    byte[] mask = in.readNBytes(4);
                    byte[] payload = in.readNBytes((int) size);
                    for (int i = 0; i < payload.length; i++) {
                        payload[i] ^= mask[i % 4];
                    }
                    int opcode = first & 0x0f;
                    if (opcode == 8) {
                        return null;
                    }
                    if (opcode < 8) {
                        message.write(payload);
                        if ((first & 0x80) != 0 && message.size() > 0) {
                            return message.toByteArray();
                        }
                    }
                }
            }
        }
    }
}
