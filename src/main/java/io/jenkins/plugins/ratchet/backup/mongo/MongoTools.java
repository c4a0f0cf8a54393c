package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import io.jenkins.plugins.ratchet.process.ProgramVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MongoDB's Database Tools: mongodump and mongorestore, which have a version of their own, not the server's.
 *
 * @param version as mongodump prints it, e.g. {@code 100.18.0}
 */
record MongoTools(Path mongodump, Path mongorestore, String version) {
    /** Before it, a password could only be handed over on the command line or at a prompt. */
    private static final int[] OLDEST = {100, 3};

    private static final String INSTALL =
            "install MongoDB's Database Tools (package mongodb-database-tools) 100.3 or newer, and have them on PATH";
    private static final Pattern VERSION = Pattern.compile("mongo(?:dump|restore) version: r?((\\d+)\\.(\\d+)\\S*)");

    /** @throws RunException {@code UNAVAILABLE} where they are missing or too old; says what to install */
    static MongoTools find(List<Path> directories, String database) {
        Path dump = program(directories, "mongodump", database);
        Path restore = program(directories, "mongorestore", database);
        String version = version(dump, database);
        String other = version(restore, database);
        if (!version.equals(other)) {
            throw RunException.unavailable("database " + database + ": " + dump + " is " + version + " and " + restore
                    + " is " + other + ": " + INSTALL + ", both of one version");
        }
        return new MongoTools(dump, restore, version);
    }

    private static Path program(List<Path> directories, String name, String database) {
        return OnPath.find(name, directories)
                .orElseThrow(() -> RunException.unavailable(
                        "database " + database + ": " + name + " is not installed here: " + INSTALL));
    }

    private static String version(Path program, String database) {
        return version(ProgramVersion.printedBy(program))
                .orElseThrow(() -> RunException.unavailable("database " + database + ": " + program
                        + " --version tells no version of 100.3 or newer: " + INSTALL));
    }

    /** The version that a program prints, where it is one that will do. */
    static Optional<String> version(String printed) {
        Matcher matcher = VERSION.matcher(printed);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int major = Integer.parseInt(matcher.group(2));
        boolean enough = major > OLDEST[0] || major == OLDEST[0] && Integer.parseInt(matcher.group(3)) >= OLDEST[1];
        return enough ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
