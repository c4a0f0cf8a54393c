package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** How the upgrade itself runs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record UpgradePolicy(
        @JsonPropertyDescription("Time that helm gives each hook (its --timeout); 30m by default.")
        Duration timeout,

        @JsonPropertyDescription("Time for the workloads to become ready afterwards; 15m by default.")
        Duration readyTimeout,

        @JsonPropertyDescription("Names (or prefixes with a final *) of migration Jobs that are not hooks.")
        List<String> migrationJobs,

        @JsonPropertyDescription(
                "Whether an upgrade needs green checks from before it (`ratchet verify --before`); false by default.")
        Boolean healthyBefore) {

    static final UpgradePolicy DEFAULT = new UpgradePolicy(null, null, null, null);

    public UpgradePolicy {
        timeout = timeout == null ? Duration.ofMinutes(30) : timeout;
        readyTimeout = readyTimeout == null ? Duration.ofMinutes(15) : readyTimeout;
        migrationJobs = Config.copy(migrationJobs);
        healthyBefore = Boolean.TRUE.equals(healthyBefore);
    }
}
