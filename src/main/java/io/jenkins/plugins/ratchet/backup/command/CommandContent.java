package io.jenkins.plugins.ratchet.backup.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.List;

/**
 * What the manifest says about a backup by the user's own programs. It is restored by {@code restore}, run with the same
 * environment as {@code verify}.
 *
 * @param location as the program named it; {@code RATCHET_LOCATION} for verify and restore
 * @param storedBytes its size as the program named it
 * @param directory where the programs run
 * @param environment names of the variables that hold how to connect; their values are not kept
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CommandContent(
        String location,
        Long storedBytes,
        String source,
        List<String> run,
        List<String> verify,
        List<String> restore,
        String directory,
        List<String> environment) {

    public static CommandContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), CommandContent.class);
    }
}
