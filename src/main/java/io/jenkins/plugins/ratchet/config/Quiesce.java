package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** How the databases' writers are stopped while backups are captured, so that all are of one moment. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Quiesce(
        @JsonPropertyDescription(
                "Whether `ratchet backup` stops the writers of the databases while it captures them; true where this block is given.")
        Boolean enabled,

        @JsonPropertyDescription(
                "What is stopped beside the databases' own writers, e.g. deployment/api, statefulset/queue, cronjob/report, scaledobject/worker, scaledjob/import.")
        List<String> workloads,

        @JsonPropertyDescription(
                "Application names (PostgreSQL) and client names (Redis) of sessions that only read, e.g. postgres_exporter; any other session ends the backup.")
        List<String> readers,

        @JsonPropertyDescription("How long the pods of the writers may take to end; 5m by default.")
        Duration timeout) {

    public Quiesce {
        enabled = enabled == null || enabled;
        workloads = Config.copy(workloads);
        readers = Config.copy(readers);
        timeout = timeout == null ? Duration.ofMinutes(5) : timeout;
    }
}
