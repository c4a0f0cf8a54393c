package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.process.OnPath;
import io.jenkins.plugins.ratchet.process.ProgramVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * redis-server, or valkey-server, as it is installed on this machine.
 *
 * @param product {@code redis} or {@code valkey}
 */
record ServerProgram(Path path, String product, String version) {
    private static final Pattern VERSION = Pattern.compile("(?i)(redis|valkey) server v=(\\d+\\.\\d+[^\\s]*)");
    /** Valkey forked from Redis 7.2 and reads what that wrote; nothing newer. */
    private static final String FORK = "7.2";

    /** Those found in the directories, in their order. */
    static List<ServerProgram> installed(List<Path> directories) {
        List<ServerProgram> found = new ArrayList<>();
        for (Path directory : directories) {
            for (String name : List.of("redis-server", "valkey-server")) {
                OnPath.find(name, List.of(directory))
                        .flatMap(ServerProgram::version)
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    /** Whether it reads what the other wrote: a server refuses files of a newer format than its own. */
    boolean reads(String otherProduct, String otherVersion) {
        if (product.equals(otherProduct)) {
            return compare(version, otherVersion) >= 0;
        }
        return product.equals("valkey") && compare(FORK, otherVersion) >= 0;
    }

    boolean atLeast(String other) {
        return compare(version, other) >= 0;
    }

    /** By major and minor: patches do not change the format. */
    static int compare(String one, String other) {
        int[] a = numbers(one);
        int[] b = numbers(other);
        return a[0] != b[0] ? Integer.compare(a[0], b[0]) : Integer.compare(a[1], b[1]);
    }

    private static int[] numbers(String version) {
        Matcher matcher = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})").matcher(version);
        return matcher.lookingAt()
                ? new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))}
                : new int[] {0, 0};
    }

    private static Optional<ServerProgram> version(Path path) {
        Matcher matcher = VERSION.matcher(ProgramVersion.printedBy(path));
        return matcher.find()
                ? Optional.of(new ServerProgram(path, matcher.group(1).toLowerCase(), matcher.group(2)))
                : Optional.empty();
    }
}
