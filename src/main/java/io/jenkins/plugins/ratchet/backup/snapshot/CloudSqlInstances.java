package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Temporary Cloud SQL instances: an empty instance like the source, over which the backup is restored.
 *
 * <p>Facts (cloud.google.com/sdk/gcloud/reference/sql: instances create, instances describe, instances delete, backups
 * restore, operations list): {@code backups restore ID --restore-instance --backup-instance --async} overwrites an
 * instance that exists, of the same version and with a disk at least as large; operations of type RESTORE_VOLUME become
 * DONE, with {@code error} where they failed; commands that would ask go ahead with {@code --quiet}.
 */
final class CloudSqlInstances implements TemporaryInstances {
    private static final int PORT = 5432;

    private final CloudTool gcloud;
    private final String sourceName;
    private final String tier;
    private String backup;

    CloudSqlInstances(CloudTool gcloud, String sourceName, String tier) {
        this.gcloud = gcloud;
        this.sourceName = sourceName;
        this.tier = tier;
    }

    @Override
    public void create(
            String name, CloudSource source, CloudSnapshot snapshot, Map<String, String> labels, Duration limit) {
        // This command line sets no labels on instances, so the name alone tells whose it is.
        backup = snapshot.id();
        if (exists(name)) {
            return; // an earlier call got through although its answer did not
        }
        JsonNode settings = source.answer().path("settings");
        List<String> arguments = new ArrayList<>(List.of(
                "sql",
                "instances",
                "create",
                name,
                "--async",
                "--no-deletion-protection",
                "--no-backup",
                "--database-version=" + source.version(),
                "--region=" + Answers.text(source.answer(), "region"),
                "--tier=" + (tier != null ? tier : Answers.text(settings, "tier")),
                "--storage-size=" + Answers.text(settings, "dataDiskSizeGb")));
        Optional.ofNullable(Answers.optional(settings, "edition"))
                .ifPresent(edition -> arguments.add("--edition="
                        + edition.toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
        JsonNode ip = settings.path("ipConfiguration");
        Optional.ofNullable(Answers.optional(ip, "privateNetwork")).ifPresent(network -> {
            arguments.add("--network=" + network);
            if (!ip.path("ipv4Enabled").asBoolean()) {
                arguments.add("--no-assign-ip");
            }
        });
        List<String> networks = new ArrayList<>();
        ip.path("authorizedNetworks").forEach(network -> networks.add(Answers.text(network, "value")));
        if (!networks.isEmpty()) {
            arguments.add("--authorized-networks=" + String.join(",", networks));
        }
        gcloud.ask(arguments);
    }

    @Override
    public Optional<Endpoint> endpoint(String name, CloudSource source) {
        Optional<JsonNode> found = describe(name);
        if (found.isEmpty() || !"RUNNABLE".equals(Answers.text(found.get(), "state"))) {
            return Optional.empty();
        }
        JsonNode restores = gcloud.ask("sql", "operations", "list", "--instance=" + name);
        for (JsonNode operation : restores) {
            if ("RESTORE_VOLUME".equals(operation.path("operationType").asText())) {
                if (!"DONE".equals(operation.path("status").asText())) {
                    return Optional.empty();
                }
                if (operation.path("error").isObject()) {
                    throw new CloudFailure(
                            CloudFailure.Reason.REFUSED, "the restore failed: " + operation.path("error"));
                }
                JsonNode address = found.get().path("ipAddresses").path(0);
                return Optional.of(new Endpoint(Answers.text(address, "ipAddress"), PORT));
            }
        }
        gcloud.ask(
                "sql",
                "backups",
                "restore",
                backup,
                "--restore-instance=" + name,
                "--backup-instance=" + sourceName,
                "--async",
                "--quiet");
        return Optional.empty();
    }

    @Override
    public void delete(String name) {
        gcloud.ask("sql", "instances", "delete", name, "--async", "--quiet");
    }

    @Override
    public boolean exists(String name) {
        return describe(name).isPresent();
    }

    @Override
    public List<String> of(String owner) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : gcloud.ask("sql", "instances", "list")) {
            String name = each.path("name").asText();
            if (TemporaryInstances.belongs(name, owner)) {
                names.add(name);
            }
        }
        return names;
    }

    private Optional<JsonNode> describe(String name) {
        return Answers.ifFound(() -> gcloud.ask("sql", "instances", "describe", name));
    }
}
