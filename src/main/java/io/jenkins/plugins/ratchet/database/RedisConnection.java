package io.jenkins.plugins.ratchet.database;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection to a Redis server; for one thread at a time, but for {@link #close}, which makes a blocked call fail.
 *
 * <p>The protocol is small enough that a client library would weigh more than it takes off; and none offers the
 * replication stream, which is how a backup is read.
 */
public final class RedisConnection implements Closeable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    private final Closeable socket;
    private final RespReader in;
    private final OutputStream out;

    private RedisConnection(Closeable socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = new RespReader(in);
        this.out = new BufferedOutputStream(out);
    }

    /** Connects and logs in. @throws RunException with what is wrong, never with the password */
    public static RedisConnection open(RedisAddress address) {
        RedisConnection connection = null;
        try {
            connection = connect(address);
            if (address.password() != null) {
                List<String> auth = new ArrayList<>(List.of("AUTH"));
                if (address.user() != null) {
                    auth.add(address.user());
                }
                auth.add(address.password());
                connection.call(auth.toArray(String[]::new));
            }
            connection.call("PING");
            name(connection);
            return connection;
        } catch (IOException e) {
            if (connection != null) {
                connection.close();
            }
            throw failure(address, e);
        }
    }

    /** So that whoever lists the server's clients knows whose it is. */
    private static void name(RedisConnection connection) throws IOException {
        try {
            connection.call("CLIENT", "SETNAME", Postgres.APPLICATION_NAME);
        } catch (RedisException e) {
            // Not for this user to say; nothing else rests on it.
        }
    }

    /** Connects to a server on this machine that asks for no password. It has no timeout. */
    public static RedisConnection open(Path unixSocket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(unixSocket));
        return new RedisConnection(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    private static RedisConnection connect(RedisAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) CONNECT_TIMEOUT.toMillis());
            socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
            socket.setKeepAlive(true);
            socket.setTcpNoDelay(true);
            if (address.sslmode() != null) {
                SSLSocket tls = (SSLSocket) Tls.context(address.sslmode(), address.sslrootcert(), address.name())
                        .getSocketFactory()
                        .createSocket(socket, address.host(), address.port(), true);
                if (address.sslmode().equals("verify-full")) {
                    SSLParameters parameters = tls.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    tls.setSSLParameters(parameters);
                }
                tls.startHandshake();
                socket = tls;
            }
            return new RedisConnection(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a command and returns its answer, as {@link RespReader} tells. @throws RedisException for an error */
    public Object call(String... command) throws IOException {
        send(command);
        return answer();
    }

    /** As {@link #call(String...)}, for keys that need not be text. */
    public Object call(List<byte[]> command) throws IOException {
        send(command);
        return answer();
    }

    /** Queues a command. For every one, {@link #answer} must be called once, in the same order. */
    public void send(String... command) throws IOException {
        List<byte[]> bytes = new ArrayList<>();
        for (String argument : command) {
            bytes.add(argument.getBytes(StandardCharsets.UTF_8));
        }
        send(bytes);
    }

    /** As {@link #send(String...)}. */
    public void send(List<byte[]> command) throws IOException {
        header('*', command.size());
        for (byte[] argument : command) {
            header('$', argument.length);
            out.write(argument);
            out.write('\r');
            out.write('\n');
        }
    }

    private void header(char type, int number) throws IOException {
        out.write((type + Integer.toString(number) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends what is queued. */
    public void flush() throws IOException {
        out.flush();
    }

    /** Sends what is queued, and reads the next answer. @throws RedisException for an error */
    public Object answer() throws IOException {
        out.flush();
        Object answer = in.read();
        if (answer instanceof RedisException error) {
            throw error;
        }
        return answer;
    }

    /** What comes after the last answer, unparsed; for the replication stream. */
    public InputStream stream() throws IOException {
        out.flush();
        return in.rest();
    }

    /** One line of the replication stream, without its end. */
    public String line() throws IOException {
        return in.line();
    }

    /** The fields of a section of INFO, e.g. {@code server}. */
    public Map<String, String> info(String section) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : text(call("INFO", section)).split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }

    /** An answer as text; null where it is null. */
    public static String text(Object answer) {
        return RespReader.text(answer);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }

    /** One clear message for what went wrong; never with the password. */
    public static RunException failure(RedisAddress address, IOException cause) {
        String who = "database " + address.name() + " (" + address + "): ";
        String said = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (cause instanceof RedisException error) {
            if (error.is("WRONGPASS")
                    || error.is("NOAUTH")
                    || said.contains("invalid password")
                    || said.contains("without any password configured")) {
                String with = address.password() == null ? "without a password" : "with the password given";
                return RunException.usage(who + "the server refused the login " + with + ": " + said
                        + "; check connection.user and connection.password");
            }
            if (error.is("NOPERM")) {
                return RunException.usage(who + "the user may not do what the backup needs: " + said);
            }
            return RunException.unavailable(who + said);
        }
        if (cause instanceof SSLException) {
            return RunException.usage(who + "no encrypted connection comes about: " + said
                    + "; check connection.sslmode and connection.sslrootcert, and whether the port expects TLS");
        }
        if (cause instanceof UnknownHostException) {
            said = "the host is not known";
        } else if (cause instanceof SocketTimeoutException) {
            said = "it did not answer in time (" + said + ")";
        }
        return RunException.unavailable(
                who + "the server cannot be reached or went away: " + said
                        + "; check connection.host and connection.port, and that this machine may connect",
                cause);
    }
}
