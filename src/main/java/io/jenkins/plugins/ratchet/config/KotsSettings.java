package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The application in the admin console of KOTS. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KotsSettings(
        @JsonPropertyDescription("Slug of the application, as `kubectl kots get apps` shows it.")
        String app,

        @JsonPropertyDescription("Namespace of the admin console; the release's by default.")
        String namespace,

        @JsonPropertyDescription(
                "Whether the admin console is to check for updates before versions are listed; true by default. false where"
                        + " a person uploads airgap bundles.")
        Boolean checkForUpdates) {

    public KotsSettings {
        checkForUpdates = checkForUpdates == null || checkForUpdates;
    }
}
