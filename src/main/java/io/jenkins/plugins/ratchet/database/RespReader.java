package io.jenkins.plugins.ratchet.database;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads answers of the Redis serialization protocol, versions 2 and 3.
 *
 * <p>Bulk strings are {@code byte[]}, simple ones {@link String}, integers {@link Long}, arrays, sets, maps and pushes
 * {@link List}, an error is a {@link RedisException} that is returned, not thrown.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">the protocol's specification</a>
 */
final class RespReader {
    private static final int BUFFER = 1 << 16;
    /** The longest string that a server keeps, proto-max-bulk-len by default: more is no answer of Redis. */
    private static final long LONGEST = 512L << 20;

    private static final int LONGEST_LINE = 1 << 16;

    private final InputStream in;

    RespReader(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER);
    }

    InputStream rest() {
        return in;
    }

    Object read() throws IOException {
        int type = in.read();
        if (type < 0) {
            throw new EOFException("the server closed the connection");
        }
        String line = line();
        switch (type) {
            case '+', ',', '(':
                return line;
            case '-', '!':
                return new RedisException(type == '-' ? line : text(bulk(line)));
            case ':':
                return number(line);
            case '#':
                return line.equals("t") ? 1L : 0L;
            case '_':
                return null;
            case '$', '=':
                return bulk(line);
            case '*', '~', '>':
                return list(number(line));
            case '%':
                return list(number(line) * 2);
            default:
                throw new IOException("the server does not speak Redis's protocol: it sent byte " + type);
        }
    }

    /** What precedes the content: a line up to CR LF. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection in the middle of an answer");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the server does not speak Redis's protocol: a line does not end");
            }
            line.append((char) c);
        }
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
        }
        return line.toString();
    }

    private static long number(String line) throws IOException {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new IOException("the server does not speak Redis's protocol: no number: " + line);
        }
    }

    private byte[] bulk(String line) throws IOException {
        long length = number(line);
        if (length < 0) {
            return null;
        }
        if (length > LONGEST) {
            throw new IOException("the server announced " + length + " bytes in one string");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length || in.read() != '\r' || in.read() != '\n') {
            throw new EOFException("the server closed the connection in the middle of an answer");
        }
        return bytes;
    }

    private List<Object> list(long length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<Object> items = new ArrayList<>();
        for (long i = 0; i < length; i++) {
            items.add(read());
        }
        return items;
    }

    static String text(Object answer) {
        return answer instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : answer == null ? null : answer.toString();
    }
}
