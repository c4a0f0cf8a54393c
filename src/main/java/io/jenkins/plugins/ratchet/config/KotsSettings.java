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
                        + " it has no way to the vendor, which airgapBundle implies.")
        Boolean checkForUpdates,

        @JsonPropertyDescription(
                "The vendor's airgap bundle, relative to this file; `{version}` stands for the version to go to. It is"
                        + " uploaded where the admin console does not have that version.")
        String airgapBundle,

        @JsonPropertyDescription("Where the bundle's images are pushed to; without it they are not pushed from here.")
        KotsRegistry registry) {

    public KotsSettings {
        checkForUpdates = checkForUpdates == null ? airgapBundle == null : checkForUpdates;
    }
}
