package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.Map;

/**
 * What the backup of a Redis server holds, as its manifest tells it.
 *
 * <p>It is restored by putting {@code dump.rdb} in place of a stopped server's own file, with {@code appendonly no}, and
 * starting that.
 *
 * @param keys number of keys by the number of their database, shortly before the snapshot
 * @param replicationId of the history that the snapshot belongs to
 * @param replicationOffset the snapshot's place in it, in bytes
 */
public record RedisContent(Map<String, Long> keys, String replicationId, long replicationOffset) {

    public static RedisContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), RedisContent.class);
    }
}
