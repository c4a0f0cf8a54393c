package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.snapshot.AwsSnapshots.Dialect;
import io.jenkins.plugins.ratchet.config.SnapshotSettings;
import io.jenkins.plugins.ratchet.event.Events;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Finds the command line of a provider, and speaks to it as the settings say. */
final class Providers {
    private final List<Path> directories;

    /** @param directories where the command lines are looked for */
    Providers(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** @throws io.jenkins.plugins.ratchet.outcome.RunException {@code UNAVAILABLE} where the command line is missing */
    CloudProvider of(SnapshotSettings settings, Stop stop, Events events, Clock clock) {
        return switch (settings.provider()) {
            case rds -> aws(settings, Dialect.RDS, stop, events);
            case aurora -> aws(settings, Dialect.AURORA, stop, events);
            case documentdb -> aws(settings, Dialect.DOCUMENTDB, stop, events);
            case cloudsql -> {
                List<String> common = new ArrayList<>(List.of("--format=json"));
                if (settings.project() != null) {
                    common.add("--project=" + settings.project());
                }
                yield new CloudSqlSnapshots(
                        CloudTool.find("gcloud", directories, common, settings.timeout(), stop, events),
                        settings.source(),
                        settings.instanceClass());
            }
            case flexibleserver ->
                new FlexibleServerSnapshots(az(settings, stop, events), settings.source(), settings.resourceGroup());
            case cosmosdb ->
                new CosmosSnapshots(az(settings, stop, events), settings.source(), settings.resourceGroup(), clock);
        };
    }

    /** New accounts for what {@link #of} knows as moments of an account of Cosmos DB. */
    CosmosAccounts cosmosAccounts(SnapshotSettings settings, Stop stop, Events events) {
        return new CosmosAccounts(az(settings, stop, events), settings.source(), settings.resourceGroup());
    }

    private CloudProvider aws(SnapshotSettings settings, Dialect words, Stop stop, Events events) {
        List<String> common = new ArrayList<>(List.of("--output", "json"));
        if (settings.region() != null) {
            common.addAll(List.of("--region", settings.region()));
        }
        if (settings.profile() != null) {
            common.addAll(List.of("--profile", settings.profile()));
        }
        return new AwsSnapshots(
                CloudTool.find("aws", directories, common, settings.timeout(), stop, events),
                words,
                settings.source(),
                settings.instanceClass());
    }

    private CloudTool az(SnapshotSettings settings, Stop stop, Events events) {
        List<String> common = new ArrayList<>(List.of("--output", "json", "--only-show-errors"));
        if (settings.subscription() != null) {
            common.addAll(List.of("--subscription", settings.subscription()));
        }
        return CloudTool.find("az", directories, common, settings.timeout(), stop, events);
    }
}
