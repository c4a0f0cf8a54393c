package io.jenkins.plugins.ratchet.backup.secrets;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.List;

/**
 * What the backup of files with secrets holds, as its manifest tells it: names, and no digest of anything in the clear,
 * since a digest of a short secret gives it away.
 *
 * @param directory the one of {@code ratchet.yaml} then
 * @param recipients public keys that it is encrypted to
 * @param files the files in {@code files.tar.age}, absolute
 */
record FilesContent(String directory, List<String> recipients, List<String> files) {

    static FilesContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), FilesContent.class);
    }
}
