package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.ratchet.cluster.Suspended;
import java.time.Instant;
import java.util.List;

/**
 * Objects that were suspended and are to be put back: written down before the first of them is changed.
 *
 * @param id of the upgrade that it is for; null where it is for none
 * @param startedBy build URL, or user and host
 * @param objects in the order in which they are suspended
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Suspension(Purpose purpose, String id, String startedBy, Instant at, List<Suspended> objects) {

    /** Why something is suspended, and with that, who puts it back. */
    public enum Purpose {
        /** For the time of a backup; put back by its run, or by the next run that has the lock. */
        @JsonProperty("backup")
        BACKUP,
        /** For the exchange of a restore; put back by the run that ends it. */
        @JsonProperty("restore")
        RESTORE,
        /** Until somebody thaws it. */
        @JsonProperty("freeze")
        FREEZE
    }

    public Suspension {
        objects = objects == null ? List.of() : List.copyOf(objects);
    }
}
