package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a Redis server about a stream and its consumer groups. */
final class RedisStream {
    private static final int PAGE = 1000;
    /** Beyond this many entries a lag is not counted by hand. */
    private static final int MOST_COUNTED = 100_000;

    private final RedisConnection connection;
    private final String key;

    RedisStream(RedisConnection connection, String key) {
        this.connection = connection;
        this.key = key;
    }

    /**
     * A consumer group.
     *
     * @param pending entries that were given and not acknowledged
     * @param last id of the last entry that was given
     * @param lag entries that were not given yet; null where the server does not know, which before Redis 7 is always
     */
    record Group(String name, long pending, String last, Long lag) {}

    /** An entry that was given to a consumer and not acknowledged. */
    record Pending(String id, String consumer, Duration idle, long deliveries) {}

    /** As TYPE says; {@code none} where there is nothing. */
    String type() throws IOException {
        return RedisConnection.text(connection.call("TYPE", key));
    }

    long length() throws IOException {
        return (Long) connection.call("XLEN", key);
    }

    /** By name. */
    Map<String, Group> groups() throws IOException {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (Object each : (List<?>) connection.call("XINFO", "GROUPS", key)) {
            Map<String, Object> fields = fields((List<?>) each);
            String name = RedisConnection.text(fields.get("name"));
            groups.put(
                    name,
                    new Group(
                            name,
                            (Long) fields.get("pending"),
                            RedisConnection.text(fields.get("last-delivered-id")),
                            (Long) fields.get("lag")));
        }
        return groups;
    }

    /**
     * Counts what a group was not given yet, where the server does not know: after deletions, after XGROUP SETID, and before
     * Redis 7. Up to one more than the bound; null where that is too many to count or the user may not.
     */
    Long counted(Group group, Integer bound) throws IOException {
        long most = Math.min(MOST_COUNTED, bound == null ? MOST_COUNTED : bound + 1L);
        long count = 0;
        String after = group.last();
        try {
            while (count < most) {
                String page = Long.toString(Math.min(PAGE, most - count));
                List<?> entries = (List<?>) connection.call("XRANGE", key, "(" + after, "+", "COUNT", page);
                if (entries.isEmpty()) {
                    return count;
                }
                count += entries.size();
                after = RedisConnection.text(((List<?>) entries.get(entries.size() - 1)).get(0));
            }
        } catch (RedisException e) {
            return null;
        }
        return bound == null || bound >= MOST_COUNTED ? null : Long.valueOf(count);
    }

    /** One that has been pending for longer; null where there is none. */
    Pending idle(String group, Duration longest) throws IOException {
        List<?> found = (List<?>)
                connection.call("XPENDING", key, group, "IDLE", Long.toString(longest.toMillis()), "-", "+", "1");
        if (found.isEmpty()) {
            return null;
        }
        List<?> entry = (List<?>) found.get(0);
        return new Pending(
                RedisConnection.text(entry.get(0)),
                RedisConnection.text(entry.get(1)),
                Duration.ofMillis((Long) entry.get(2)),
                (Long) entry.get(3));
    }

    /** How much a key of any kind holds; 0 where it does not exist, −1 for a single value. */
    static long size(RedisConnection connection, String key) throws IOException {
        return switch (RedisConnection.text(connection.call("TYPE", key))) {
            case "list" -> (Long) connection.call("LLEN", key);
            case "stream" -> (Long) connection.call("XLEN", key);
            case "set" -> (Long) connection.call("SCARD", key);
            case "zset" -> (Long) connection.call("ZCARD", key);
            case "hash" -> (Long) connection.call("HLEN", key);
            case "none" -> 0;
            default -> -1;
        };
    }

    static String entries(long number) {
        return number == 1 ? "1 entry" : number + " entries";
    }

    private static Map<String, Object> fields(List<?> pairs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            fields.put(RedisConnection.text(pairs.get(i)), pairs.get(i + 1));
        }
        return fields;
    }
}
