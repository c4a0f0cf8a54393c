package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudSnapshot.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Backups of a Cloud SQL instance by {@code gcloud}.
 *
 * <p>Facts: {@code gcloud sql backups create --async --instance --description} returns at once
 * (cloud.google.com/sdk/gcloud/reference/sql/backups/create); the provider numbers backups itself, so ours is found by its
 * description; a backup run's status is ENQUEUED, OVERDUE, RUNNING, SUCCESSFUL, FAILED, SKIPPED, DELETION_PENDING,
 * DELETION_FAILED or DELETED (SqlBackupRunStatus), its id is unique within its instance only, and it has {@code
 * startTime}, {@code endTime}, {@code error}, {@code diskEncryptionConfiguration} and, on newer API versions, {@code
 * maxChargeableBytes} (Resource: BackupRun). Cloud SQL encrypts all data at rest, with its own key where none is
 * configured.
 */
final class CloudSqlSnapshots implements CloudProvider {
    private static final Set<String> WAITING =
            Set.of("ENQUEUED", "OVERDUE", "RUNNING", "SQL_BACKUP_RUN_STATUS_UNSPECIFIED");

    private final CloudTool gcloud;
    private final String instance;
    private final String tier;

    CloudSqlSnapshots(CloudTool gcloud, String instance, String tier) {
        this.gcloud = gcloud;
        this.instance = instance;
        this.tier = tier;
    }

    @Override
    public CloudSource source() {
        JsonNode source = gcloud.ask("sql", "instances", "describe", instance);
        String state = Answers.text(source, "state");
        List<String> hosts = new ArrayList<>();
        source.path("ipAddresses")
                .forEach(address -> hosts.add(address.path("ipAddress").asText()));
        Optional.ofNullable(Answers.optional(source, "dnsName")).ifPresent(name -> {
            hosts.add(name);
            hosts.add(name.replaceAll("\\.$", ""));
        });
        String connectionName = Answers.text(source, "connectionName");
        return new CloudSource(
                // Made anew under the same name, an instance has another creation time.
                connectionName + "@" + Answers.text(source, "createTime"),
                connectionName,
                state.equals("RUNNABLE"),
                state,
                "postgres",
                Answers.text(source, "databaseVersion"),
                hosts,
                false,
                source);
    }

    @Override
    public void create(String name, Map<String, String> labels, Duration limit) {
        gcloud.ask("sql", "backups", "create", "--async", "--instance=" + instance, "--description=" + name);
    }

    @Override
    public Optional<CloudSnapshot> named(String name) {
        for (JsonNode backup : gcloud.ask("sql", "backups", "list", "--instance=" + instance)) {
            if (name.equals(backup.path("description").asText())) {
                return Optional.of(snapshot(backup));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<CloudSnapshot> byId(String id) {
        return Answers.ifFound(() -> snapshot(gcloud.ask("sql", "backups", "describe", id, "--instance=" + instance)));
    }

    private CloudSnapshot snapshot(JsonNode backup) {
        String state = Answers.text(backup, "status");
        String bytes = Answers.optional(backup, "maxChargeableBytes");
        String link = Answers.optional(backup, "selfLink");
        String id = Answers.text(backup, "id");
        String error = Answers.optional(backup.path("error"), "message");
        return new CloudSnapshot(
                id,
                link == null ? instance + "/backupRuns/" + id : link,
                Answers.text(backup, "instance"),
                state.equals("SUCCESSFUL") ? Phase.AVAILABLE : WAITING.contains(state) ? Phase.CREATING : Phase.BAD,
                error == null ? state : state + " (" + error + ")",
                null,
                bytes == null || !bytes.matches("\\d{1,18}") ? null : Long.valueOf(bytes),
                true,
                Answers.optional(backup.path("diskEncryptionConfiguration"), "kmsKeyName"),
                // What was written after the start may or may not be in it.
                Answers.instant(backup, "startTime"),
                backup);
    }

    @Override
    public Optional<TemporaryInstances> temporary() {
        return Optional.of(new CloudSqlInstances(gcloud, instance, tier));
    }
}
