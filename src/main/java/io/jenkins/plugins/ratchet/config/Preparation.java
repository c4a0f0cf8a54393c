package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** Something done around an upgrade: a command that Ratchet runs, or a duty that a person has to fulfil. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Preparation(
        @JsonPropertyDescription("Short name.") String name,

        @JsonPropertyDescription("Command and its arguments, run in the directory of ratchet.yaml; no shell.")
        List<String> run,

        @JsonPropertyDescription("What a person has to do; shown in the plan, not checked.")
        String manual,

        @JsonPropertyDescription("Time limit of the command; 10m by default.")
        Duration timeout) {

    public Preparation {
        run = Config.copy(run);
        timeout = timeout == null ? Duration.ofMinutes(10) : timeout;
    }
}
