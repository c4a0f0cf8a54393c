package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import io.jenkins.plugins.ratchet.process.ProgramVersion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL's client programs of one version.
 *
 * @param directory holds pg_dump, pg_restore and usually pg_dumpall
 * @param version as pg_dump prints it, e.g. {@code 15.18}
 */
record ClientTools(Path directory, int major, String version) {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    Path program(String name) {
        return directory.resolve(name);
    }

    boolean has(String name) {
        return Files.isExecutable(program(name));
    }

    /** A program of the same major: beside pg_dump, or, as Debian links only some to /usr/bin, where all of them are. */
    Optional<Path> companion(String name) {
        return Stream.of(directory, DEBIAN.resolve(major + "/bin"), Path.of("/usr/pgsql-" + major, "bin"))
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Directories of {@code PATH}, then where distributions put PostgreSQL's versions, newest first; last the one that
     * the system property {@code ratchet.postgresqlClients} names, where the demo keeps a copy of its own.
     */
    static List<Path> usualDirectories() {
        Set<Path> directories = new LinkedHashSet<>(OnPath.directories(System.getenv()));
        List<Path> versions = new ArrayList<>(list(DEBIAN, "*"));
        versions.addAll(list(Path.of("/usr"), "pgsql-*"));
        versions.sort(Comparator.comparingInt(ClientTools::number).reversed());
        versions.forEach(version -> directories.add(version.resolve("bin")));
        String copy = System.getProperty("ratchet.postgresqlClients");
        if (copy != null) {
            directories.add(Path.of(copy));
        }
        return List.copyOf(directories);
    }

    /** The client versions found in the directories, in their order. */
    static List<ClientTools> installed(List<Path> directories) {
        List<ClientTools> found = new ArrayList<>();
        for (Path directory : directories) {
            if (Files.isExecutable(directory.resolve("pg_dump"))
                    && Files.isExecutable(directory.resolve("pg_restore"))) {
                version(directory.resolve("pg_dump"), "pg_dump")
                        .ifPresent(version -> found.add(new ClientTools(
                                directory.toAbsolutePath(), Integer.parseInt(version.group(2)), version.group(1))));
            }
        }
        return found;
    }

    /**
     * The client for a server: the same major where it is installed, because a newer pg_restore may speak of settings
     * that the server does not know; else the next newer one. An older one cannot dump the server.
     */
    static ClientTools choose(List<ClientTools> installed, int serverMajor, String database) {
        if (installed.isEmpty()) {
            throw RunException.unavailable(
                    "pg_dump and pg_restore are not installed: put PostgreSQL's client programs, " + "version "
                            + serverMajor + " or newer, on PATH (package postgresql-client-" + serverMajor + ")");
        }
        return installed.stream()
                .filter(client -> client.major() >= serverMajor)
                .min(Comparator.comparingInt(ClientTools::major)) // stable: the first directory wins
                .orElseThrow(() -> RunException.unavailable("database " + database + " is on PostgreSQL " + serverMajor
                        + ", the newest pg_dump here is "
                        + installed.stream()
                                .max(Comparator.comparingInt(ClientTools::major))
                                .map(client -> client.version() + " (" + client.directory() + ")")
                                .orElseThrow()
                        + ": an older client cannot dump a newer server, install postgresql-client-" + serverMajor));
    }

    /** What a program of PostgreSQL says of its version: first all of it, then the major. */
    static Optional<Matcher> version(Path program, String name) {
        return Optional.of(Pattern.compile(name + " \\(PostgreSQL\\) ((\\d+)[^\\s]*)")
                        .matcher(ProgramVersion.printedBy(program)))
                .filter(Matcher::find);
    }

    private static List<Path> list(Path directory, String glob) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
            stream.forEach(entries::add);
        } catch (IOException e) {
            return List.of(); // not readable for this user, so no use either
        }
        return entries;
    }

    private static int number(Path directory) {
        String digits = directory
                .getFileName()
                .toString()
                .chars()
                .filter(Character::isDigit)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
    }
}
