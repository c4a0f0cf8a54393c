package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;

/**
 * PostgreSQL's server programs of one version, as they are installed on this machine.
 *
 * @param directory holds initdb and postgres
 * @param version as they print it, e.g. {@code 15.18}
 */
record ServerPrograms(Path directory, int major, String version) {
    Path program(String name) {
        return directory.resolve(name);
    }

    /** Those found in the directories, in their order. */
    static List<ServerPrograms> installed(List<Path> directories) {
        List<ServerPrograms> found = new ArrayList<>();
        for (Path directory : directories) {
            Path postgres = directory.resolve("postgres");
            if (Files.isExecutable(postgres) && Files.isExecutable(directory.resolve("initdb"))) {
                Optional<Matcher> version = ClientTools.version(postgres, "postgres");
                version.ifPresent(text -> found.add(new ServerPrograms(
                        directory.toAbsolutePath(), Integer.parseInt(text.group(2)), text.group(1))));
            }
        }
        return found;
    }

    /**
     * The server for a copy of a database: the same major where it is installed, since each prints definitions in its own
     * way; else the next newer one.
     */
    static ServerPrograms choose(List<ServerPrograms> installed, int major, String purpose) {
        return choose(installed, each -> each >= major, major, "PostgreSQL " + major + " or newer", purpose);
    }

    /** As {@link #choose}, of exactly that major: a server opens no data directory of another one. */
    static ServerPrograms chooseExactly(List<ServerPrograms> installed, int major, String purpose) {
        return choose(installed, each -> each == major, major, "PostgreSQL " + major, purpose);
    }

    private static ServerPrograms choose(
            List<ServerPrograms> installed, IntPredicate fits, int major, String wanted, String purpose) {
        return installed.stream()
                .filter(each -> fits.test(each.major()))
                .min(Comparator.comparingInt(ServerPrograms::major)) // stable: the first directory wins
                .orElseThrow(() -> RunException.unavailable(
                        purpose + " needs the server programs of " + wanted + " on this machine; found "
                                + (installed.isEmpty() ? "none" : versions(installed)) + ": install postgresql-" + major
                                + ", or name their directory at backups.localServer.programs",
                        null));
    }

    private static List<String> versions(List<ServerPrograms> installed) {
        return installed.stream()
                .map(each -> each.version() + " (" + each.directory() + ")")
                .distinct()
                .toList();
    }
}
