package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The registry that an admin console without a way to the vendor has its images in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KotsRegistry(
        @JsonPropertyDescription(
                "Host and path, as `registry.example.com/carto`; what the admin console is configured with.")
        String address,

        @JsonPropertyDescription("User for it; none by default.")
        Setting user,

        @JsonPropertyDescription("Password for it, from env, file or secret.")
        Setting password) {}
