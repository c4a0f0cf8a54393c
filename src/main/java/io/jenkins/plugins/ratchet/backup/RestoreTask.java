package io.jenkins.plugins.ratchet.backup;

import java.nio.file.Path;

/**
 * One backup that is to go back.
 *
 * @param request the data store as the configuration declares it now
 * @param manifest of the backup, which was found to be intact
 * @param directory its files, on this machine
 * @param inPlace whether it takes the place of what is in use; otherwise it is made beside that, where the store can
 * @param name for what is made beside; the same in every run of one restore
 */
public record RestoreTask(
        BackupRequest request,
        BackupManifest manifest,
        Path directory,
        boolean inPlace,
        String name,
        BackupContext context) {

    public String database() {
        return request.name();
    }
}
