package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudSnapshot.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A restorable moment of a Cosmos DB for MongoDB account with continuous backup, by {@code az}.
 *
 * <p>There is no snapshot on demand: the account is backed up continuously, and any moment within the last 7 or 30 days
 * can be restored into a new account. So the backup is a moment, noted by this machine's clock, and it exists once every
 * collection's latest restorable time has passed it. Facts (learn.microsoft.com/azure/cosmos-db/get-latest-restore-timestamp,
 * continuous-backup-restore-introduction; learn.microsoft.com/cli/azure/cosmosdb): {@code mongodb
 * retrieve-latest-backup-time} asks for one collection in one location; what it says does not hold for accounts that are
 * written to in several regions; {@code restorable-database-account show} names the oldest moment that can be restored;
 * all data is encrypted at rest.
 */
final class CosmosSnapshots implements CloudProvider {
    private final CloudTool az;
    private final String account;
    private final String group;
    private final Clock clock;
    private Instant moment;

    CosmosSnapshots(CloudTool az, String account, String group, Clock clock) {
        this.az = az;
        this.account = account;
        this.group = group;
        this.clock = clock;
    }

    @Override
    public CloudSource source() {
        JsonNode source = show();
        String policy = Answers.text(source.path("backupPolicy"), "type");
        if (!policy.equals("Continuous")) {
            throw refused("account " + account + " has the backup policy " + policy
                    + ": only Azure's support can restore such a backup; set it to Continuous (az cosmosdb update"
                    + " --backup-policy-type Continuous), or dump it");
        }
        if (source.path("enableMultipleWriteLocations").asBoolean()) {
            throw refused("account " + account + " is written to in several regions: Azure does not tell the latest"
                    + " moment that can be restored for those; dump it instead");
        }
        String state = Answers.text(source, "provisioningState");
        return new CloudSource(
                Answers.text(source, "instanceId"),
                Answers.text(source, "id"),
                state.equals("Succeeded"),
                state,
                "mongodb",
                Optional.ofNullable(Answers.optional(source.path("apiProperties"), "serverVersion"))
                        .orElse("unknown"),
                List.of(
                        account + ".mongo.cosmos.azure.com",
                        account + ".documents.azure.com",
                        account + ".mongocluster.cosmos.azure.com"),
                false,
                source);
    }

    private JsonNode show() {
        return az.ask("cosmosdb", "show", "--name", account, "--resource-group", group);
    }

    private static CloudFailure refused(String why) {
        return new CloudFailure(CloudFailure.Reason.REFUSED, why);
    }

    @Override
    public void create(String name, Map<String, String> labels, Duration limit) {
        moment = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public Optional<CloudSnapshot> named(String name) {
        if (moment == null) {
            return Optional.empty();
        }
        JsonNode source = show();
        Instant latest = latestRestorable(location(source));
        boolean there = !latest.isBefore(moment);
        return Optional.of(
                restorable(source, moment, there ? Phase.AVAILABLE : Phase.CREATING, "restorable up to " + latest));
    }

    /** The oldest of all collections' latest moments. */
    private Instant latestRestorable(String location) {
        Instant latest = null;
        for (JsonNode database : list("mongodb", "database")) {
            String name = Answers.text(database, "name");
            for (JsonNode collection : list("mongodb", "collection", "--database-name", name)) {
                JsonNode answer = az.ask(
                        "cosmosdb",
                        "mongodb",
                        "retrieve-latest-backup-time",
                        "--account-name",
                        account,
                        "--resource-group",
                        group,
                        "--database-name",
                        name,
                        "--collection-name",
                        Answers.text(collection, "name"),
                        "--location",
                        location);
                Instant each = Answers.instant(answer.path("continuousBackupInformation"), "latestRestorableTimestamp");
                if (each == null) {
                    throw Answers.unreadable("has no latestRestorableTimestamp");
                }
                latest = latest == null || each.isBefore(latest) ? each : latest;
            }
        }
        if (latest == null) {
            throw refused("account " + account + " holds no collection, so there is nothing to back up");
        }
        return latest;
    }

    private JsonNode list(String api, String what, String... more) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("cosmosdb", api, what, "list", "--account-name", account, "--resource-group", group));
        arguments.addAll(List.of(more));
        return az.ask(arguments);
    }

    @Override
    public Optional<CloudSnapshot> byId(String id) {
        int at = id.indexOf('@');
        Instant asked = Instant.parse(id.substring(at + 1));
        Optional<JsonNode> source = Answers.ifFound(this::show);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        JsonNode restorable = az.ask(
                "cosmosdb",
                "restorable-database-account",
                "show",
                "--location",
                location(source.get()),
                "--instance-id",
                id.substring(0, at));
        Instant oldest = Answers.instant(restorable, "oldestRestorableTime");
        if (oldest == null) {
            throw Answers.unreadable("has no oldestRestorableTime");
        }
        boolean continuous = "Continuous".equals(Answers.optional(source.get().path("backupPolicy"), "type"));
        return Optional.of(restorable(
                source.get(),
                asked,
                continuous && !oldest.isAfter(asked) ? Phase.AVAILABLE : Phase.BAD,
                continuous ? "restorable since " + oldest : "no longer backed up continuously"));
    }

    /** Where it is written to, as az names regions. */
    static String location(JsonNode source) {
        return Answers.text(source.path("writeLocations").path(0), "locationName")
                .replace(" ", "")
                .toLowerCase(Locale.ROOT);
    }

    private static CloudSnapshot restorable(JsonNode source, Instant moment, Phase phase, String state) {
        String instance = Answers.text(source, "instanceId");
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("moment", moment.toString()).put("state", state).set("account", source);
        return new CloudSnapshot(
                instance + "@" + moment,
                Answers.text(source, "id") + "@" + moment,
                instance,
                phase,
                state,
                null,
                null,
                true,
                Answers.optional(source, "keyVaultKeyUri"),
                moment,
                answer);
    }
}
