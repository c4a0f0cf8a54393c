package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The {@code helm_release} that a plan leads to.
 *
 * @param chart as the configuration names it: a path, a name, or an address
 * @param repository null for a chart that needs none
 * @param version of the chart, which the provider looked up
 * @param versionNamed whether the configuration itself names a version
 * @param enabled names of the attributes that are true, and {@code postrender} where there is one
 * @param timeoutSeconds that helm gets; 0 where the plan does not tell
 * @param knownRevision the revision that the state, refreshed, knows; 0 where it knows none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedRelease(
        String address,
        String name,
        String namespace,
        String chart,
        String repository,
        String version,
        boolean versionNamed,
        List<String> enabled,
        long timeoutSeconds,
        int knownRevision) {
    public PlannedRelease {
        enabled = enabled == null ? List.of() : List.copyOf(enabled);
    }

    public boolean has(String attribute) {
        return enabled.contains(attribute);
    }

    /** Whether the chart lies on no disk. */
    public boolean remote() {
        return repository != null && !repository.isBlank() || chart != null && chart.startsWith("oci://");
    }
}
