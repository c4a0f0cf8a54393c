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
 * @param known the revision that the provider found in its cluster; null where it found none
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
        KnownRevision known) {

    /**
     * A revision as the provider tells of it.
     *
     * @param chartVersion null where it does not
     * @param deployedSeconds when it was deployed, since the epoch; 0 where it does not tell, as those up to version 2.12
     */
    public record KnownRevision(int revision, String chartVersion, long deployedSeconds) {}

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
