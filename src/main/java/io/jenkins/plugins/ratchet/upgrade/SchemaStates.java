package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the schema states of all databases that an upgrade needs. */
final class SchemaStates {
    private SchemaStates() {}

    /** By database; one that cannot be read is left out. */
    static Map<String, String> read(UpgradeContext context, Plan plan) {
        Set<String> required =
                plan.requiredDatabases().stream().map(PlannedDatabase::name).collect(Collectors.toSet());
        Map<String, String> states = new LinkedHashMap<>();
        for (Database database : context.config().databases()) {
            if (required.contains(database.name()) && database.kind() == Database.Kind.postgres) {
                context.schemas().read(database).ifPresent(state -> {
                    states.put(database.name(), state);
                    context.events().fact("schema", database.name() + " is at " + state);
                });
            }
        }
        return states;
    }
}
