package io.jenkins.plugins.ratchet.plan.compose;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What an upgrade will change in a project of docker compose.
 *
 * @param project its name
 * @param engine version of the engine
 * @param compose version of Compose
 * @param services each service of the project, in the order in which they are rolled; the migration first
 * @param unset variables without a value that the files do not require
 * @param kept the version that the project's own variables name, which `docker compose up` by hand would bring; null
 *     where they name none
 * @param otherFiles Compose files that running containers were made from and ratchet.yaml does not name
 * @param missingFiles secrets and configs of services whose file is not there, a phrase each
 * @param orphans services that have containers which run, and that the files of the new version do not have
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ComposeOutlook(
        String project,
        String engine,
        String compose,
        List<ServiceChange> services,
        List<String> unset,
        String kept,
        List<String> otherFiles,
        List<String> missingFiles,
        List<String> orphans) {
    public ComposeOutlook {
        services = services == null ? List.of() : List.copyOf(services);
        unset = unset == null ? List.of() : List.copyOf(unset);
        otherFiles = otherFiles == null ? List.of() : List.copyOf(otherFiles);
        missingFiles = missingFiles == null ? List.of() : List.copyOf(missingFiles);
        orphans = orphans == null ? List.of() : List.copyOf(orphans);
    }
}
