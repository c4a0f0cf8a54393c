package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Looks whether a dump has the source's subscriptions. They are never restored into a scratch database: dropping that
 * could drop the publisher's replication slot along with it.
 */
final class Subscriptions {
    /** How a line of {@link Catalog#schema} begins. */
    static final String KIND = "subscription ";

    private final PostgresSubject database;
    private final Stop stop;

    Subscriptions(PostgresSubject database) {
        this.database = database;
        this.stop = database.context().stop();
    }

    /**
     * Names of those that the dump lacks because only superusers may dump them.
     *
     * @throws RunException {@code FAILED} where one is missing for no such reason
     */
    List<String> missing(Path dump, List<String> schema) throws IOException {
        List<String> names = schema.stream()
                .filter(line -> line.startsWith(KIND))
                .map(line -> line.substring(KIND.length(), line.indexOf(": ")))
                .toList();
        if (names.isEmpty()) {
            return names;
        }
        String listing = listing(dump);
        List<String> missing = names.stream()
                .filter(name -> !listing.contains(" SUBSCRIPTION - " + unquoted(name) + " "))
                .toList();
        if (!missing.isEmpty() && database.source().superuser()) {
            throw RunException.failed("database " + database.name() + ": the dump lacks the subscriptions " + missing
                    + ", so it is no backup");
        }
        return missing;
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    private String listing(Path dump) throws IOException {
        try (ClientProcess list = ClientProcess.start(
                        database.client().program("pg_restore"),
                        List.of("--list", dump.toString()),
                        Map.of(),
                        stop,
                        line -> {});
                InputStream output = list.output()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            list.awaitSuccess("database " + database.name() + ": the dump cannot be listed");
            return text;
        }
    }
}
