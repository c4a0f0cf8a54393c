package io.jenkins.plugins.ratchet.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The binaries that {@code src/test/cluster/build} puts into the cache. */
final class Tools {

    private static final Path BUILD = Path.of("src/test/cluster/build");

    private Tools() {}

    /** Why the control plane cannot be started here, or empty. */
    static Optional<String> missing() {
        if (!Files.isExecutable(BUILD)) {
            return Optional.of(BUILD + " is not there; run the tests from the root of the project");
        }
        try {
            Process check = new ProcessBuilder(BUILD.toString(), "--check")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (check.onExit().join().exitValue() == 0) {
                return Optional.empty();
            }
            String then = onPath("go") ? "run " + BUILD : "install Go, then run " + BUILD;
            return Optional.of(said + "; " + then);
        } catch (IOException e) {
            return Optional.of(BUILD + " does not run: " + e.getMessage());
        }
    }

    static Path binary(String name) {
        Path binary = cache().resolve("bin").resolve(name);
        if (!Files.isExecutable(binary)) {
            throw new UncheckedIOException(new IOException(binary + " is not there; run " + BUILD));
        }
        return binary;
    }

    // The same rule as in the build script.
    private static Path cache() {
        return environment("RATCHET_CONTROL_PLANE")
                .map(Path::of)
                .orElseGet(() -> environment("XDG_CACHE_HOME")
                        .map(Path::of)
                        .orElseGet(() -> Path.of(environment("HOME").orElse(System.getProperty("user.home")), ".cache"))
                        .resolve("ratchet/control-plane"));
    }

    private static boolean onPath(String command) {
        return environment("PATH").stream()
                .flatMap(path -> Arrays.stream(path.split(":")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }
}
