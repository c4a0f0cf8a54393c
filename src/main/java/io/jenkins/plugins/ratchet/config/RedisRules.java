package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import java.util.List;
import java.util.Set;

/** What holds for the checks of a Redis server. */
final class RedisRules {
    private RedisRules() {}

    static void check(Mapping redis, Set<String> databases) {
        if (ConfigRules.exactlyOne(redis, List.of("database", "connection")).equals("database")) {
            String database = redis.text("database");
            if (!databases.contains(database)) {
                throw CheckRules.unknown(redis, database, databases, "redis");
            }
        } else {
            DatabaseRules.connection(redis.mapping("connection"));
        }
        if (redis.mappings("streams").isEmpty() && redis.mappings("queues").isEmpty()) {
            throw redis.place().error("looks at nothing; give it streams, queues or both");
        }
        for (Mapping stream : redis.mappings("streams")) {
            ConfigRules.required(stream, "stream");
            for (String key : List.of("pending", "lag", "idle")) {
                if (stream.has(key) && stream.items("groups").isEmpty()) {
                    throw stream.keys().get(key).error("is about consumer groups; name them under groups");
                }
            }
            bounds(stream, List.of("pending", "lag", "length"));
        }
        for (Mapping queue : redis.mappings("queues")) {
            ConfigRules.required(queue, "key");
            bounds(queue, List.of("length"));
        }
    }

    private static void bounds(Mapping of, List<String> keys) {
        keys.forEach(key -> ConfigRules.atLeast(of, key, 0));
    }
}
