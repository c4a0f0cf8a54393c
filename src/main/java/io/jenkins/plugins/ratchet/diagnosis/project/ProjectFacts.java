package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.compose.ContainerDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A project of docker compose: what its files ask for, what its engine shows of it, and where the two differ.
 *
 * @param version that the newest revision was to bring; null where nobody knows
 * @param services by name, as the files describe them in that version; empty where they cannot be read
 * @param containers all of them, those that have ended included
 * @param absentFiles secrets and configs whose file is not on this machine, in words; empty where the engine is elsewhere
 * @param portHolders by a published port of a service that does not run, the containers that have it
 * @param older by service, the image that it runs where that is not the newest revision's
 */
public record ProjectFacts(
        String name,
        String version,
        Map<String, Service> services,
        List<ContainerDetail> containers,
        List<String> absentFiles,
        Map<Integer, List<String>> portHolders,
        Map<String, String> older) {

    /**
     * A service.
     *
     * @param ready whether its containers are as they should be
     * @param needs the services that come before it
     * @param variables names of those that it is given
     * @param changes which of its variables, secrets and configs the newest version changed, in words without values
     */
    public record Service(
            String name,
            String image,
            boolean ready,
            String state,
            List<String> needs,
            List<String> variables,
            List<String> changes) {}

    public ProjectFacts {
        services = Map.copyOf(services);
        containers = List.copyOf(containers);
        absentFiles = List.copyOf(absentFiles);
        portHolders = Map.copyOf(portHolders);
        older = Map.copyOf(older);
    }

    Optional<Service> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /**
     * How a service's configuration differs from that of the version before, and whether it has these variables at all.
     *
     * @param variables that its log speaks of
     */
    public List<String> comparison(String service, List<String> variables) {
        List<String> lines = new ArrayList<>();
        service(service).ifPresent(each -> {
            variables.stream()
                    .filter(name -> !each.variables().contains(name)
                            && !each.variables().contains(name + "_FILE"))
                    .forEach(name -> lines.add("the Compose files give service " + service + " no " + name));
            if (!each.changes().isEmpty()) {
                lines.add("version " + version + " changes service " + service + ": "
                        + String.join(", ", each.changes()));
            }
        });
        return lines;
    }
}
