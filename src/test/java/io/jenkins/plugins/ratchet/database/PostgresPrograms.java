package io.jenkins.plugins.ratchet.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** PostgreSQL 16 and 18 with all their programs and pgvector, where {@code src/test/postgres/fetch} has put them. */
public final class PostgresPrograms {
    private static final List<Integer> MAJORS = List.of(16, 18);

    private PostgresPrograms() {}

    /** Directories of client programs beyond those that the machine has. */
    public static List<Path> clientDirectories() {
        return MAJORS.stream()
                .flatMap(major -> installation(major).stream())
                .map(root -> root.resolve("bin"))
                .toList();
    }

    /** For messages of tests that skip themselves. */
    public static String howToGetThem() {
        return "src/test/postgres/fetch brings newer client programs and pgvector";
    }

    /** Puts the extension {@code vector} into a server of the same major; false where there is none to put. */
    public static boolean addVector(PostgresServer server) {
        int major = Integer.parseInt(server.setting("server_version_num")) / 10000;
        Optional<Path> root = installation(major);
        if (root.isEmpty()) {
            return false;
        }
        try (Stream<Path> files = Files.walk(root.get().toRealPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.equals("vector.so")) {
                    copy(file, Path.of(configuration(server, "PKGLIBDIR")));
                } else if (name.matches("vector(--.*)?\\.(sql|control)")) {
                    copy(file, Path.of(configuration(server, "SHAREDIR"), "extension"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private static void copy(Path file, Path directory) throws IOException {
        Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String configuration(PostgresServer server, String name) {
        return new Postgres()
                .singleValue(
                        server.address("admin", "postgres"),
                        "SELECT setting FROM pg_config WHERE name = '" + name + "'")
                .orElseThrow();
    }

    private static Optional<Path> installation(int major) {
        return Optional.of(cache().resolve(Integer.toString(major)))
                .filter(root -> Files.isExecutable(root.resolve("bin/pg_dump")));
    }

    // The same rule as in the script.
    private static Path cache() {
        String named = System.getenv("RATCHET_POSTGRESQL");
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache != null && !cache.isEmpty()
                ? Path.of(cache)
                : Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")), ".cache");
        return base.resolve("ratchet/postgresql");
    }
}
