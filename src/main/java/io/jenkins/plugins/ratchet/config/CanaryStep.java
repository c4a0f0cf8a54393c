package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.Map;

/** One request of a canary; {@code ${name}} in it stands for a value that an earlier one took. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CanaryStep(
        @JsonPropertyDescription("Short name.") String name,

        @JsonPropertyDescription("The request and what its answer must be, as for a check of kind http.")
        Check.Http http,

        @JsonPropertyDescription(
                "Name to what it is taken from: a JSON path of the body, or `header NAME`; such values are never shown.")
        Map<String, String> take,

        @JsonPropertyDescription("Time within which it must pass; tried again until then. Once by default.")
        Duration within) {

    public CanaryStep {
        take = take == null ? Map.of() : Map.copyOf(take);
    }
}
