package io.jenkins.plugins.ratchet.outcome;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much a {@link Finding} weighs. */
public enum Severity {
    /** The upgrade is refused. */
    @JsonProperty("block")
    BLOCK,
    /** The upgrade goes on; a person should know. */
    @JsonProperty("warn")
    WARN,
    /** A fact worth telling. */
    @JsonProperty("info")
    INFO
}
