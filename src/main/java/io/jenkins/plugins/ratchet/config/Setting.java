package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * A value and where it comes from: written literally (a plain scalar in YAML), or one of env, file, secret with key, or
 * values (a path into the live values of the release).
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Setting(
        @JsonPropertyDescription("The value itself; a plain scalar means the same.")
        String literal,

        @JsonPropertyDescription("Environment variable that holds it.")
        String env,

        @JsonPropertyDescription("File that holds it, relative to ratchet.yaml; a final newline is dropped.")
        String file,

        @JsonPropertyDescription("Kubernetes Secret that holds it, in the release's namespace.")
        String secret,

        @JsonPropertyDescription("Key of the Secret.") String key,

        @JsonPropertyDescription("Path into the live values of the release, e.g. externalPostgresql.host.")
        String values,

        @JsonProperty("default") @JsonPropertyDescription("Used where the source has nothing.")
        String fallback) {

    public static Setting of(String literal) {
        return new Setting(literal, null, null, null, null, null, null);
    }
}
