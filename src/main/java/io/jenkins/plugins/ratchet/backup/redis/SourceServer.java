package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.database.RedisConnection;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The server to back up.
 *
 * @param product {@code redis} or {@code valkey}
 * @param memory bytes that its data take in memory
 * @param keys number of keys by the number of their database
 */
record SourceServer(
        String product,
        String version,
        boolean cluster,
        boolean replica,
        boolean linkUp,
        boolean loading,
        long memory,
        Map<Integer, Long> keys) {

    static SourceServer read(RedisConnection connection) throws IOException {
        Map<String, String> server = connection.info("server");
        Map<String, String> replication = connection.info("replication");
        Map<String, String> memory = connection.info("memory");
        String valkey = server.get("valkey_version");
        boolean replica = "slave".equals(replication.get("role"));
        return new SourceServer(
                valkey == null ? "redis" : "valkey",
                valkey == null ? server.getOrDefault("redis_version", "0") : valkey,
                "cluster".equals(server.get("redis_mode")),
                replica,
                !replica || "up".equals(replication.get("master_link_status")),
                "1".equals(connection.info("persistence").get("loading")),
                Long.parseLong(memory.getOrDefault("used_memory_dataset", memory.getOrDefault("used_memory", "0"))),
                keys(connection));
    }

    static Map<Integer, Long> keys(RedisConnection connection) throws IOException {
        Map<Integer, Long> keys = new TreeMap<>();
        connection.info("keyspace").forEach((name, counts) -> {
            if (name.matches("db\\d+")) {
                keys.put(Integer.valueOf(name.substring(2)), Long.valueOf(counts.replaceFirst("^keys=(\\d+).*", "$1")));
            }
        });
        return keys;
    }

    long allKeys() {
        return keys.values().stream().mapToLong(Long::longValue).sum();
    }
}
