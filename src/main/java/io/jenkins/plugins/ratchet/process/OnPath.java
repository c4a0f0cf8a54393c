package io.jenkins.plugins.ratchet.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs as a shell finds them, but for one thing: an empty part of PATH, which a stray colon leaves, does not mean the
 * current directory. That is mostly a checkout, and what lies in it must not become the helm or the pg_dump that is run.
 */
public final class OnPath {
    private OnPath() {}

    /** The first executable file of this name on the PATH of an environment. */
    public static Optional<Path> find(String program, Map<String, String> environment) {
        return find(program, directories(environment));
    }

    /** The first executable file of this name in the directories. */
    public static Optional<Path> find(String program, List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve(program).toAbsolutePath())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Where programs are looked for in an environment. */
    public static List<Path> directories(Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(part -> !part.isEmpty())
                .map(part -> Path.of(part).toAbsolutePath())
                .toList();
    }
}
