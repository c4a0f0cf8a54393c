package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far an upgrade has come. */
public enum UpgradeState {
    @JsonProperty("planned")
    PLANNED("planned"),
    @JsonProperty("backed-up")
    BACKED_UP("backed-up"),
    @JsonProperty("upgrading")
    UPGRADING("upgrading"),
    @JsonProperty("upgraded")
    UPGRADED("upgraded"),
    @JsonProperty("verified")
    VERIFIED("verified"),
    /** The record says at which step: {@link Upgrade#failedAt()}. */
    @JsonProperty("failed")
    FAILED("failed"),
    @JsonProperty("restored")
    RESTORED("restored");

    private final String word;

    UpgradeState(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
