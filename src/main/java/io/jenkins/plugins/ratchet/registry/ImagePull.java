package io.jenkins.plugins.ratchet.registry;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Whether an image can be pulled, as far as its registry tells this machine.
 *
 * @param digest of the manifest that is there; null where it is not
 * @param reason why it is not there, or cannot be told; null where it is there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImagePull(State state, String digest, String reason) {

    /** The gravest last. */
    public enum State {
        THERE,
        OUT_OF_REACH,
        DENIED,
        MISSING
    }

    static ImagePull there(String digest) {
        return new ImagePull(State.THERE, digest, null);
    }

    public static ImagePull of(State state, String reason) {
        return new ImagePull(state, null, reason);
    }

    public boolean is(State other) {
        return state == other;
    }

    /** The graver of the two. */
    public ImagePull and(ImagePull other) {
        return other.state.compareTo(state) > 0 ? other : this;
    }
}
