package io.jenkins.plugins.ratchet.backup;

import java.nio.file.Path;

/**
 * Free space that is needed on the disk of a directory.
 *
 * @param directory one that exists
 * @param why for the message, e.g. {@code the scratch database of metadata}
 */
public record SpaceNeed(Path directory, long bytes, String why) {}
