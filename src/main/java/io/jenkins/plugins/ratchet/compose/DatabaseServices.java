package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.config.ComposeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The services that databases run in, with those that they need: all others may write and can be stopped while databases
 * are exchanged. Compose knows nothing of databases, so it is told from where they answer.
 *
 * @param services that have to run on
 * @param untold databases of which nobody can tell whether a service of the project is their server, in words
 */
public record DatabaseServices(Set<String> services, List<String> untold) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    public DatabaseServices {
        services = Set.copyOf(services);
        untold = List.copyOf(untold);
    }

    /** Where a database answers. */
    public record Endpoint(String host, int port) {}

    /** @param endpoints by name of the database */
    public static DatabaseServices of(ComposeModel model, ComposeSettings settings, Map<String, Endpoint> endpoints) {
        Set<String> found = new TreeSet<>();
        List<String> untold = new ArrayList<>();
        if (settings.databaseServices() != null) {
            found.addAll(settings.databaseServices());
        } else {
            new TreeMap<>(endpoints).forEach((database, endpoint) -> {
                Set<String> serving = serving(model, settings, endpoint);
                found.addAll(serving);
                if (serving.isEmpty() && LOOPBACK.contains(endpoint.host())) {
                    untold.add(database + " at " + endpoint.host() + ":" + endpoint.port());
                }
            });
        }
        Set<String> all = new TreeSet<>(found);
        found.forEach(service -> all.addAll(model.neededBy(service)));
        return new DatabaseServices(all, untold);
    }

    /** By its name in the project's network, by the port that it publishes, or as what a migration cannot do without. */
    private static Set<String> serving(ComposeModel model, ComposeSettings settings, Endpoint endpoint) {
        Set<String> serving = new TreeSet<>();
        for (String service : model.services().keySet()) {
            if (service.equals(endpoint.host()) || model.published(service).contains(endpoint.port())) {
                serving.add(service);
            }
        }
        boolean here = LOOPBACK.contains(endpoint.host());
        if (serving.isEmpty() && here && settings.migration() != null) {
            serving.addAll(model.neededBy(settings.migration()));
        }
        return serving;
    }
}
