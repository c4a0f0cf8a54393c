package io.jenkins.plugins.ratchet.backup;

/**
 * A backup as it lies at a destination.
 *
 * @param id {@code RUN/DATABASE}, unique at its destination
 * @param location as the record remembers it: its directory, or {@code rclone:REMOTE:PATH}
 * @param manifestSha256 of {@code backup.json}, lower-case hexadecimal
 * @param manifest null where it cannot be read
 * @param inUse whether the run that took it still lives
 */
public record KeptBackup(String id, String location, String manifestSha256, BackupManifest manifest, boolean inUse) {}
