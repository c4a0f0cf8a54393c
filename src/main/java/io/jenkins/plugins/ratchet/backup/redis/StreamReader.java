package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a stream with all that makes its consumers go on where they were: last id, groups, consumers, pending entries. */
final class StreamReader {
    static final String LAST_ID = "last id";
    private static final String ADDED = "number of entries ever added";
    private static final String DELETED = "highest deleted id";
    private static final String READ = "number of entries read";
    private static final int PORTION = 1000;

    private final RedisConnection connection;

    StreamReader(RedisConnection connection) {
        this.connection = connection;
    }

    Map<String, String> read(byte[] key) throws IOException {
        Map<String, String> parts = new TreeMap<>();
        Map<String, String> stream = fields((List<?>) connection.call(KeyReader.command("XINFO", "STREAM", key)));
        parts.put("length", stream.get("length"));
        parts.put(LAST_ID, stream.get("last-generated-id"));
        putKnown(parts, ADDED, stream.get("entries-added"));
        putKnown(parts, DELETED, stream.get("max-deleted-entry-id"));
        parts.put("entries", entries(key));
        List<?> groups = (List<?>) connection.call(KeyReader.command("XINFO", "GROUPS", key));
        parts.put("number of groups", "" + groups.size());
        for (Object each : groups) {
            byte[] name = raw((List<?>) each, "name");
            Map<String, String> group = fields((List<?>) each);
            String what = "group " + group.get("name") + ": ";
            parts.put(what + "last delivered id", group.get("last-delivered-id"));
            parts.put(what + "number of pending entries", group.get("pending"));
            putKnown(parts, what + READ, group.get("entries-read"));
            parts.put(what + "consumers", consumers(key, name));
            parts.put(what + "pending entries", pending(key, name));
        }
        return parts;
    }

    private String entries(byte[] key) throws IOException {
        Sha256 digest = new Sha256();
        String from = "-";
        List<?> portion;
        do {
            portion = (List<?>) connection.call(KeyReader.command("XRANGE", key, from, "+", "COUNT", PORTION));
            for (Object each : portion) {
                byte[] id = (byte[]) ((List<?>) each).get(0);
                KeyReader.add(digest, id);
                for (Object part : (List<?>) ((List<?>) each).get(1)) {
                    KeyReader.add(digest, (byte[]) part);
                }
                digest.update("\n");
                from = "(" + RedisConnection.text(id);
            }
        } while (portion.size() == PORTION);
        return digest.hex();
    }

    /** Names and numbers of pending entries; how long they have been idle changes by itself. */
    private String consumers(byte[] key, byte[] group) throws IOException {
        Map<String, String> pending = new TreeMap<>();
        for (Object each : (List<?>) connection.call(KeyReader.command("XINFO", "CONSUMERS", key, group))) {
            Map<String, String> consumer = fields((List<?>) each);
            pending.put(consumer.get("name"), consumer.get("pending"));
        }
        return pending.toString();
    }

    /** Entry, consumer and number of deliveries of each. */
    private String pending(byte[] key, byte[] group) throws IOException {
        Sha256 digest = new Sha256();
        String from = "-";
        List<?> portion;
        do {
            portion = (List<?>) connection.call(KeyReader.command("XPENDING", key, group, from, "+", PORTION));
            for (Object each : portion) {
                List<?> entry = (List<?>) each;
                KeyReader.add(digest, (byte[]) entry.get(0));
                KeyReader.add(digest, (byte[]) entry.get(1));
                digest.update(entry.get(3) + "\n");
                from = "(" + RedisConnection.text(entry.get(0));
            }
        } while (portion.size() == PORTION);
        return digest.hex();
    }

    /** Whether an id lies after another: both are {@code milliseconds-number}. */
    static boolean after(String id, String other) {
        String[] a = id.split("-");
        String[] b = other.split("-");
        int byTime = Long.compareUnsigned(Long.parseUnsignedLong(a[0]), Long.parseUnsignedLong(b[0]));
        return byTime > 0
                || byTime == 0 && Long.compareUnsigned(Long.parseUnsignedLong(a[1]), Long.parseUnsignedLong(b[1])) > 0;
    }

    /** Names and values by turns. */
    private static Map<String, String> fields(List<?> answer) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            Object value = answer.get(i + 1);
            fields.put(RedisConnection.text(answer.get(i)), value instanceof List ? "" : RedisConnection.text(value));
        }
        return fields;
    }

    private static byte[] raw(List<?> answer, String name) {
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            if (name.equals(RedisConnection.text(answer.get(i)))) {
                return (byte[]) answer.get(i + 1);
            }
        }
        return new byte[0];
    }

    /** Whether servers have it from 7.0 only: of what an older one holds, it comes about in the restored copy. */
    static boolean isNewer(String part) {
        return part.equals(ADDED) || part.equals(DELETED) || part.endsWith(READ);
    }

    private static void putKnown(Map<String, String> parts, String name, String value) {
        if (value != null) {
            parts.put(name, value);
        }
    }
}
