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
public record BackupContext(Events events, Stop stop, Clock clock, BackupPolicy policy, String upgrade) {}
