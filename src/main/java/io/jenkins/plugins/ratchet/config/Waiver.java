package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Lets the findings of a rule pass, for a reason that goes into the record and every report. */
public record Waiver(
        @JsonPropertyDescription("Id of the rule.") String rule,

        @JsonPropertyDescription("Why its findings may pass.")
        String reason) {}
