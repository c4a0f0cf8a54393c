package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The copy of a whole PostgreSQL server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BaseSettings(
        @JsonPropertyDescription(
                "Directory of this machine below which a restore makes a new data directory, RELEASE-DATABASE-restored-TIME; with room for the server's data.")
        String directory) {}
