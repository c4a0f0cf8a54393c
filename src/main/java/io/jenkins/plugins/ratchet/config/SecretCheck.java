package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A PEM key or certificate in a Secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretCheck(
        @JsonPropertyDescription("Name of the Secret, in the release's namespace.")
        String name,

        @JsonPropertyDescription("Key of the Secret that holds the PEM text.")
        String key,

        @JsonPropertyDescription(
                "Key that holds its other half: the certificate or public key of a private key, or the reverse.")
        String pair,

        @JsonPropertyDescription("Secret that holds the other half; the same one by default.")
        String pairSecret,

        @JsonPropertyDescription("Days for which a certificate must still be valid; 0 by default.")
        Integer days,

        @JsonPropertyDescription("Days before its end from which on a certificate is warned of; 30 by default.")
        Integer warnDays) {

    public SecretCheck {
        days = days == null ? 0 : days;
        warnDays = warnDays == null ? 30 : warnDays;
    }
}
