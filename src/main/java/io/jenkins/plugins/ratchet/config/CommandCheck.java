package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program that checks the product: one of the user's, on this machine or in a pod. It is run once. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CommandCheck(
        @JsonPropertyDescription(
                "Program and its arguments; no shell. On this machine it runs in the directory of ratchet.yaml.")
        List<String> run,

        @JsonPropertyDescription("Pod to run it in, by its name or by a label selector; it needs sh there.")
        String pod,

        @JsonPropertyDescription("Container of the pod; by default the one that kubectl would take.")
        String container,

        @JsonPropertyDescription("Environment variables; the place for secrets.")
        Map<String, Setting> env,

        @JsonPropertyDescription("Regular expression that its output must contain.")
        String output,

        @JsonPropertyDescription(
                "Directory for its artifacts, made where it is missing and named to it as RATCHET_ARTIFACTS.")
        String artifacts,

        @JsonPropertyDescription("Time limit; 10m by default.")
        Duration timeout) {

    public CommandCheck {
        run = Config.copy(run);
        env = env == null ? Map.of() : Map.copyOf(env);
        timeout = timeout == null ? Duration.ofMinutes(10) : timeout;
    }
}
