package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a Job ended, followed by its uid.
 *
 * @param name name of the Job
 * @param uid its uid; null where it was never seen
 * @param hook the Helm hook events that it serves, e.g. {@code pre-upgrade}; null for a Job that is no hook
 * @param state what was last known
 * @param message why, in the Job's own words or in ours; null where there is nothing to say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobOutcome(String name, String uid, String hook, State state, String message) {

    /** What was last known of a Job. */
    public enum State {
        @JsonProperty("complete")
        COMPLETE,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("active")
        ACTIVE,
        /** It was deleted before it was seen to be complete; whether it did its work is not known. */
        @JsonProperty("vanished")
        VANISHED,
        /** It should have run and was never seen. */
        @JsonProperty("never-seen")
        NEVER_SEEN
    }

    public boolean complete() {
        return state == State.COMPLETE;
    }
}
