package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.config.SnapshotSettings;
import io.jenkins.plugins.ratchet.config.SnapshotSettings.Provider;
import io.jenkins.plugins.ratchet.json.Json;
import java.time.Instant;

/**
 * What the manifest says about a provider's snapshot: all that is needed to find it again, or to restore it.
 *
 * <p>A restore makes a new instance from {@code id} ({@code aws rds restore-db-instance-from-db-snapshot}, {@code
 * restore-db-cluster-from-snapshot}, {@code aws docdb restore-db-cluster-from-snapshot}, {@code gcloud sql backups
 * restore}) or from {@code takenAt} ({@code az postgres flexible-server restore --restore-time}, {@code az cosmosdb
 * restore --restore-timestamp}) and points the release at it; the source stays as it is.
 *
 * @param source the provider's name of the source
 * @param sourceArn its full name
 * @param sourceId what identifies it even after it was renamed
 * @param id by which the provider finds the snapshot
 * @param arn its full name
 * @param state the provider's own word when it was proven
 * @param storageBytes its size or that of the storage in it; null where the provider does not tell
 * @param key of the encryption; null where it is the provider's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SnapshotContent(
        String provider,
        String region,
        String profile,
        String project,
        String subscription,
        String resourceGroup,
        String source,
        String sourceArn,
        String sourceId,
        String engine,
        String engineVersion,
        String id,
        String arn,
        String state,
        Long storageBytes,
        Boolean encrypted,
        String key,
        Instant takenAt,
        JsonNode fingerprint) {

    public static SnapshotContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), SnapshotContent.class);
    }

    static SnapshotContent of(
            SnapshotSettings settings, CloudSource source, CloudSnapshot snapshot, JsonNode fingerprint) {
        return new SnapshotContent(
                settings.provider().name(),
                settings.region(),
                settings.profile(),
                settings.project(),
                settings.subscription(),
                settings.resourceGroup(),
                settings.source(),
                source.arn(),
                source.resourceId(),
                source.engine(),
                source.version(),
                snapshot.id(),
                snapshot.arn(),
                snapshot.state(),
                snapshot.bytes(),
                snapshot.encrypted(),
                snapshot.key(),
                snapshot.takenAt(),
                fingerprint);
    }

    /** As they were when the snapshot was taken. */
    SnapshotSettings settings() {
        return settings(null);
    }

    /** @param manners says how long and how often to ask, and for which kind of instance; null for the defaults */
    SnapshotSettings settings(SnapshotSettings manners) {
        return new SnapshotSettings(
                Provider.valueOf(provider),
                source,
                region,
                profile,
                project,
                subscription,
                resourceGroup,
                null,
                null,
                manners == null ? null : manners.instanceClass(),
                manners == null ? null : manners.timeout(),
                manners == null ? null : manners.interval());
    }
}
