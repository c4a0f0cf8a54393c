package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;

/**
 * What a restore works with.
 *
 * @param release the release, its record, helm, events
 * @param policy with directories as they are on this machine
 * @param present backs up what is in use and will be overwritten
 * @param backups brings files of backups that lie elsewhere to this machine
 * @param project what a project of docker compose is driven with; null in a cluster
 * @param addresses where the configured databases are, by the live values
 */
public record RestoreContext(
        UpgradeContext release,
        Postgres postgres,
        Addresses addresses,
        KeptBackups backups,
        PresentBackup present,
        BackupPolicy policy,
        ProjectMeans project) {}
