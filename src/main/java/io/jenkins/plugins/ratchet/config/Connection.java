package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How to connect to a database. Each setting is a {@link Setting}; the password is never a literal. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Connection(
        @JsonPropertyDescription(
                "postgresql://user@host:port/database without a password; the single settings override its parts.")
        Setting url,

        @JsonPropertyDescription("Host name or address.") Setting host,

        @JsonPropertyDescription("TCP port; 5432 by default.")
        Setting port,

        @JsonPropertyDescription("Name of the database.") Setting database,
        @JsonPropertyDescription("User to connect as.") Setting user,

        @JsonPropertyDescription("Where the password comes from: env, file, or a key of a Secret.")
        Setting password,

        @JsonPropertyDescription("libpq's sslmode: disable, allow, prefer, require, verify-ca or verify-full.")
        Setting sslmode,

        @JsonPropertyDescription("File with the certificates of the authorities that are trusted.")
        Setting sslrootcert) {}
