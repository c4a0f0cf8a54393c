package io.jenkins.plugins.ratchet.backup.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Passes everything on to a Redis server, and does something to the snapshot that comes back. */
final class TamperingProxy implements AutoCloseable {
    /** Changes a whole answer to PSYNC, from its first byte to the mark at its end; returns null to hang up. */
    interface Spoiler {
        byte[] spoil(byte[] snapshot);
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Spoiler spoiler;

    TamperingProxy(int server, Spoiler spoiler) throws IOException {
        this.server = server;
        this.spoiler = spoiler;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(Runnable action) {
        Thread thread = new Thread(action);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                boolean[] snapshot = {false};
                daemon(() -> requests(client, upstream, snapshot));
                daemon(() -> answers(upstream, client, snapshot));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void requests(Socket client, Socket upstream, boolean[] snapshot) {
        try (client;
                upstream) {
            byte[] buffer = new byte[1 << 16];
            InputStream in = client.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains("PSYNC\r\n$1\r\n?")) {
                    snapshot[0] = true;
                }
                upstream.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one side hung up
        }
    }

    private void answers(Socket upstream, Socket client, boolean[] snapshot) {
        try (client;
                upstream) {
            byte[] buffer = new byte[1 << 16];
            InputStream in = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] held = new byte[0];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!snapshot[0]) {
                    out.write(buffer, 0, read);
                    continue;
                }
                held = Arrays.copyOf(held, held.length + read);
                System.arraycopy(buffer, 0, held, held.length - read, read);
                if (complete(held)) {
                    byte[] spoiled = spoiler.spoil(held);
                    if (spoiled == null) {
                        return;
                    }
                    out.write(spoiled);
                    held = new byte[0];
                }
            }
        } catch (IOException e) {
            // one side hung up
        }
    }

    /** Where the content begins: after {@code $EOF:<mark>}. */
    static int content(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        return text.indexOf("$EOF:") + 5 + 40 + 2;
    }

    private static boolean complete(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("$EOF:");
        return start >= 0 && text.length() > start + 47 + 40 && text.endsWith(text.substring(start + 5, start + 45));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
