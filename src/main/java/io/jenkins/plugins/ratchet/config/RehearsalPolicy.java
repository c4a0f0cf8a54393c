package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** How migrations are tried on a copy of a database before an upgrade. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RehearsalPolicy(
        @JsonPropertyDescription(
                "Name under `databases` of the one that is migrated; may be left out where there is one only.")
        String database,

        @JsonPropertyDescription(
                "Command and arguments that run the new version's migrations, without a shell; PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and DATABASE_URL name the copy.")
        List<String> run,

        @JsonPropertyDescription("Time for that command; 2h by default.")
        Duration timeout,

        @JsonPropertyDescription(
                "upgrade.timeout has to be at least this many times what the migrations took on the copy; 3 by default.")
        Integer factor,

        @JsonPropertyDescription(
                "Whether the copy may be on the server of the database itself, where what migrations do to roles and other databases is for real; false by default.")
        Boolean sameServer) {

    public RehearsalPolicy {
        run = Config.copy(run);
        timeout = timeout == null ? Duration.ofHours(2) : timeout;
        factor = factor == null ? 3 : factor;
        sameServer = sameServer != null && sameServer;
    }
}
