package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisException;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what keys hold, in batches and in portions that do not keep the server busy.
 *
 * <p>DUMP would not do: the same hash can lie in memory in another order. DEBUG DIGEST is denied on most servers.
 */
final class KeyReader {
    private static final int PORTION = 1000;
    private static final long LONG_STRING = 1 << 20;

    private final RedisConnection connection;
    private final boolean exactExpiry;

    /** @param exactExpiry whether the server knows PEXPIRETIME, from 7.0 */
    KeyReader(RedisConnection connection, boolean exactExpiry) {
        this.connection = connection;
        this.exactExpiry = exactExpiry;
    }

    List<KeyState> read(List<byte[]> keys) throws IOException {
        for (byte[] key : keys) {
            connection.send(command("TYPE", key));
            connection.send(command(exactExpiry ? "PEXPIRETIME" : "PTTL", key));
        }
        List<String> types = new ArrayList<>();
        List<Long> expiries = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            types.add(RedisConnection.text(connection.answer()));
            long expiry = (Long) connection.answer();
            expiries.add(expiry < 0 ? -1 : exactExpiry ? expiry : System.currentTimeMillis() + expiry);
        }
        List<Long> sizes = sizes(keys, types);
        List<Map<String, String>> strings = shortStrings(keys, types, sizes);
        List<KeyState> states = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String type = types.get(i);
            Map<String, String> parts = strings.get(i);
            states.add(
                    type.equals("none")
                            ? KeyState.NONE
                            : new KeyState(
                                    type,
                                    expiries.get(i),
                                    parts == null ? parts(keys.get(i), type, sizes.get(i)) : parts));
        }
        return states;
    }

    /** All in one round trip; null for what is none. */
    private List<Map<String, String>> shortStrings(List<byte[]> keys, List<String> types, List<Long> sizes)
            throws IOException {
        for (int i = 0; i < keys.size(); i++) {
            if (isShort(types.get(i), sizes.get(i))) {
                connection.send(command("GET", keys.get(i)));
            }
        }
        List<Map<String, String>> strings = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (isShort(types.get(i), sizes.get(i))) {
                byte[] value = (byte[]) orNull();
                strings.add(value == null ? Map.of() : Map.of("value", Sha256.of(value), "length", "" + value.length));
            } else {
                strings.add(null);
            }
        }
        return strings;
    }

    private static boolean isShort(String type, long size) {
        return type.equals("string") && size <= LONG_STRING;
    }

    private List<Long> sizes(List<byte[]> keys, List<String> types) throws IOException {
        for (int i = 0; i < keys.size(); i++) {
            if (types.get(i).equals("string")) {
                connection.send(command("STRLEN", keys.get(i)));
            }
        }
        List<Long> sizes = new ArrayList<>();
        for (String type : types) {
            Object size = type.equals("string") ? orNull() : null;
            sizes.add(size == null ? 0 : (Long) size);
        }
        return sizes;
    }

    /** A key can be replaced by one of another type between two commands: it has changed, and is no difference. */
    private Object orNull() throws IOException {
        try {
            return connection.answer();
        } catch (RedisException e) {
            if (e.is("WRONGTYPE")) {
                return null;
            }
            throw e;
        }
    }

    private Map<String, String> parts(byte[] key, String type, long size) throws IOException {
        try {
            switch (type) {
                case "string":
                    return longString(key, size);
                case "list":
                    return ranges("LRANGE", key, false);
                case "zset":
                    return ranges("ZRANGE", key, true);
                case "set":
                    return scanned("SSCAN", key, 1);
                case "hash":
                    return scanned("HSCAN", key, 2);
                case "stream":
                    return new StreamReader(connection).read(key);
                default:
                    Object dump = connection.call(command("DUMP", key));
                    return dump == null ? Map.of() : Map.of("value", Sha256.of((byte[]) dump));
            }
        } catch (RedisException e) {
            if (e.is("WRONGTYPE") || e.getMessage().startsWith("ERR no such key")) {
                return Map.of(); // replaced or deleted meanwhile
            }
            throw e;
        }
    }

    private Map<String, String> longString(byte[] key, long size) throws IOException {
        Sha256 digest = new Sha256();
        for (long from = 0; from < size; from += LONG_STRING) {
            byte[] part = (byte[]) connection.call(command("GETRANGE", key, "" + from, "" + (from + LONG_STRING - 1)));
            digest.update(part, part.length);
        }
        return Map.of("value", digest.hex(), "length", "" + size);
    }

    private Map<String, String> ranges(String command, byte[] key, boolean scores) throws IOException {
        Sha256 digest = new Sha256();
        long length = 0;
        while (true) {
            List<byte[]> call = command(command, key, "" + length, "" + (length + PORTION - 1));
            if (scores) {
                call.add("WITHSCORES".getBytes(StandardCharsets.US_ASCII));
            }
            List<?> portion = (List<?>) connection.call(call);
            for (int i = 0; i < portion.size(); i += scores ? 2 : 1) {
                add(digest, (byte[]) portion.get(i));
                if (scores) {
                    add(digest, score((byte[]) portion.get(i + 1)));
                }
            }
            int items = portion.size() / (scores ? 2 : 1);
            length += items;
            if (items < PORTION) {
                return Map.of("value", digest.hex(), "length", "" + length);
            }
        }
    }

    /** Versions write the same number in different ways. */
    private static byte[] score(byte[] text) {
        String score = new String(text, StandardCharsets.US_ASCII);
        double number = score.endsWith("inf")
                ? score.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY
                : Double.parseDouble(score);
        return Double.toHexString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private Map<String, String> scanned(String command, byte[] key, int width) throws IOException {
        ElementSet elements = new ElementSet();
        String cursor = "0";
        do {
            List<?> answer = (List<?>) connection.call(command(command, key, cursor, "COUNT", "" + PORTION));
            cursor = RedisConnection.text(answer.get(0));
            List<?> portion = (List<?>) answer.get(1);
            for (int i = 0; i + width <= portion.size(); i += width) {
                Sha256 digest = new Sha256();
                for (int j = 0; j < width; j++) {
                    add(digest, (byte[]) portion.get(i + j));
                }
                elements.add(digest.hex());
            }
        } while (!cursor.equals("0"));
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("length", "" + elements.size());
        parts.put("value", elements.digest());
        return parts;
    }

    /** With its length, so that neighbours cannot be mistaken for each other. */
    static void add(Sha256 digest, byte[] bytes) {
        digest.update(bytes.length + ":").update(bytes, bytes.length);
    }

    /** Words that are text or bytes. */
    static List<byte[]> command(Object... words) {
        List<byte[]> command = new ArrayList<>();
        for (Object word : words) {
            command.add(word instanceof byte[] bytes ? bytes : word.toString().getBytes(StandardCharsets.UTF_8));
        }
        return command;
    }
}
