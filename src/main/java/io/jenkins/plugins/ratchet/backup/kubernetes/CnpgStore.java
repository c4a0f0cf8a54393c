package io.jenkins.plugins.ratchet.backup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.kubernetes.Objects.Kind;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.CnpgSettings;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * PostgreSQL that CloudNativePG runs, by the operator's own backups.
 *
 * <p>Facts (cloudnative-pg api/v1/backup_types.go, cluster_types.go): a Backup's phase goes from pending over started and
 * running to completed or failed, or is walArchivingFailing; the Cluster's condition ContinuousArchiving tells whether
 * write-ahead log reaches the archive, without which a base backup that was taken hot cannot be restored.
 */
public final class CnpgStore implements Store {
    private final Postgres postgres;
    private final Objects objects;
    private final String namespace;

    /** @param namespace the release's */
    public CnpgStore(Postgres postgres, Cluster cluster, String namespace) {
        this.postgres = postgres;
        this.objects = new Objects(cluster);
        this.namespace = namespace;
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.postgres.name()) && method.equals(Database.Method.cnpg.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        CnpgSettings settings = request.database().cnpg();
        String where = settings.namespace() == null ? namespace : settings.namespace();
        String who = "database " + request.name() + ": ";
        JsonNode cluster = objects.find(Kind.POSTGRES_CLUSTER, where, settings.cluster())
                .orElseThrow(() -> RunException.usage(who + "there is no CloudNativePG Cluster " + settings.cluster()
                        + " in namespace " + where + ", or the operator is not installed"));
        archivingFault(cluster).ifPresent(fault -> {
            throw RunException.unavailable(who + fault + "; no backup that is taken now could be restored");
        });
        return new CnpgSubject(
                context,
                request,
                objects,
                where,
                VolumeSnapshots.text(cluster.path("metadata"), "uid"),
                SqlSource.of(postgres, request).orElse(null));
    }

    /** Why write-ahead log is not known to reach the archive; empty where it does. */
    static Optional<String> archivingFault(JsonNode cluster) {
        String what = "Cluster " + cluster.path("metadata").path("name").asText();
        for (JsonNode condition : cluster.path("status").path("conditions")) {
            if ("ContinuousArchiving".equals(condition.path("type").asText())) {
                return "True".equals(condition.path("status").asText())
                        ? Optional.empty()
                        : Optional.of(what + " does not archive its write-ahead log: "
                                + condition.path("message").asText("no reason given"));
            }
        }
        return Optional.of(what + " has no condition ContinuousArchiving: configure its WAL archive");
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        Database database = task.request().database();
        return Optional.of(new CnpgRestore(
                task,
                database.connection() == null
                        ? null
                        : task.request().addresses().of(database),
                postgres,
                this,
                objects));
    }

    /** Objects that cannot be looked up are no proof. */
    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        return defect(manifest);
    }

    @Override
    public Optional<String> defect(BackupManifest manifest) {
        CnpgContent content = CnpgContent.of(manifest);
        String what = "Backup " + content.namespace() + "/" + content.name();
        try {
            Optional<JsonNode> found = objects.find(Kind.POSTGRES_BACKUP, content.namespace(), content.name());
            if (found.isEmpty()) {
                return Optional.of(what + " does not exist any more");
            }
            if (!content.uid().equals(found.get().path("metadata").path("uid").asText())) {
                return Optional.of(what + " is another one than was proven");
            }
            String phase = found.get().path("status").path("phase").asText();
            if (!phase.equals("completed")) {
                return Optional.of(what + " is in phase " + phase);
            }
            VolumeSnapshots snapshots = new VolumeSnapshots(objects);
            return content.snapshots().stream()
                    .map(snapshots::defect)
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (RunException e) {
            return Optional.of(what + " cannot be looked up, so nothing says that it still exists: " + e.getMessage());
        }
    }
}
