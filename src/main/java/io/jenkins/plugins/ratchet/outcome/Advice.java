package io.jenkins.plugins.ratchet.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What to do after a failure.
 *
 * @param direction restore (nothing was committed) or roll forward (something was)
 * @param why the evidence for the direction
 * @param commands exact commands, in order
 * @param contact whom the vendor asks to contact; null where the profile names nobody
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Advice(Direction direction, List<String> why, List<String> commands, String contact) {

    /** The two ways out of a failed upgrade. */
    public enum Direction {
        /** Nothing of the migration was committed: the old version can go on, or the backup be restored. */
        @JsonProperty("restore")
        RESTORE,
        /** Something was committed: the only way without losing data is a newer, mended version. */
        @JsonProperty("roll-forward")
        ROLL_FORWARD
    }

    public Advice {
        why = List.copyOf(why);
        commands = List.copyOf(commands);
    }
}
