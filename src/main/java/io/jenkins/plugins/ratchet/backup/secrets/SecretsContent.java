package io.jenkins.plugins.ratchet.backup.secrets;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.List;

/**
 * What the backup of a release's Secrets holds, as its manifest tells it: names, never values, and no digest of anything
 * in the clear, since a digest of a short secret gives it away.
 *
 * @param revision the deployed one
 * @param recipients public keys that it is encrypted to
 * @param secrets names of the Secrets in {@code secrets.json.age}
 * @param stored names of the objects of helm in {@code helm.json.age}
 */
public record SecretsContent(
        int revision, String chart, List<String> recipients, List<String> secrets, List<String> stored) {

    public static SecretsContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), SecretsContent.class);
    }
}
