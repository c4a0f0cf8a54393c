package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.event.Events;
import java.time.Clock;

/**
 * What all backups of one run share.
 *
 * @param stop tells them to end
 * @param upgrade id of the upgrade that the backups are for
 */
public record BackupContext(Events events, Stop stop, Clock clock, BackupPolicy policy, String upgrade) {

    /** What one database may take of the bandwidth, in bytes a second; 0 where it is not limited. */
    public long bandwidthShare() {
        return policy.bandwidth() == null
                ? 0
                : Math.max(1, policy.bandwidth().bytesPerSecond() / Math.max(1, policy.parallel()));
    }
}
