package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Whom to ask, and what the vendor says about failures. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Support(
        @JsonPropertyDescription("The vendor's name.") String vendor,

        @JsonPropertyDescription("Where the vendor is reached.")
        String contact,

        @JsonPropertyDescription("What the vendor asks to do when an upgrade fails.")
        String onFailure,

        @JsonPropertyDescription("The vendor's page that the profile follows.")
        String page) {}
