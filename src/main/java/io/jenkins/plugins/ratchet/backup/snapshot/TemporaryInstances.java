package io.jenkins.plugins.ratchet.backup.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Instances that a snapshot is restored to for its proof.
 *
 * <p>The name says whose it is, {@code ratchet-proof-<owner>-<random>}, where the owner is a digest of release, database
 * and source; where the provider has labels for instances, {@value #LABEL} says it too. By that the next run finds what a
 * dead one left: since a release's lock keeps its runs apart, what it finds is nobody's. Nothing else is ever deleted.
 */
interface TemporaryInstances {
    String LABEL = "ratchet-proof";
    String PREFIX = "ratchet-proof-";

    /** Whether the name says that it is this owner's. */
    static boolean belongs(String name, String owner) {
        return name.matches(PREFIX + owner + "-[0-9a-f]{8}");
    }

    /** Starts a restore; calling it again with the same name goes on where an interrupted call ended. */
    void create(String name, CloudSource source, CloudSnapshot snapshot, Map<String, String> labels, Duration limit);

    /** Where it answers; empty while it does not. Takes whatever next step the provider asks for. */
    Optional<Endpoint> endpoint(String name, CloudSource source);

    /** Asks for its deletion; nothing where there is none. */
    void delete(String name);

    boolean exists(String name);

    /** The names of an owner's. */
    List<String> of(String owner);

    /** Where an instance answers. */
    record Endpoint(String host, int port) {}
}
