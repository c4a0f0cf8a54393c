package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What becomes of one object.
 *
 * @param hook when it runs and what deletes it again, where it is a hook; else null
 * @param fields the first places that change
 * @param diff lines of a unified diff from how it is to how it will be, secrets masked; empty where it was left out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ObjectChange(Action action, ObjectRef object, String hook, List<String> fields, List<String> diff) {

    /** What helm does with an object. */
    public enum Action {
        @JsonProperty("delete")
        DELETE,
        @JsonProperty("create")
        CREATE,
        @JsonProperty("change")
        CHANGE,
        /** No longer part of the release, but left in the cluster. */
        @JsonProperty("keep")
        KEEP,
        @JsonProperty("hook")
        HOOK
    }

    public ObjectChange {
        fields = fields == null ? List.of() : List.copyOf(fields);
        diff = diff == null ? List.of() : List.copyOf(diff);
    }
}
