package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How to connect to a database. Each setting is a {@link Setting}; the password is never a literal. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Connection(
        @JsonPropertyDescription(
                "postgresql://user@host:port/database, mongodb://user@host,host/database?replicaSet=…, mongodb+srv://… or redis[s]://user@host:port, without a password; the single settings override its parts.")
        Setting url,

        @JsonPropertyDescription("Host name or address.") Setting host,

        @JsonPropertyDescription("TCP port; 5432 by default for postgres, 27017 for mongodb, 6379 for redis.")
        Setting port,

        @JsonPropertyDescription("Name of the database; has no meaning for redis, which is backed up whole.")
        Setting database,

        @JsonPropertyDescription("User to connect as.") Setting user,

        @JsonPropertyDescription("Where the password comes from: env, file, or a key of a Secret.")
        Setting password,

        @JsonPropertyDescription(
                "libpq's sslmode: disable, allow, prefer, require, verify-ca or verify-full; mongodb and redis know no allow and prefer.")
        Setting sslmode,

        @JsonPropertyDescription("File with the certificates of the authorities that are trusted.")
        Setting sslrootcert,

        @JsonPropertyDescription(
                "Pod that the server runs in, by its name or by a label selector, e.g. `app=postgresql,role=primary`; it is reached through the Kubernetes API, by a port-forward, in place of a host.")
        Setting pod) {}
