package io.jenkins.plugins.ratchet.backup.secrets;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of a project without a cluster that hold its secrets.
 *
 * @param identity what tells the project from one of the same name on another machine
 * @param name for people, e.g. {@code compose/shop}
 * @param directory that of {@code ratchet.yaml}, absolute; files below it follow it where it moves
 * @param files absolute, those that the project refers to; not all have to exist
 * @param notes what of its secrets is in no file
 */
public record ProjectSecretFiles(String identity, String name, Path directory, List<Path> files, List<String> notes) {

    public ProjectSecretFiles {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }
}
