package io.jenkins.plugins.ratchet.backup.kubernetes;

import static io.jenkins.plugins.ratchet.backup.kubernetes.VolumeSnapshots.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.kubernetes.Objects.Kind;
import io.jenkins.plugins.ratchet.config.CnpgSettings;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A CloudNativePG Cluster that passed all checks, and its Backup.
 *
 * @param clusterUid of the Cluster
 * @param sql null where no connection is given
 */
record CnpgSubject(
        BackupContext context,
        BackupRequest request,
        Objects objects,
        String namespace,
        String clusterUid,
        SqlSource sql)
        implements Store.Subject {

    /** The Cluster as it was, so that another one can be made like it. */
    static final String CLUSTER_FILE = "cluster-object.json";

    private String name() {
        return request.name();
    }

    private CnpgSettings settings() {
        return request.database().cnpg();
    }

    @Override
    public String description() {
        return "CloudNativePG Cluster " + namespace + "/" + settings().cluster() + "; Backup"
                + (settings().method() == null ? "" : " by " + settings().method());
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        List<String> notes = new ArrayList<>();
        String version = sql == null ? null : sql.schemaVersion(notes);
        Instant asked = context.clock().instant();
        String backup = Waiting.name(context.upgrade(), name());
        JsonNode completed = take(backup);
        JsonNode status = completed.path("status");
        String what = "database " + name() + ": Backup " + backup;
        Instant takenAt = Waiting.moment(
                text(status, "startedAt"), what, asked, context.clock().instant());
        Waiting.moment(text(status, "stoppedAt"), what, asked, context.clock().instant());
        CnpgContent content = content(backup, completed, snapshots(status, what));
        if (content.snapshots().isEmpty() && content.backupId() == null && content.backupName() == null) {
            throw RunException.failed(what + " is completed, and names neither a backup in the archive nor a snapshot");
        }
        JsonNode cluster = requireSameCluster();
        if (sql != null) {
            sql.requireSameVersion(version, name());
        }
        files.write(
                "backup-object.json",
                Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(completed));
        files.write(CLUSTER_FILE, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(cluster));
        return new Captured(
                takenAt,
                version,
                sql == null
                        ? new BackupManifest.Source(
                                clusterUid,
                                null,
                                null,
                                null,
                                namespace + "/" + settings().cluster(),
                                null,
                                null)
                        : sql.source(null, null),
                new BackupManifest.Client("CloudNativePG", "postgresql.cnpg.io/v1", null, null),
                content,
                notes,
                () -> prove(content));
    }

    private JsonNode take(String backup) {
        String left = "the Backup " + namespace + "/" + backup + " that was asked for is left, nothing rests on it";
        Waiting waiting = new Waiting(context, name(), settings().timeout());
        return waiting.until("Backup " + backup, left, () -> {
            Optional<JsonNode> found = objects.find(Kind.POSTGRES_BACKUP, namespace, backup);
            if (found.isEmpty()) {
                if (waiting.marked()) {
                    throw RunException.failed(
                            "database " + name() + ": Backup " + backup + " vanished while it was being taken");
                }
                objects.create(
                        Kind.POSTGRES_BACKUP,
                        namespace,
                        backup,
                        Map.of("ratchet-upgrade", context.upgrade(), "ratchet-database", name()),
                        spec());
                waiting.mark();
                return Optional.empty();
            }
            waiting.mark();
            JsonNode status = found.get().path("status");
            String phase = status.path("phase").asText("new");
            waiting.note("Backup " + backup + " is " + phase);
            return switch (phase) {
                case "completed" -> found;
                case "failed", "walArchivingFailing" ->
                    throw RunException.failed("database " + name() + ": Backup " + backup + " is in phase " + phase
                            + ": " + reason(status));
                default -> Optional.<JsonNode>empty();
            };
        });
    }

    private static String reason(JsonNode status) {
        String error = text(status, "error");
        String command = text(status, "commandError");
        return error != null ? error : command != null ? command : "the operator gave no reason";
    }

    private Map<String, Object> spec() {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("cluster", Map.of("name", settings().cluster()));
        if (settings().method() != null) {
            spec.put("method", settings().method().name());
        }
        if (settings().plugin() != null) {
            spec.put("pluginConfiguration", Map.of("name", settings().plugin()));
        }
        return spec;
    }

    /** Of the method volumeSnapshot; {@code elements} since operator 1.22, {@code snapshots} before. */
    private List<VolumeSnapshots.Ready> snapshots(JsonNode status, String what) {
        List<String> names = new ArrayList<>();
        JsonNode listed = status.path("snapshotBackupStatus");
        listed.path("elements")
                .forEach(element -> names.add(element.path("name").asText()));
        listed.path("snapshots").forEach(snapshot -> names.add(snapshot.asText()));
        VolumeSnapshots snapshots = new VolumeSnapshots(objects);
        List<VolumeSnapshots.Ready> ready = new ArrayList<>();
        for (String each : names) {
            VolumeSnapshots.Look look = snapshots
                    .look(namespace, each)
                    .orElseThrow(() -> RunException.failed(
                            what + " is completed, but its VolumeSnapshot " + each + " does not exist"));
            if (look.ready() == null) {
                throw RunException.failed(what + " is completed, but " + look.state());
            }
            ready.add(look.ready());
        }
        return ready;
    }

    private CnpgContent content(String backup, JsonNode object, List<VolumeSnapshots.Ready> snapshots) {
        JsonNode status = object.path("status");
        String method = text(status, "method");
        return new CnpgContent(
                backup,
                namespace,
                text(object.path("metadata"), "uid"),
                settings().cluster(),
                clusterUid,
                method != null ? method : text(object.path("spec"), "method"),
                text(status, "backupId"),
                text(status, "backupName"),
                text(status, "destinationPath"),
                text(status, "serverName"),
                text(status, "startedAt"),
                text(status, "stoppedAt"),
                text(status, "beginWal"),
                text(status, "endWal"),
                text(status.path("instanceID"), "podName"),
                snapshots);
    }

    /** The same Cluster still, and still archiving: the log up to the backup's end belongs to the backup. */
    private JsonNode requireSameCluster() {
        JsonNode cluster = objects.find(
                        Kind.POSTGRES_CLUSTER, namespace, settings().cluster())
                .orElseThrow(() -> RunException.failed("database " + name() + ": Cluster "
                        + settings().cluster() + " vanished while it was backed up"));
        if (!clusterUid.equals(text(cluster.path("metadata"), "uid"))) {
            throw RunException.failed("database " + name() + ": Cluster "
                    + settings().cluster() + " was replaced while it was backed up");
        }
        CnpgStore.archivingFault(cluster).ifPresent(fault -> {
            throw RunException.failed("database " + name() + ": " + fault + " after the backup");
        });
        return cluster;
    }

    /** Looked up anew. */
    private BackupManifest.Proof prove(CnpgContent content) {
        long start = System.nanoTime();
        JsonNode found = objects.find(Kind.POSTGRES_BACKUP, namespace, content.name())
                .orElseThrow(() -> RunException.failed(
                        "database " + name() + ": Backup " + content.name() + " vanished after it was completed"));
        String phase = found.path("status").path("phase").asText();
        if (!phase.equals("completed") || !content.uid().equals(text(found.path("metadata"), "uid"))) {
            throw RunException.failed("database " + name() + ": Backup " + content.name() + " is in phase " + phase
                    + " after it was completed");
        }
        requireSameCluster();
        return new BackupManifest.Proof(
                "state",
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                List.of("phase completed", "write-ahead log is archived", "moment", "same Cluster"),
                List.of("nothing was restored: that the backup can be restored is the operator's word"));
    }
}
