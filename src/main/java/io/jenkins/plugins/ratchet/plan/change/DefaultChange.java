package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One difference between the defaults of the chart that is deployed and those of the target.
 *
 * @param key place in the values, as {@code --set} spells it
 * @param from the old default, shortened and masked; null where there was none
 * @param to the new default, or the new key of one that was likely renamed; null where there is none
 * @param overridden whether the user's values say something at this place
 * @param watched whether the profile asks to look at it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DefaultChange(Kind kind, String key, String from, String to, boolean overridden, boolean watched) {

    /** What became of a default. */
    public enum Kind {
        @JsonProperty("removed")
        REMOVED,
        /** Gone, and a new key of the same type has a similar name or the same value: likely, not certain. */
        @JsonProperty("likely-renamed")
        RENAMED,
        @JsonProperty("retyped")
        RETYPED,
        @JsonProperty("changed")
        CHANGED,
        @JsonProperty("added")
        ADDED
    }

    /** Whether an override at this place may no longer do what it did. */
    boolean obsoletesOverride() {
        return overridden && (kind == Kind.REMOVED || kind == Kind.RENAMED || kind == Kind.RETYPED);
    }
}
