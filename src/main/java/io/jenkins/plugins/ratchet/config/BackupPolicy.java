package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;

/** How backups are made and how long they are valid. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupPolicy(
        @JsonPropertyDescription("Oldest backup that an upgrade may rest on; 24h by default.")
        Duration maxAge,

        @JsonPropertyDescription("Databases backed up at the same time; 2 by default.")
        Integer parallel,

        @JsonPropertyDescription("Parallel jobs of pg_dump and pg_restore for each database; 2 by default.")
        Integer jobs,

        @JsonPropertyDescription("Directory for backups, where `--to` does not name one.")
        String directory) {

    static final BackupPolicy DEFAULT = new BackupPolicy(null, null, null, null);

    public BackupPolicy {
        maxAge = maxAge == null ? Duration.ofHours(24) : maxAge;
        parallel = parallel == null ? 2 : parallel;
        jobs = jobs == null ? 2 : jobs;
    }
}
