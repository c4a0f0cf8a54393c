package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Reads a snapshot (RDB) as a replica would: PSYNC makes the server fork, and the child sends its memory as it was at
 * that moment. {@code redis-cli --rdb} does the same.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/replication/">how replication works</a>
 */
final class SnapshotTransfer {
    private static final int MARK = 40;
    private static final int BUFFER = 1 << 16;

    private final RedisConnection connection;

    SnapshotTransfer(RedisConnection connection) {
        this.connection = connection;
    }

    /** The moment of the snapshot: a replication history and the place in it. */
    record Position(String replicationId, long offset) {}

    /** Asks for the snapshot; returns when the server has forked. The connection is of no other use afterwards. */
    Position request() throws IOException {
        try {
            connection.call("REPLCONF", "rdb-only", "1"); // keeps the server from buffering what comes after
        } catch (RedisException e) {
            // Servers before 7.0 do not know it; they buffer, and let go when the connection is closed.
        }
        // The end is told by a mark, so that the server can stream from memory without a file on its own disk.
        connection.call("REPLCONF", "capa", "eof", "capa", "psync2");
        connection.send("PSYNC", "?", "-1");
        connection.stream();
        String answer = content();
        if (answer.startsWith("-")) {
            throw new IOException("it refused to send a snapshot: " + answer.substring(1));
        }
        String[] words = answer.split(" ");
        if (words.length != 3 || !words[0].equals("+FULLRESYNC")) {
            throw new IOException("it answered PSYNC with " + answer);
        }
        return new Position(words[1], Long.parseLong(words[2]));
    }

    /**
     * Copies the snapshot.
     *
     * @param progress told the bytes copied so far
     * @return its size in bytes
     */
    long copy(OutputStream out, LongConsumer progress) throws IOException {
        String head = content();
        InputStream in = connection.stream();
        if (head.startsWith("$EOF:") && head.length() == 5 + MARK) {
            return untilMark(in, out, head.substring(5).getBytes(StandardCharsets.US_ASCII), progress);
        }
        if (!head.matches("\\$\\d{1,18}")) {
            throw new IOException("it announced a snapshot as " + head);
        }
        return exactly(in, out, Long.parseLong(head.substring(1)), progress);
    }

    /** The next line that says something: while the server works, it sends empty ones. */
    private String content() throws IOException {
        String line = connection.line();
        while (line.isEmpty()) {
            line = connection.line();
        }
        return line;
    }

    private static long exactly(InputStream in, OutputStream out, long size, LongConsumer progress) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long done = 0;
        while (done < size) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, size - done));
            if (read < 0) {
                throw new EOFException("the server closed the connection after " + done + " of " + size + " bytes");
            }
            out.write(buffer, 0, read);
            done += read;
            progress.accept(done);
        }
        return done;
    }

    /** The last bytes read are held back: they are the mark where the stream ends. */
    private static long untilMark(InputStream in, OutputStream out, byte[] mark, LongConsumer progress)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        int held = 0;
        long done = 0;
        while (true) {
            int read = in.read(buffer, held, buffer.length - held);
            if (read < 0) {
                throw new EOFException("the server closed the connection after " + done + " bytes, before the end");
            }
            held += read;
            if (held < MARK) {
                continue;
            }
            int sure = held - MARK;
            out.write(buffer, 0, sure);
            done += sure;
            System.arraycopy(buffer, sure, buffer, 0, MARK);
            held = MARK;
            if (Arrays.equals(buffer, 0, MARK, mark, 0, MARK)) {
                return done;
            }
            progress.accept(done);
        }
    }
}
