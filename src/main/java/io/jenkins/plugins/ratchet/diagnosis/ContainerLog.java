package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;

/**
 * The end of what a container printed.
 *
 * @param owner pod or service that the container belongs to
 * @param previous whether it is from the run before the present one
 */
public record ContainerLog(Place place, String owner, String container, boolean previous, List<String> lines) {
    /** Lines of one container, and characters of a line, that are worth keeping. */
    public static final int LINES = 400;

    private static final int LONGEST_LINE = 2000;

    public ContainerLog {
        List<String> bounded = lines.stream()
                .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line)
                .toList();
        lines = List.copyOf(bounded.subList(Math.max(0, bounded.size() - LINES), bounded.size()));
    }

    /** Its file in a bundle. */
    public String file() {
        return "logs/" + owner + "/" + container + (previous ? ".previous" : "") + ".log";
    }

    /** {@code pod api-1, container api}. */
    public String where() {
        return place.container(owner, container) + (previous ? ", before its last restart" : "");
    }
}
