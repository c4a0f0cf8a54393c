package io.jenkins.plugins.ratchet.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What to do after a failure: the triage on one page.
 *
 * @param direction restore (nothing was committed) or roll forward (something was)
 * @param uncertain true where it is not known what was committed, so that the safer branch was taken; else null
 * @param scenario which of the vendor's scenarios a way back would be, in words; null where nobody can tell
 * @param why the evidence for the direction
 * @param lost what going back would lose, a line for each data store; empty where there is nothing to go back to
 * @param commands exact commands, in order
 * @param contact whom the vendor asks to contact; null where the profile names nobody
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Advice(
        Direction direction,
        Boolean uncertain,
        String scenario,
        List<String> why,
        List<String> lost,
        List<String> commands,
        String contact) {

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
        why = why == null ? List.of() : List.copyOf(why);
        lost = lost == null ? List.of() : List.copyOf(lost);
        commands = commands == null ? List.of() : List.copyOf(commands);
    }

    /** One that is certain, and of which no more is known. */
    public Advice(Direction direction, List<String> why, List<String> commands, String contact) {
        this(direction, null, null, why, null, commands, contact);
    }
}
