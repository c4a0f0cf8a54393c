package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudFailure.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * New accounts of Cosmos DB for MongoDB, restored from a moment of another's continuous backup, by {@code az}.
 *
 * <p>Facts (learn.microsoft.com/cli/azure/cosmosdb; azure/cosmos-db/continuous-backup-restore-resource-model): {@code
 * cosmosdb restore} makes a new account and returns when that is there, which may take hours; it goes on at the provider
 * where the command line was ended. The account's {@code restoreParameters} tell the restorable account and the moment
 * that it was made from, its {@code provisioningState} is Succeeded at the end. It has keys of its own.
 */
final class CosmosAccounts {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Duration DELETION = Duration.ofMinutes(30);

    private final CloudTool az;
    private final String account;
    private final String group;

    /** @param account the one that was backed up */
    CosmosAccounts(CloudTool az, String account, String group) {
        this.az = az;
        this.account = account;
        this.group = group;
    }

    Optional<JsonNode> find(String name) {
        return Answers.ifFound(() -> az.ask("cosmosdb", "show", "--name", name, "--resource-group", group));
    }

    /** Asks for a new account; nothing where there is one of that name. @param limit for a command that waits for its end */
    void restore(String name, Instant moment, Duration limit) {
        if (find(name).isPresent()) {
            return; // an earlier call got through although its answer did not
        }
        JsonNode source = find(account)
                .orElseThrow(() -> new CloudFailure(
                        Reason.REFUSED, "account " + account + " does not exist any more, so its region is not known"));
        az.ask(
                limit,
                List.of(
                        "cosmosdb",
                        "restore",
                        "--target-database-account-name",
                        name,
                        "--account-name",
                        account,
                        "--restore-timestamp",
                        TIME.format(moment),
                        "--resource-group",
                        group,
                        "--location",
                        CosmosSnapshots.location(source)));
    }

    /** Whether an account was made from that moment of an account. @param instance identifies the latter */
    static boolean from(JsonNode found, String instance, Instant moment) {
        JsonNode parameters = found.path("restoreParameters");
        String source = Answers.optional(parameters, "restoreSource");
        return source != null
                && source.replaceAll("/+$", "").endsWith("/restorableDatabaseAccounts/" + instance)
                && moment.equals(Answers.instant(parameters, "restoreTimestampInUtc"));
    }

    /** Names of its collections, with their database before them. */
    List<String> collections(String name) {
        List<String> found = new java.util.ArrayList<>();
        for (JsonNode database : list(name, "database")) {
            String each = Answers.text(database, "name");
            for (JsonNode collection : list(name, "collection", "--database-name", each)) {
                found.add(each + "." + Answers.text(collection, "name"));
            }
        }
        return found;
    }

    private JsonNode list(String name, String what, String... more) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("cosmosdb", "mongodb", what, "list", "--account-name", name, "--resource-group", group));
        arguments.addAll(List.of(more));
        return az.ask(arguments);
    }

    void delete(String name) {
        az.ask(DELETION, List.of("cosmosdb", "delete", "--name", name, "--resource-group", group, "--yes"));
    }
}
