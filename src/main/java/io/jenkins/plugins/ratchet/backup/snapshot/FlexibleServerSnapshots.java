package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudSnapshot.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * On-demand backups of an Azure Database for PostgreSQL flexible server by {@code az}.
 *
 * <p>Facts (learn.microsoft.com/cli/azure/postgres/flexible-server/backup): {@code backup create} waits until the backup
 * is complete; until {@code az} 2.85 {@code --name} is the server and {@code --backup-name} the backup, from 2.86 on
 * {@code --server-name} is the server and {@code --name} the backup. A backup has {@code completedTime}, {@code backupType}
 * and {@code source}, no size and no state: it is there once it is complete. Data and backups are always encrypted, with
 * Azure's key or the one in {@code dataEncryption} (learn.microsoft.com/azure/postgresql: security-data-encryption).
 */
final class FlexibleServerSnapshots implements CloudProvider {
    private static final int[] NEW_WORDS = {2, 86};

    private final CloudTool az;
    private final String server;
    private final String group;
    private Boolean newWords;

    FlexibleServerSnapshots(CloudTool az, String server, String group) {
        this.az = az;
        this.server = server;
        this.group = group;
    }

    @Override
    public CloudSource source() {
        JsonNode source = az.ask("postgres", "flexible-server", "show", "--resource-group", group, "--name", server);
        String state = Answers.text(source, "state");
        return new CloudSource(
                Answers.text(source, "id"),
                Answers.text(source, "id"),
                state.equals("Ready"),
                state,
                "postgres",
                Answers.text(source, "version"),
                Stream.of(Answers.optional(source, "fullyQualifiedDomainName"))
                        .filter(Objects::nonNull)
                        .toList(),
                false,
                source);
    }

    @Override
    public void create(String name, Map<String, String> labels, Duration limit) {
        az.ask(limit, backup("create", name));
    }

    @Override
    public Optional<CloudSnapshot> named(String name) {
        return byId(name);
    }

    @Override
    public Optional<CloudSnapshot> byId(String id) {
        return Answers.ifFound(() -> snapshot(az.ask(backup("show", id))));
    }

    private List<String> backup(String verb, String name) {
        List<String> arguments =
                new ArrayList<>(List.of("postgres", "flexible-server", "backup", verb, "--resource-group", group));
        arguments.addAll(
                newWords()
                        ? List.of("--server-name", server, "--name", name)
                        : List.of("--name", server, "--backup-name", name));
        return arguments;
    }

    private boolean newWords() {
        if (newWords == null) {
            String[] version = Answers.text(az.ask("version"), "azure-cli").split("\\D+");
            int major = Integer.parseInt(version[0]);
            int minor = version.length > 1 ? Integer.parseInt(version[1]) : 0;
            newWords = major > NEW_WORDS[0] || major == NEW_WORDS[0] && minor >= NEW_WORDS[1];
        }
        return newWords;
    }

    private CloudSnapshot snapshot(JsonNode backup) {
        String arn = Answers.text(backup, "id");
        Instant completed = Answers.instant(backup, "completedTime");
        int tail = arn.toLowerCase(java.util.Locale.ROOT).lastIndexOf("/backups/");
        return new CloudSnapshot(
                Answers.text(backup, "name"),
                arn,
                tail < 0 ? arn : arn.substring(0, tail),
                completed == null ? Phase.CREATING : Phase.AVAILABLE,
                completed == null ? "not completed" : "completed",
                null,
                null,
                true,
                null,
                completed,
                backup);
    }

    @Override
    public Optional<TemporaryInstances> temporary() {
        return Optional.of(new FlexibleServerInstances(az, server, group));
    }
}
