package io.jenkins.plugins.ratchet.released;

import java.util.List;

/** A place that knows which versions were released. Asking it may take a network. */
public interface VersionSource {

    /** What people know it by; never with a password in it. */
    String name();

    /**
     * Every version that it has, in no order.
     *
     * @throws io.jenkins.plugins.ratchet.outcome.RunException where it cannot be asked
     */
    List<Released> versions();

    /** The same version with all that can be found out about it; for a few versions only, it may be slow. */
    default Released detailed(Released released) {
        return released;
    }

    /** Whether a version that it does not have may still have been released, as with what somebody downloaded. */
    default boolean partial() {
        return false;
    }
}
