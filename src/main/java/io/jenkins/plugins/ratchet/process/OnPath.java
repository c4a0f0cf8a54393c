package io.jenkins.plugins.ratchet.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs as a shell finds them. */
public final class OnPath {
    private OnPath() {}

    /** The first executable file of this name on the PATH of an environment; an empty part of it is the current directory. */
    public static Optional<Path> find(String program, Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory.isEmpty() ? "." : directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(Path::toAbsolutePath)
                .findFirst();
    }
}
