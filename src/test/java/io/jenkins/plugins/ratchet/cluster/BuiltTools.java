package io.jenkins.plugins.ratchet.cluster;

import java.io.File;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tools that {@code src/test/cluster/build} builds and that tests of every height use. */
public final class BuiltTools {
    private BuiltTools() {}

    /** The built one, else the one on the search path. */
    public static Optional<Path> find(String tool) {
        try {
            Path built = Tools.binary(tool);
            if (Files.isExecutable(built)) {
                return Optional.of(built);
            }
        } catch (UncheckedIOException e) {
            // Not built.
        }
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path candidate = Path.of(folder, tool);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
