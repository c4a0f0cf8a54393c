package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A port of a Service in the release's namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServicePort(
        @JsonPropertyDescription("Name of the Service, or a label selector that only one has, e.g. `app=web,role=api`.")
        String name,

        @JsonPropertyDescription("Its port, by number or name; the only one by default.")
        String port) {}
