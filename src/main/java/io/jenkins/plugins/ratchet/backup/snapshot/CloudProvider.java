package io.jenkins.plugins.ratchet.backup.snapshot;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Snapshots of one source at one provider. Every method may throw {@link CloudFailure}. */
interface CloudProvider {
    /** The source, by a cheap call that needs a login. */
    CloudSource source();

    /**
     * Asks for a snapshot.
     *
     * @param name lower-case letters, digits and single hyphens, at most 63, starts with a letter; nobody else's
     * @param labels to tell later whose it is
     * @param limit for a provider whose command waits for the end
     */
    void create(String name, Map<String, String> labels, Duration limit);

    /** The snapshot that was asked for by that name; empty where there is none. */
    Optional<CloudSnapshot> named(String name);

    /** A snapshot by its id; empty where there is none. */
    Optional<CloudSnapshot> byId(String id);

    /** Temporary instances for proofs by restore; empty where this provider's cannot be had. */
    default Optional<TemporaryInstances> temporary() {
        return Optional.empty();
    }
}
