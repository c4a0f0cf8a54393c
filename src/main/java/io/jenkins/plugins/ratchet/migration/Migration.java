package io.jenkins.plugins.ratchet.migration;

import java.nio.file.Path;

/**
 * A migration as it was found.
 *
 * @param name for messages; the file, or the file and the ConfigMap's entry
 * @param file the file it is in
 * @param content its bytes
 */
public record Migration(String name, Path file, byte[] content) {}
