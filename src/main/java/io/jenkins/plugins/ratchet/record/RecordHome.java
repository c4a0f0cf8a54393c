package io.jenkins.plugins.ratchet.record;

import java.util.Optional;

/** Where the record of a release and its lock live: both in the cluster, or both in a directory of this machine. */
public interface RecordHome {

    RecordStore records();

    /**
     * Takes the lock, or says who holds it.
     *
     * @param startedBy build URL or user and host, shown to whoever finds the lock taken
     * @throws LockHeldException if another run holds it
     */
    UpgradeLock lock(String startedBy);

    /** Who holds the lock right now, in words. */
    Optional<String> lockHolder();

    /** What tells this record from that of a release of the same name elsewhere; empty where there is no record yet. */
    Optional<String> uid();
}
