package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** The user's own programs for backing up, verifying and restoring; their contract is in docs/databases.md. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CommandSettings(
        @JsonPropertyDescription(
                "Program and its arguments that takes the backup, run in the directory of ratchet.yaml; no shell. It prints one JSON object.")
        List<String> run,

        @JsonPropertyDescription(
                "Program and its arguments that proves the backup; exit status 0 means that it can be restored.")
        List<String> verify,

        @JsonPropertyDescription("Program and its arguments that would restore the backup; kept in the manifest.")
        List<String> restore,

        @JsonPropertyDescription("Time limit of each program; 1h by default.")
        Duration timeout) {

    public CommandSettings {
        run = Config.copy(run);
        verify = Config.copy(verify);
        restore = Config.copy(restore);
        timeout = timeout == null ? Duration.ofHours(1) : timeout;
    }
}
