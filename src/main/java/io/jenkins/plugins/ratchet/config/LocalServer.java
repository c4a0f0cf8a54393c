package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How throw-away servers are started on this machine. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalServer(
        @JsonPropertyDescription(
                "Directory of initdb and postgres; by default they are looked for on PATH and where distributions put them.")
        String programs,

        @JsonPropertyDescription(
                "Directory that the servers' data is put below, with room for a copy of each database; the system's temporary directory by default.")
        String directory,

        @JsonPropertyDescription(
                "User that the servers run as where Ratchet runs as root, which PostgreSQL refuses to; by default a user namespace, else the user postgres.")
        String user) {
    static final LocalServer DEFAULT = new LocalServer(null, null, null);
}
