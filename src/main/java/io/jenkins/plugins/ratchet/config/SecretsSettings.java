package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** Which Secrets a data store of kind {@code secrets} holds, and who can read the backup. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretsSettings(
        @JsonPropertyDescription(
                "Public keys (`age1…`) that the backup is encrypted to; whoever has one of the private keys can read it.")
        List<String> recipients,

        @JsonPropertyDescription("Secrets of the namespace to back up beside those that the release refers to.")
        List<String> names,

        @JsonPropertyDescription(
                "With `installer: compose`: files or directories with secrets, relative to ratchet.yaml, to back up beside the files that the project's secrets and variables are in.")
        List<String> files,

        @JsonPropertyDescription(
                "Private key (`AGE-SECRET-KEY-1…`, or the content of a file that age-keygen wrote) with which the proof decrypts what was written.")
        Setting identity) {

    public SecretsSettings {
        recipients = Config.copy(recipients);
        names = Config.copy(names);
        files = Config.copy(files);
    }
}
