package io.jenkins.plugins.ratchet.rehearsal;

import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.RehearsalPolicy;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import java.nio.file.Path;

/**
 * What is to be rehearsed.
 *
 * @param database that is migrated, and where it is
 * @param backup proven, of the open upgrade
 * @param files the backup's files on this machine
 * @param upgrade id of the open upgrade
 * @param target the version whose migrations are run
 * @param directory that of {@code ratchet.yaml}, where the command runs
 */
public record RehearsalRequest(
        RehearsalPolicy policy,
        BackupPolicy backups,
        BackupRequest database,
        BackupEntry backup,
        Path files,
        String upgrade,
        ReleaseVersion target,
        Path directory) {}
